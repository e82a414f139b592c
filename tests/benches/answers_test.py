"""What `benches/answers.py` reports: of one binary twice, and of scripts that answer in ways that are known.

Needs the binary in FLAGWISE_BIN.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCRIPT = ROOT / "benches/answers.py"


def reference(line, key, kind, path="src/app.ts", column=5):
    return {"path": path, "line": line, "column": column, "endLine": line, "endColumn": column + len(key), "key": key,
            "kind": kind, "method": None, "language": "typescript"}


def finding(line, key, code, severity="warning", path="src/app.ts"):
    return {"path": path, "line": line, "column": 5, "endLine": line, "endColumn": 5 + len(key), "key": key,
            "code": code, "severity": severity, "message": f"about {key}", "suggestions": []}


class Answers(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)
        self.folder = self.scratch / "shop"
        (self.folder / "src").mkdir(parents=True)
        (self.folder / "src/app.ts").write_text("".join(f"line {number}\n" for number in range(1, 21)))
        (self.scratch / "keys.txt").write_text("one\ntwo\nthree\n")

    def binary(self, name, references=(), findings=(), missing=(), code=0):
        """A script in the place of flagwise. `missing` is found as well where a key is missing."""
        path = self.scratch / name
        path.write_text(
            f"#!{sys.executable}\nimport json, sys\n"
            "option = '--keys' if sys.argv[1] == 'refs' else '--flags'\n"
            "text = open(sys.argv[sys.argv.index(option) + 1]).read()\n"
            "is_whole = all(key in text for key in ('one', 'two', 'three'))\n"
            f"references, findings, missing = json.loads({json.dumps([*map(list, (references, findings, missing))])!r})\n"
            "if sys.argv[1] == 'refs':\n"
            "    [print(json.dumps(item)) for item in references]\n"
            "else:\n"
            "    findings += [] if is_whole else missing\n"
            "    print(json.dumps({'version': 1, 'findings': findings, 'summary': {}, 'problems': []}))\n"
            f"sys.exit({code})\n"
        )
        path.chmod(0o755)
        return path

    def run_script(self, old, new, *options, folder=None):
        command = [sys.executable, str(SCRIPT), str(old), str(new), f"{folder or self.folder}:{self.scratch / 'keys.txt'}"]
        return subprocess.run([*command, *options], capture_output=True, encoding="utf-8")

    def kinds(self, old, new, *options):
        run = self.run_script(old, new, "--jsonl", *options)
        self.assertEqual(run.returncode, 1, run.stderr)
        found = [json.loads(line) for line in run.stdout.splitlines()]
        return sorted((item["what"], item["change"], item["kind"], item["line"], item["keys"]) for item in found)

    def test_one_binary_twice_has_no_differences(self):
        binary = os.environ["FLAGWISE_BIN"]
        (self.scratch / "keys.txt").write_text("express-shipping\ngift-cards\npromo-banner-text\n")
        run = self.run_script(binary, binary, folder=ROOT / "examples/storefront")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("0 differences in 1 folder", run.stdout)
        self.assertNotIn("references: 0 old", run.stdout)

    def test_differences_are_counted_by_kind(self):
        old = self.binary("old", [
            reference(1, "one", "call"), reference(2, "two", "mention"), reference(3, "three", "mention"),
            reference(4, "one", "constant"), reference(5, "two", "wrapper"), reference(6, "one", "call"),
        ], [finding(1, "one", "archived-flag"), finding(2, "two", "stale-flag")])
        new = self.binary("new", [
            reference(1, "one", "call"), reference(2, "two", "call"), reference(4, "three", "constant"),
            reference(5, "two", "wrapper", column=9), reference(6, "one", "call"), reference(7, "one", "call"),
        ], [finding(1, "one", "archived-flag", "error"), finding(3, "three", "stale-flag")])
        self.assertEqual(self.kinds(old, new), [
            ("finding", "changed", "archived-flag (severity)", 1, "all"),
            ("finding", "gained", "stale-flag", 3, "all"),
            ("finding", "lost", "stale-flag", 2, "all"),
            ("reference", "changed", "constant (key)", 4, "all"),
            ("reference", "changed", "mention -> call", 2, "all"),
            ("reference", "changed", "wrapper (range)", 5, "all"),
            ("reference", "gained", "call", 7, "all"),
            ("reference", "lost", "mention", 3, "all"),
        ])
        self.assertNotIn(("finding", "changed", "archived-flag (severity)", 1, "all"),
                         self.kinds(old, new, "--ignore", "severity"))

    def test_the_same_place_twice_counts_twice(self):
        old = self.binary("old", [reference(1, "one", "call")])
        new = self.binary("new", [reference(1, "one", "call")] * 3)
        self.assertEqual(self.kinds(old, new), [("reference", "gained", "call", 1, "all")] * 2)

    def test_what_only_missing_keys_show_is_counted_once(self):
        old = self.binary("old", [reference(1, "one", "call")])
        new = self.binary("new", [reference(1, "one", "call")], missing=[finding(8, "two", "unknown-flag")])
        self.assertEqual(self.kinds(old, new), [("finding", "gained", "unknown-flag", 8, "some missing")])
        self.assertEqual(self.run_script(old, new, "--folds", "0").returncode, 0)

    def test_the_report_groups_and_shows_source_lines(self):
        old = self.binary("old", [])
        new = self.binary("new", [reference(line, "one", "call") for line in range(1, 6)]
                          + [reference(1, "one", "call", path="src/app.test.ts")])
        run = self.run_script(old, new, "--examples", "2")
        self.assertEqual(run.returncode, 1)
        lines = [line.strip() for line in run.stdout.splitlines()]
        self.assertIn("5  reference · gained · call · scripts · production  (1 folder)", lines)
        self.assertIn("1  reference · gained · call · scripts · test  (1 folder)", lines)
        self.assertEqual([line for line in lines if line.startswith("line ")], ["line 1", "line 2"])
        self.assertEqual(lines[-1], "6 differences in 1 folder")

    def test_a_binary_that_fails_is_no_answer(self):
        run = self.run_script(self.binary("old"), self.binary("new", code=2))
        self.assertEqual(run.returncode, 2)
        self.assertIn("ended with 2", run.stderr)


if __name__ == "__main__":
    unittest.main()
