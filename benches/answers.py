#!/usr/bin/env python3
"""Compares the answers of two flagwise binaries over any folders.

    benches/answers.py OLD NEW FOLDER:KEYS [FOLDER:KEYS ...]
    benches/answers.py OLD NEW FOLDER [FOLDER ...] --keys KEYS

OLD and NEW are the binaries. KEYS is a file with one flag key a line. Each folder is scanned by both binaries, without
a cache, with `refs --keys` and with `check --flags`. The flag file is made from the keys: all flags are boolean, some
are archived and some deprecated, so that more rules report something. Then both are run again with a fifth of the keys
missing, fold by fold, because an unknown flag is reported only where its key is missing. Nothing is written into the
folders. Needs Python 3.9 and nothing else.

Differences are grouped by kind: reference, finding (of `check`) or problem; gained, lost or changed; the kind of the
reference or the code of the rule, and the fields that changed; the file family; production or test code. `some missing`
marks a difference that was seen only with some keys missing; one seen in several folds counts once.

Exit status: 0 no difference, 1 differences, 2 a binary failed or an argument is wrong.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Paths of test code.
TEST = re.compile(
    r"(^|/)(tests?|__tests__|specs?|cypress|e2e|fixtures|mocks?|__mocks__|testing|src/\w*test\w*)(/|$)"
    r"|[._-](test|spec|stories)\.|_test\.|[a-z]Tests?\.|(^|/)test_|(^|/)conftest\.",
    re.IGNORECASE,
)

FAMILIES = {
    "scripts": "js jsx mjs cjs ts tsx mts cts vue svelte astro html",
    "python": "py pyi",
    "jvm": "java kt kts scala groovy",
    "dotnet": "cs cshtml razor fs vb",
    "c": "c h cc cpp cxx hpp hh m mm",
    "data": "json yaml yml toml xml properties md txt csv",
}
FAMILY_OF = {extension: family for family, extensions in FAMILIES.items() for extension in extensions.split()}

# What is compared at one place; other fields are notes to the reader or follow from these.
REFERENCE_FIELDS = ("kind", "key", "method", "language")
FINDING_FIELDS = ("code", "severity", "key", "message", "suggestions")
PLACE_FIELDS = ("line", "column", "endLine", "endColumn")
LONGEST_LINE = 140


def main():
    options = arguments()
    differences, totals = [], collections.Counter()
    with tempfile.TemporaryDirectory(prefix="flagwise-answers-") as scratch:
        for folder, keys in options.folders:
            found = compare_folder(options, Path(scratch), folder, keys, totals)
            print(f"{folder}: {count(len(found), 'difference')}", file=sys.stderr)
            differences += found
    if options.jsonl:
        for difference in differences:
            print(json.dumps(difference, ensure_ascii=False))
    else:
        print_report(differences, options.examples)
        for what in ("reference", "finding"):
            print(f"{what}s: {totals['old', what]} old, {totals['new', what]} new")
        print(f"{count(len(differences), 'difference')} in {count(len(options.folders), 'folder')}")
    sys.exit(1 if differences else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", metavar="OLD", help="the binary to compare with")
    parser.add_argument("new", metavar="NEW", help="the binary whose answers are judged")
    parser.add_argument("folders", nargs="+", metavar="FOLDER[:KEYS]", help="a folder to scan, and its file of keys")
    parser.add_argument("--keys", metavar="FILE", help="the file of keys of folders that are given without one")
    parser.add_argument("--folds", type=int, default=5, metavar="N",
                        help="how many folds, each with the N-th part of the keys missing; 0 for none (default: 5)")
    parser.add_argument("--examples", type=int, default=3, metavar="N",
                        help="how many differences of a kind are shown with their source line (default: 3)")
    parser.add_argument("--ignore", action="append", default=[], metavar="FIELD",
                        choices=sorted({*REFERENCE_FIELDS, *FINDING_FIELDS}),
                        help="a field whose change is no difference, such as message; may be repeated")
    parser.add_argument("--jsonl", action="store_true", help="print every difference as one JSON object a line")
    options = parser.parse_args()
    for name in ("old", "new"):
        path = os.path.abspath(getattr(options, name))
        if not os.access(path, os.X_OK):
            parser.error(f"{path} is not an executable file")
        setattr(options, name, path)
    options.folders = [folder_and_keys(parser, text, options.keys) for text in options.folders]
    return options


def folder_and_keys(parser, text, default):
    """The folder and its keys. A colon may also be part of the folder's name."""
    folder, colon, keys = text.rpartition(":")
    if not colon or os.path.isdir(text):
        folder, keys = text, default
    if not os.path.isdir(folder):
        parser.error(f"{folder} is not a folder")
    if not keys:
        parser.error(f"{folder} has no keys: give FOLDER:KEYS or --keys")
    if not os.path.isfile(keys):
        parser.error(f"{keys} is not a file")
    lines = Path(keys).read_text(encoding="utf-8").splitlines()
    return Path(folder), [line for line in lines if line]


def compare_folder(options, scratch, folder, keys, totals):
    folds = min(options.folds, len(keys))
    lists = [keys] + [[key for at, key in enumerate(keys) if at % folds != fold] for fold in range(folds)]
    seen, differences, sources = collections.Counter(), [], {}
    for run, some in enumerate(lists):
        old, new = (answers(binary, scratch, folder, some, keys) for binary in (options.old, options.new))
        for name, answer in (("old", old), ("new", new)):
            for what in ("reference", "finding"):
                totals[name, what] += len(answer[what]) if run == 0 else 0
        here = collections.Counter()
        for difference in differences_of(old, new, set(options.ignore)):
            # What is different with all keys is mostly different with fewer, too.
            identity = json.dumps(difference, sort_keys=True)
            here[identity] += 1
            if here[identity] <= seen[identity]:
                continue
            seen[identity] += 1
            path = difference["path"]
            differences.append({
                "folder": str(folder),
                "keys": "all" if run == 0 else "some missing",
                "family": family(path),
                "test": bool(TEST.search(path)),
                **difference,
                "source": source_line(sources, folder, path, difference["line"]),
            })
    return differences


def answers(binary, scratch, folder, keys, all_keys):
    """References, findings and problems that one binary reports."""
    keys_file, flags_file = scratch / "keys.txt", scratch / "flags.json"
    keys_file.write_text("".join(key + "\n" for key in keys), encoding="utf-8")
    kept = set(keys)
    flags = [flag(key, at) for at, key in enumerate(all_keys) if key in kept]
    flags_file.write_text(json.dumps({"items": flags, "totalCount": len(flags)}), encoding="utf-8")
    refs = run(binary, scratch, folder, ["refs", "--no-cache", "--format", "jsonl", "--keys", str(keys_file), "."])
    check = run(binary, scratch, folder, ["check", "--no-cache", "--format", "json", "--flags", str(flags_file), "."])
    check = json.loads(check)
    problems = [{"path": "", "line": 0, "message": problem} for problem in check.get("problems", [])]
    return {
        "reference": [json.loads(line) for line in refs.split("\n") if line.strip()],
        "finding": check["findings"],
        "problem": problems,
    }


def flag(key, at):
    return {
        "key": key, "name": key, "kind": "boolean", "variations": [{"value": True}, {"value": False}],
        "environments": {}, "archived": at % 7 == 3, "deprecated": at % 7 == 5,
    }


def run(binary, scratch, folder, command):
    # Settings and tokens of the user must not reach the binaries.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("LAUNCHDARKLY_", "LD_A", "LD_B", "FLAGWISE_"))}
    environment.update(HOME=str(scratch), USERPROFILE=str(scratch), XDG_CACHE_HOME=str(scratch / "cache"),
                       XDG_CONFIG_HOME=str(scratch / "config"))
    done = subprocess.run([binary, *command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode not in (0, 1):
        print(f"{binary} {command[0]} in {folder} ended with {done.returncode}: {done.stderr[-500:]}", file=sys.stderr)
        sys.exit(2)
    return done.stdout


def differences_of(old, new, ignored):
    found = []
    for what, fields, label in (("reference", REFERENCE_FIELDS, "kind"), ("finding", FINDING_FIELDS, "code"),
                                ("problem", ("message",), None)):
        compared = [field for field in fields if field not in ignored]
        found += pairs(what, compared, label, old[what], new[what])
    return found


def pairs(what, fields, label, old, new):
    """What one list has and the other has not. Of what is left over on both sides, entries of one range are one change,
    and so are entries with one start, and entries of one key on one line: there the range has changed."""
    lost, gained = left_over(old, new, fields), left_over(new, old, fields)
    changed = []
    for same in (range_of, start_of, key_on_line):
        waiting = collections.defaultdict(list)
        for item in gained:
            waiting[same(item)].append(item)
        rest = []
        for item in lost:
            partners = waiting[same(item)]
            if partners and what != "problem":
                changed.append((item, partners.pop(0)))
            else:
                rest.append(item)
        lost, gained = rest, [item for items in waiting.values() for item in items]
    entries = [("changed", before, after) for before, after in changed]
    entries += [("lost", item, None) for item in lost] + [("gained", None, item) for item in gained]
    found = []
    for change, before, after in entries:
        item = after or before
        found.append({
            "what": what, "change": change, "kind": kind_of(fields, label, before, after), "path": item["path"],
            "line": item["line"], "column": item.get("column", 0), "key": item.get("key", ""),
            "old": before, "new": after,
        })
    return sorted(found, key=lambda difference: (difference["path"], difference["line"], difference["column"]))


def left_over(ours, theirs, fields):
    def identity(item):
        return json.dumps([range_of(item), [item.get(field) for field in fields]])

    known, rest = collections.Counter(map(identity, theirs)), []
    for item in ours:
        if known[identity(item)]:
            known[identity(item)] -= 1
        else:
            rest.append(item)
    return rest


def range_of(item):
    return (item["path"], *(item.get(field) for field in PLACE_FIELDS))


def start_of(item):
    return (item["path"], item["line"], item.get("column"))


def key_on_line(item):
    return (item["path"], item["line"], item.get("key"))


def kind_of(fields, label, before, after):
    if not label:
        return ""
    if not (before and after):
        return (after or before)[label]
    names = before[label] if before[label] == after[label] else f"{before[label]} -> {after[label]}"
    changes = [field for field in fields if field != label and before.get(field) != after.get(field)]
    changes += ["range"] if "key" not in changes and range_of(before) != range_of(after) else []
    return names + (f" ({', '.join(changes)})" if changes else "")


def family(path):
    extension = os.path.splitext(path)[1][1:].lower()
    return FAMILY_OF.get(extension, extension or "other")


def source_line(sources, folder, path, line):
    if path not in sources:
        try:
            sources[path] = (folder / path).read_bytes().decode("utf-8", "replace").split("\n")
        except OSError:
            sources[path] = []
    lines = sources[path]
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def print_report(differences, examples):
    groups = collections.defaultdict(list)
    for difference in differences:
        names = ("what", "change", "kind", "family", "test", "keys")
        groups[tuple(difference[name] for name in names)].append(difference)
    for (what, change, kind, group_family, test, keys), members in sorted(
            groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0])):
        folders = len({member["folder"] for member in members})
        code = "test" if test else "production"
        title = [what, change, kind, group_family, code, "" if keys == "all" else keys]
        print(f"{len(members):6}  {' · '.join(part for part in title if part)}  ({count(folders, 'folder')})")
        for member in members[:examples]:
            print_example(member)


def print_example(member):
    place = f"{member['folder']}/{member['path']}:{member['line']}:{member['column']}" if member["path"] else ""
    item = member["new"] or member["old"]
    details = [place, member["key"]]
    if member["change"] == "changed" and member["old"].get("key") != member["new"].get("key"):
        details[1] = f"{member['old'].get('key')} -> {member['new'].get('key')}"
    if member["what"] != "reference":
        details.append(item.get("message", ""))
    print(f"        {shown('  '.join(part for part in details if part), 400)}")
    if member["source"]:
        print(f"            {shown(member['source'], LONGEST_LINE)}")


def shown(text, longest):
    """The text without control characters, cut to a length."""
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def count(number, noun):
    return f"{number} {noun}" + ("" if number == 1 else "s")


if __name__ == "__main__":
    main()
