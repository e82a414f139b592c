#!/usr/bin/env python3
"""How long flagwise looks at a repository, next to ripgrep looking for the same keys in the same files.

    cargo build --release
    benches/scan.py FOLDER:KEYS [FOLDER:KEYS ...]

KEYS is a file with one flag key a line. Needs `rg` (`cargo install ripgrep`, or a package of your system) and Python
3.9. The folders are copied first: nothing is changed in them. Each figure is the median of some rounds; in each round
ripgrep and flagwise take turns, so that other work on the machine slows both, and the ratio is the median of the
rounds' ratios. `cpu` is the time on all cores, in seconds; it says more than `wall` on a busy machine.

Cases:
    cold         no index on disk; it is written
    no cache     no index on disk; none is written
    again        nothing has changed since the last run
    one changed  one file with flags has changed since the last run

Each is run with the keys of the file, and with as many made-up ones as make 10,000.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", metavar="FOLDER:KEYS")
    parser.add_argument("--flagwise", default=HERE.parent / "target/release/flagwise", type=Path)
    parser.add_argument("--rg", default=shutil.which("rg"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--many", type=int, default=10_000, help="how many keys are many")
    options = parser.parse_args()
    if not options.rg:
        sys.exit("ripgrep is missing: `cargo install ripgrep`, or give its path with --rg")
    if not options.flagwise.exists():
        sys.exit(f"{options.flagwise} is missing: `cargo build --release`, or give its path with --flagwise")
    options.flagwise = options.flagwise.resolve()
    with tempfile.TemporaryDirectory(prefix="flagwise-bench-") as scratch:
        run_all(options, Path(scratch))


def run_all(options, scratch):
    together, all_keys = scratch / "all", []
    print(f"{'':34} {'wall':>7} {'cpu':>7} {'rg wall':>8} {'rg cpu':>7} {'ratio':>6} {'cpu r.':>6} {'MiB':>5}  searched")
    for case in options.cases:
        folder, _, keys_file = case.partition(":")
        folder, keys = Path(folder).resolve(), Path(keys_file).read_text().splitlines()
        copy = together / folder.name
        shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        (copy / ".git").mkdir(exist_ok=True)
        all_keys += keys
        measure_folder(options, scratch, folder.name, copy, keys)
    if len(options.cases) > 1:
        for copy in together.iterdir():
            shutil.rmtree(copy / ".git")
        measure_folder(options, scratch, "all together", together, sorted(set(all_keys)))


def measure_folder(options, scratch, name, folder, keys):
    made_up = [f"made-up-{number}-{'abcdefghij'[number % 10] * 3}-flag" for number in range(options.many - len(keys))]
    for label, list_of_keys in [(f"{len(keys)} keys", keys), (f"{options.many} keys", keys + made_up)]:
        keys_file = scratch / "keys.txt"
        keys_file.write_text("\n".join(list_of_keys) + "\n")
        for title, prepare, arguments in cases(scratch, folder, keys):
            report(options, folder, scratch, keys_file, f"{name}, {label}, {title}", prepare, arguments)


def cases(scratch, folder, keys):
    cache = scratch / "cache"

    def empty():
        shutil.rmtree(cache, ignore_errors=True)

    changed = file_with_a_key(folder, keys)

    def change():
        with open(changed, "ab") as file:
            file.write(b"\n")

    def nothing():
        pass

    return [
        ("cold", empty, []),
        ("no cache", nothing, ["--no-cache"]),
        ("again", nothing, []),
        ("one changed", change, []),
    ]


def file_with_a_key(folder, keys):
    """A source file of the usual size that names a key."""
    pattern = re.compile("|".join(re.escape(key) for key in keys[:200]).encode())
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in {".ts", ".tsx", ".js", ".py", ".go", ".java", ".cs", ".rb", ".kt"} and path.is_file():
            if 500 < path.stat().st_size < 50_000 and pattern.search(path.read_bytes()):
                return path
    sys.exit(f"no source file in {folder} names one of the keys")


def report(options, folder, scratch, keys_file, title, prepare, arguments):
    environment = dict(os.environ, XDG_CACHE_HOME=str(scratch / "cache"), HOME=str(scratch))
    rg = [options.rg, "-F", "-f", str(keys_file), "."]
    flagwise = [options.flagwise, "refs", "--keys", str(keys_file), "--format", "jsonl", *arguments, "."]
    run(rg, folder, environment)
    prepare()
    run(flagwise, folder, environment)
    pairs = []
    for _ in range(options.rounds):
        prepare()
        pairs.append((run(rg, folder, environment), run(flagwise, folder, environment)))
    prepare()
    log = subprocess.run([*flagwise, "--log-level", "info"], cwd=folder, env=environment, capture_output=True, text=True)
    found = re.search(r"(\d+) files searched.*?; (\d+) with facts, (\d+) of them \((\d+) KiB\) parsed", log.stderr)
    searched = "{} files, {} with facts, {} parsed ({} KiB)".format(*found.groups()) if found else "?"

    def median(pick):
        return statistics.median(pick(*pair) for pair in pairs)

    wall, cpu = median(lambda rg, own: own[0]), median(lambda rg, own: own[1])
    rg_wall, rg_cpu = median(lambda rg, own: rg[0]), median(lambda rg, own: rg[1])
    ratio, cpu_ratio = median(lambda rg, own: own[0] / rg[0]), median(lambda rg, own: own[1] / max(rg[1], 0.001))
    memory = max(own[2] for _, own in pairs)
    print(f"{title:34} {wall:7.3f} {cpu:7.3f} {rg_wall:8.3f} {rg_cpu:7.3f} {ratio:6.2f} {cpu_ratio:6.2f} {memory:5.0f}  {searched}")
    sys.stdout.flush()


def run(command, folder, environment):
    """Wall time and time on all cores in seconds, peak memory in MiB."""
    # A process of its own for each: the peak is the child's.
    import time

    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {child.returncode}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


if __name__ == "__main__":
    main()
