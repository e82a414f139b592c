#!/usr/bin/env python3
"""Uses the language server for a long time, and compares it with fresh servers.

    benches/soak.py BINARY [--minutes 30] [--files 300] [--flags 2000] [--seed N]

Makes a workspace of TypeScript, Python, Go and Java files whose constants and wrappers are used across files, starts
`BINARY simulate` and `BINARY lsp`, and then does at random what people, editors and `git` do: edits, also broken ones,
files and folders that come, go and move while a document uses them, file events in the wrong order, twice or late,
flags that change, other settings. Needs Python 3.11 and nothing else. Nothing is written but temporary files.

The seed also decides which side watches the files: with a client that registers them, events are sent; otherwise the
server watches the disk itself. The operations follow from the seed, their timing does not, so a seed need not show a
loss again: `--trace` writes them to a file.

Every `--every` seconds the operations pause. Once the server is quiescent, the diagnostics that it published last are
compared with those of a fresh server, without a cache, on the same files, documents and flags; then again with some
more files opened in both, because most of an index does not show in a few documents. A difference that is still
there after a pause, with a second fresh server, is a lost update. One that has gone is late: if the server watches the
disk, the event may not have come yet; otherwise quiescence was reported too early, or opening the file healed it.

Exit status: 0 all well; 1 an update was lost, or late though the client watches; a request failed or was not answered
in 30 seconds; the server ended, panicked or did not exit with 0.
"""

import argparse
import collections
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 30
# How long the server may need for all that was sent before a comparison.
LONGEST_REST = 180
# A server that watches the disk gathers events for up to a second.
WATCHING = 2.5
# Closed files that a comparison opens.
OPENED_MORE = 60
CREATED, CHANGED, DELETED = 1, 2, 3
# Errors of requests that later messages have overtaken: cancelled, or the content was modified.
OVERTAKEN = (-32800, -32801)

LANGUAGES = {".ts": "typescript", ".py": "python", ".go": "go", ".java": "java"}
AREAS = ["cart", "search", "orders", "account", "stock", "mail"]
FOLDERS = {".ts": "web/src/{}", ".py": "services/{}", ".go": "tools/{}", ".java": "backend/src/main/java/shop/{}"}
NAMES = re.compile(r"\b(?:FLAG_|isOn)\d+")
# "archived since 2026-11-28 (just now)": true when it was published.
AGE = re.compile(r" \((?:just now|[^()]* ago)\)")
QUOTED = re.compile(r"""(['"])([a-z][a-z0-9.-]{3,})\1""")


class Failure(Exception):
    """The server does not answer as it must."""


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="flagwise-soak-", ignore_cleanup_errors=True) as scratch:
        soak = Soak(options, Path(scratch).resolve())
        try:
            good = soak.run()
        finally:
            soak.stop()
    sys.exit(0 if good else 1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", metavar="BINARY", help="the flagwise to test")
    parser.add_argument("--minutes", type=float, default=30, metavar="N", help="how long (default: 30)")
    parser.add_argument("--files", type=int, default=300, metavar="N", help="files at the start (default: 300)")
    parser.add_argument("--flags", type=int, default=2000, metavar="N",
                        help="generated flags, besides those of the simulator (default: 2000)")
    parser.add_argument("--seed", type=int, help="seed of the operations (default: a new one)")
    parser.add_argument("--every", type=float, default=60, metavar="SECONDS",
                        help="time between two comparisons (default: 60)")
    parser.add_argument("--trace", metavar="FILE", help="writes each operation to this file, as one line")
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    if not os.access(options.binary, os.X_OK):
        parser.error(f"{options.binary} is not an executable file")
    if options.seed is None:
        options.seed = random.randrange(1_000_000)
    return options


class Server:
    """A language server, with an editor's side of the protocol."""

    def __init__(self, binary, root, simulator, home, client_watches):
        home.mkdir(parents=True)
        environment = clean_environment(home)
        environment.update(LAUNCHDARKLY_API_HOST=simulator.url, LAUNCHDARKLY_ACCESS_TOKEN=simulator.token)
        self.log = home / "log.txt"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([binary, "lsp"], env=environment, cwd=home, stderr=log,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ids = itertools.count(1)
        self.news, self.writing = threading.Condition(), threading.Lock()
        # What was sent and has not come back: requests by id, edits by document and version.
        self.waiting, self.replies, self.edits = {}, {}, {}
        self.published, self.registered, self.failed = {}, False, []
        self.hover_times, self.edit_times = [], []
        threading.Thread(target=self.read, daemon=True).start()
        self.request("initialize", {
            "processId": None, "clientInfo": {"name": "soak"},
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": {
                "general": {"positionEncodings": ["utf-16"]},
                "workspace": {"workspaceFolders": True, "configuration": True,
                              "didChangeWatchedFiles": {"dynamicRegistration": client_watches}},
                "textDocument": {
                    "publishDiagnostics": {"versionSupport": True, "tagSupport": {"valueSet": [1, 2]}},
                    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix"]}}},
                    "hover": {"contentFormat": ["markdown"]},
                },
            },
        })
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            with self.writing:
                self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                self.process.stdin.flush()
        except OSError as error:
            raise Failure(f"the server ended: {error}") from error

    def notify(self, method, parameters):
        self.send({"method": method, "params": parameters})

    def begin(self, method, parameters, kept=False):
        """Sends a request, and returns its id. Its reply is dropped unless it is kept."""
        number = next(self.ids)
        with self.news:
            self.waiting[number] = (method, time.monotonic(), kept)
        self.send({"id": number, "method": method, "params": parameters})
        return number

    def request(self, method, parameters):
        number = self.begin(method, parameters, kept=True)
        with self.news:
            self.news.wait_for(lambda: number in self.replies or self.process.poll() is not None, PATIENCE)
            if number not in self.replies:
                code = self.process.poll()
                why = "no answer" if code is None else f"the server ended with {code}"
                raise Failure(f"{method}: {why}")
            return self.replies.pop(number).get("result")

    def read(self):
        try:
            while message := read_message(self.process.stdout):
                self.receive(message)
        except (OSError, ValueError, Failure):
            pass
        with self.news:
            self.news.notify_all()

    def receive(self, message):
        now = time.monotonic()
        method, number = message.get("method"), message.get("id")
        if method and number is not None:
            items = (message.get("params") or {}).get("items", [])
            result = [None] * len(items) if method == "workspace/configuration" else None
            self.send({"id": number, "result": result})
        with self.news:
            if method == "textDocument/publishDiagnostics":
                told = message["params"]
                self.published[told["uri"]] = (told.get("version"), told["diagnostics"])
                sent = self.edits.pop((told["uri"], told.get("version")), None)
                if sent is not None:
                    self.edit_times.append(now - sent)
            elif method == "client/registerCapability":
                wanted = [item["method"] for item in message["params"]["registrations"]]
                self.registered |= "workspace/didChangeWatchedFiles" in wanted
            elif not method and number in self.waiting:
                asked, sent, kept = self.waiting.pop(number)
                error = message.get("error")
                if error and error["code"] not in OVERTAKEN:
                    self.failed.append(f"{asked}: {error}")
                if asked == "textDocument/hover" and not error:
                    self.hover_times.append(now - sent)
                if kept:
                    self.replies[number] = message
            self.news.notify_all()

    def check(self):
        """Fails if the server has ended, or leaves a request without an answer."""
        code = self.process.poll()
        if code is not None:
            raise Failure(f"the server ended with {code}")
        with self.news:
            for method, sent, _ in self.waiting.values():
                if time.monotonic() - sent > PATIENCE:
                    raise Failure(f"{method}: no answer")

    def rest(self):
        """Waits until all that was sent has taken effect; returns how long that took."""
        start = time.monotonic()
        while time.monotonic() - start < LONGEST_REST:
            self.check()
            status = self.request("flagwise/status", None)
            with self.news:
                if status["quiescent"] and not self.waiting:
                    return time.monotonic() - start
            time.sleep(0.05)
        raise Failure(f"not quiescent in {LONGEST_REST} s")

    def memory(self):
        """Resident memory in MB, or 0 where the system does not tell."""
        try:
            text = Path(f"/proc/{self.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024
        except (OSError, TypeError):
            return 0

    def end(self):
        """Shuts down; returns the exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise Failure("the server does not exit") from error

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Simulator:
    """LaunchDarkly, as `flagwise simulate`."""

    def __init__(self, binary, extra_flags, home):
        home.mkdir(parents=True)
        self.process = subprocess.Popen([binary, "simulate", "--extra-flags", str(extra_flags)],
                                        env=clean_environment(home), stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        started = json.loads(self.process.stdout.readline())
        self.url, self.token, self.project = started["url"].rstrip("/"), started["token"], started["project"]
        self.keys, at, total = [], 0, 1
        while at < total:
            page = self.ask("GET", f"?limit=100&offset={at}&archived=false")
            total = page.get("totalCount", 0)
            self.keys += [flag["key"] for flag in page["items"]]
            at += 100
        self.gone = []

    def ask(self, method, path, body=None):
        """The answer, or `None` if the change is refused, as that of an archived flag is."""
        headers = {"Authorization": self.token, "Content-Type": "application/json"}
        if method == "PATCH":
            headers["Content-Type"] += "; domain-model=launchdarkly.semanticpatch"
        data = None if body is None else json.dumps(body).encode()
        address = f"{self.url}/api/v2/flags/{self.project}{path}"
        request = urllib.request.Request(address, method=method, headers=headers, data=data)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise
            return None

    def kill(self):
        self.process.kill()
        self.process.wait()


class Document:
    """An open document."""

    def __init__(self, path, text):
        self.path, self.text, self.version = path, text, 1

    def position(self, offset):
        before = self.text[:offset]
        line = before.rfind("\n") + 1
        return {"line": before.count("\n"), "character": len(before[line:].encode("utf-16-le")) // 2}

    def change(self, start, end, text):
        """Replaces a part, and returns the change for the server."""
        region = {"start": self.position(start), "end": self.position(end)}
        self.text = self.text[:start] + text + self.text[end:]
        return {"range": region, "text": text}


class Sources:
    """Writes source files that use each other. Later files import a name from the path it has then."""

    def __init__(self, choose, simulator):
        self.choose, self.simulator = choose, simulator
        self.numbers = itertools.count()
        # For each language, where names of constants and of wrappers are declared.
        self.constants = {suffix: {} for suffix in LANGUAGES}
        self.wrappers = {suffix: {} for suffix in LANGUAGES}

    def key(self):
        chance = self.choose.random()
        if chance < 0.15 and self.simulator.gone:
            return self.choose.choice(self.simulator.gone)
        # Many uses of a few flags, so that a change of one of them shows.
        some = self.simulator.keys[:60] if chance < 0.8 else self.simulator.keys
        key = self.choose.choice(some)
        if self.choose.random() < 0.2:
            at = self.choose.randrange(len(key))
            key = key[:at] + key[at + 1:] or key
        return key

    def new_path(self, suffix):
        folder = FOLDERS[suffix].format(self.choose.choice(AREAS))
        return f"{folder}/{self.choose.choice(['Part', 'Unit', 'Item'])}{next(self.numbers)}{suffix}"

    def text(self, path):
        """A file that declares constants or wrappers, or uses those of others."""
        suffix = os.path.splitext(path)[1]
        role = self.choose.choices(["constants", "wrapper", "user"], [2, 1, 5])[0]
        lines = []
        for _ in range(self.choose.randint(1, 4)):
            if role == "constants" or self.choose.random() < 0.1:
                name = f"FLAG_{self.choose.randrange(80)}"
                self.constants[suffix][name] = path
                lines.append(self.constant(suffix, name))
            elif role == "wrapper":
                name = f"isOn{self.choose.randrange(20)}"
                inner = self.choose.choice(list(self.wrappers[suffix]) or [None])
                self.wrappers[suffix][name] = path
                lines.append(self.wrapper(suffix, path, name, inner if self.choose.random() < 0.4 else None))
            else:
                lines.append(self.use(suffix, path))
        return self.frame(suffix, path, "\n".join(lines))

    def frame(self, suffix, path, body):
        if suffix == ".ts":
            return ("import { init } from '@launchdarkly/node-server-sdk';\n"
                    "import { lookup } from '@shop/features';\n"
                    f"const client = init('sdk'); // 10 € 🚩\n{body}\n")
        if suffix == ".py":
            return f"import ldclient\nfrom shop_features import lookup\nclient = ldclient.get()\n{body}\n"
        if suffix == ".go":
            return (f'package {Path(path).parent.name}\n\nimport ld "github.com/launchdarkly/go-server-sdk/v7"\n\n'
                    f"var _ = ld.MakeClient\n{body}\n")
        package = ".".join(["shop", Path(path).parent.name])
        return (f"package {package};\n\nimport com.launchdarkly.sdk.server.LDClient;\n\n"
                f"public class {Path(path).stem} {{\n  static LDClient client;\n{body}\n}}\n")

    def constant(self, suffix, name):
        key = self.key()
        return {
            ".ts": f"export const {name} = '{key}';",
            ".py": f'{name} = "{key}"',
            ".go": f'const {name} = "{key}"',
            ".java": f'  public static final String {name} = "{key}";',
        }[suffix]

    def wrapper(self, suffix, path, name, inner):
        head = ""
        if inner and inner != name:
            head = self.imported(suffix, path, inner, self.wrappers[suffix][inner])
            call = {".java": f"{self.owner(suffix, inner)}.{inner}(key)"}.get(suffix, f"{inner}(key)")
        else:
            call = {
                ".ts": "client.variation(key, { key: 'me' }, false)",
                ".py": 'client.variation(key, {"key": "me"}, False)',
                ".go": "first(client.BoolVariation(key, context, false))",
                ".java": "client.boolVariation(key, null, false)",
            }[suffix]
        return head + {
            ".ts": f"export function {name}(key: string) {{\n  return {call};\n}}",
            ".py": f"def {name}(key):\n    return {call}\n",
            ".go": f"func {name}(client *ld.LDClient, key string) bool {{\n\treturn {call}\n}}",
            ".java": f"  public static boolean {name}(String key) {{\n    return {call};\n  }}",
        }[suffix]

    def use(self, suffix, path):
        """A line that uses a flag by its key or a constant, through the SDK, a wrapper or a function from elsewhere."""
        head, quote = "", "'" if suffix == ".ts" else '"'
        argument = f"{quote}{self.key()}{quote}"
        if self.constants[suffix] and self.choose.random() < 0.5:
            argument = self.choose.choice(list(self.constants[suffix]))
            head += self.imported(suffix, path, argument, self.constants[suffix][argument])
            argument = self.named(suffix, argument, self.constants)
        chance, wrapper = self.choose.random(), None
        if self.wrappers[suffix] and chance < 0.5:
            wrapper = self.choose.choice(list(self.wrappers[suffix]))
            head += self.imported(suffix, path, wrapper, self.wrappers[suffix][wrapper])
            wrapper = self.named(suffix, wrapper, self.wrappers)
        number = next(self.numbers)
        elsewhere = chance > 0.9
        return head + {
            ".ts": f"export const used{number} = " + (
                f"{wrapper}({argument});" if wrapper else
                f"lookup({argument});" if elsewhere else
                f"client.boolVariation({argument}, {{ key: 'me' }}, false);"),
            ".py": f"used{number} = " + (
                f"{wrapper}({argument})" if wrapper else
                f"lookup({argument})" if elsewhere else
                f'client.variation({argument}, {{"key": "me"}}, False)'),
            ".go": f"func used{number}(client *ld.LDClient) {{\n\t" + (
                f"{wrapper}(client, {argument})" if wrapper else
                f"client.BoolVariation({argument}, context, false)") + "\n}",
            ".java": f"  boolean used{number} = " + (
                f"{wrapper}({argument});" if wrapper else f"client.boolVariation({argument}, null, false);"),
        }[suffix]

    def owner(self, suffix, name):
        path = self.constants[suffix].get(name) or self.wrappers[suffix].get(name)
        return Path(path).stem

    def named(self, suffix, name, declared):
        return f"{Path(declared[suffix][name]).stem}.{name}" if suffix == ".java" else name

    def imported(self, suffix, path, name, declared):
        if declared == path:
            return ""
        if suffix == ".ts":
            target = os.path.relpath(declared, os.path.dirname(path))[: -len(suffix)]
            return f"import {{ {name} }} from '{target if target.startswith('.') else './' + target}';\n"
        if suffix == ".py":
            return f"from {declared[: -len(suffix)].replace('/', '.')} import {name}\n"
        return ""

    def moved(self, old, new):
        """Later uses know the new path. Those in files stay as they are, as after a move in a terminal."""
        for table in (self.constants, self.wrappers):
            for names in table.values():
                for name, path in names.items():
                    if path == old or path.startswith(old + "/"):
                        names[name] = new + path[len(old):]


class Soak:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.choose = random.Random(options.seed)
        self.client_watches = self.choose.random() < 0.5
        self.root = scratch / "workspace"
        self.root.mkdir()
        self.simulator = Simulator(options.binary, options.flags, scratch / "simulator")
        self.choose.shuffle(self.simulator.keys)
        self.sources = Sources(self.choose, self.simulator)
        self.documents, self.late_events, self.server = {}, [], None
        self.counts, self.recent = collections.Counter(), collections.deque(maxlen=2000)
        self.comparisons, self.lost, self.late, self.known = 0, 0, 0, {}
        self.memory, self.fresh_servers = [], itertools.count(1)
        self.seen_hovers, self.seen_edits = 0, 0
        self.trace = open(options.trace, "w", encoding="utf-8") if options.trace else None

    def run(self):
        options, watcher = self.options, "client" if self.client_watches else "server"
        print(f"seed {options.seed}, {options.files} files, {options.flags} generated flags, {watcher} watches files",
              flush=True)
        for _ in range(options.files):
            path = self.sources.new_path(self.choose.choice(list(LANGUAGES)))
            self.write(path, self.sources.text(path))
        self.write("flagwise.toml", self.settings())
        for at, key in enumerate(self.simulator.keys[:60]):
            self.simulator.ask("PATCH", f"/{key}", {"instructions": [
                {"kind": ["archiveFlag", "deprecateFlag", "restoreFlag"][at % 3]},
            ]})
        failure, code = "", None
        try:
            self.server = Server(options.binary, self.root, self.simulator, self.scratch / "server",
                                 self.client_watches)
            self.server.rest()
            for _ in range(8):
                self.open_document()
            self.work()
            code = self.server.end()
        except Failure as error:
            failure = str(error)
        return self.summary(failure, code)

    def work(self):
        operations = {
            self.edit: 30, self.hover: 20, self.code_action: 6, self.open_document: 4, self.close_document: 3,
            self.save: 4, self.create_file: 4, self.change_file: 6, self.delete_file: 2, self.move_file: 3,
            self.move_folder: 1, self.use_at_once: 6, self.change_flag: 6, self.change_settings: 1,
        }
        end = time.monotonic() + self.options.minutes * 60
        next_comparison = steady = time.monotonic()
        while time.monotonic() < end:
            if time.monotonic() >= next_comparison:
                if self.counts:
                    self.compare()
                # Other flags or settings make the server look at all files again, which would hide a lost event. So
                # they rest for a part of the time.
                next_comparison = time.monotonic() + self.options.every
                steady = next_comparison - self.options.every * self.choose.choice([0, 0.5, 0.9])
            operation = self.choose.choices(list(operations), list(operations.values()))[0]
            if operation in (self.change_flag, self.change_settings) and time.monotonic() > steady:
                continue
            self.counts[operation.__name__] += 1
            operation()
            self.server.check()
            if self.late_events and self.choose.random() < 0.3:
                self.tell(self.late_events.pop(0))
            # Mostly as fast as a person, sometimes as fast as a program.
            if self.choose.random() < 0.6:
                time.sleep(self.choose.expovariate(1 / 0.06))
        self.compare()

    # Documents

    def open_document(self):
        closed = [path for path in self.files() if self.uri(path) not in self.documents]
        if not closed or len(self.documents) > 24:
            return
        path = self.choose.choice(closed)
        document = Document(path, self.read(path))
        self.documents[self.uri(path)] = document
        self.note("open", path)
        self.send_open(self.server, document)

    def send_open(self, server, document):
        server.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri(document.path), "languageId": LANGUAGES[os.path.splitext(document.path)[1]],
            "version": document.version, "text": document.text,
        }})

    def close_document(self):
        if len(self.documents) < 4:
            return
        uri = self.choose.choice(list(self.documents))
        self.note("close", self.documents.pop(uri).path)
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def edit(self, document=None, line=None):
        document = document or self.choose.choice(list(self.documents.values()))
        for _ in range(self.choose.choice([1, 1, 1, 2, 5])):
            if line is None and self.choose.random() < 0.1 and (self.root / document.path).is_file():
                # As by the command that reverts a file.
                document.text = self.read(document.path)
                changes = [{"text": document.text}]
            else:
                count = 1 if line else self.choose.choice([1, 1, 2])
                changes = [document.change(*self.some_change(document, line)) for _ in range(count)]
            document.version += 1
            uri = self.uri(document.path)
            with self.server.news:
                self.server.edits[uri, document.version] = time.monotonic()
            self.note("edit", document.path, version=document.version, changes=changes)
            self.server.notify("textDocument/didChange", {
                "textDocument": {"uri": uri, "version": document.version}, "contentChanges": changes,
            })
            if line:
                return

    def some_change(self, document, line):
        """Start, end and new text. A given line is added where it is valid."""
        text, suffix = document.text, os.path.splitext(document.path)[1]
        if line is None and self.choose.random() < 0.35:
            line = self.sources.use(suffix, document.path)
        if line is not None:
            end = text.rstrip().rfind("\n") + 1 if suffix == ".java" else len(text)
            return end, end, line + "\n"
        quoted = list(QUOTED.finditer(text))
        chance = self.choose.random()
        if quoted and chance < 0.45:
            found = self.choose.choice(quoted)
            return found.start(2), found.end(2), self.sources.key()
        if chance < 0.7:
            # Breaks the syntax, mostly.
            at = self.choose.randint(0, len(text))
            return at, at, self.choose.choice(["{", "}", "(", "'", '"', "/*", "`", "\n", "é", "🚩", "x"])
        if chance < 0.85 and text:
            at = self.choose.randrange(len(text))
            return at, min(len(text), at + self.choose.randint(1, 6)), ""
        lines = [found.span() for found in re.finditer(r".*\n", text)] or [(0, 0)]
        return *self.choose.choice(lines), ""

    def save(self):
        document = self.choose.choice(list(self.documents.values()))
        self.note("save", document.path)
        existed = (self.root / document.path).exists()
        self.write(document.path, document.text)
        self.server.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(document.path)}})
        self.events([(document.path, CHANGED if existed else CREATED)])

    def hover(self):
        document = self.choose.choice(list(self.documents.values()))
        places = [found.start(2) + 1 for found in QUOTED.finditer(document.text)]
        places += [found.start() for found in NAMES.finditer(document.text)]
        parameters = {"textDocument": {"uri": self.uri(document.path)},
                      "position": document.position(self.choose.choice(places or [0]))}
        if self.choose.random() < 0.5:
            self.server.request("textDocument/hover", parameters)
            return
        number = self.server.begin("textDocument/hover", parameters)
        if self.choose.random() < 0.1:
            self.server.notify("$/cancelRequest", {"id": number})

    def code_action(self):
        uri, document = self.choose.choice(list(self.documents.items()))
        diagnostics = self.server.published.get(uri, (None, []))[1]
        whole = {"start": {"line": 0, "character": 0}, "end": document.position(len(document.text))}
        actions = self.server.request("textDocument/codeAction", {
            "textDocument": {"uri": uri}, "range": diagnostics[0]["range"] if diagnostics else whole,
            "context": {"diagnostics": diagnostics},
        })
        commands = [action["command"] for action in actions or [] if isinstance(action.get("command"), dict)]
        if commands and self.choose.random() < 0.3:
            # It will ask, and get no answer.
            command = self.choose.choice(commands)
            self.server.begin("workspace/executeCommand",
                              {"command": command["command"], "arguments": command.get("arguments", [])})

    # Files

    def uri(self, path):
        return (self.root / path).as_uri()

    def read(self, path):
        return (self.root / path).read_bytes().decode("utf-8", "replace")

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        chance, body = self.choose.random(), text.encode()
        if chance < 0.3:
            other = target.with_name(target.name + ".tmp")
            other.write_bytes(body)
            other.replace(target)
        elif chance < 0.4:
            # In two parts: the first may be read alone.
            with open(target, "wb", buffering=0) as file:
                file.write(body[: len(body) // 2])
                time.sleep(self.choose.random() / 50)
                file.write(body[len(body) // 2:])
        else:
            target.write_bytes(body)

    def files(self):
        paths = (Path(folder, name) for folder, _, names in os.walk(self.root) for name in names)
        return sorted(path.relative_to(self.root).as_posix() for path in paths if path.suffix in LANGUAGES)

    def some_file(self):
        """Mostly one that an open document depends on."""
        files = self.files()
        document = self.choose.choice(list(self.documents.values()))
        suffix = os.path.splitext(document.path)[1]
        declared = {**self.sources.constants[suffix], **self.sources.wrappers[suffix]}
        used = sorted({declared.get(name) for name in NAMES.findall(document.text)} & set(files))
        return self.choose.choice(used if used and self.choose.random() < 0.7 else files)

    def create_file(self):
        path = self.sources.new_path(self.choose.choice(list(LANGUAGES)))
        self.note("create", path)
        self.write(path, self.sources.text(path))
        self.events([(path, CREATED)])

    def change_file(self):
        path = self.some_file()
        text = self.read(path)
        quoted = list(QUOTED.finditer(text))
        if quoted and self.choose.random() < 0.7:
            found = self.choose.choice(quoted)
            text = text[: found.start(2)] + self.sources.key() + text[found.end(2):]
        else:
            text = self.sources.text(path)
        self.note("change", path, text=text)
        self.write(path, text)
        self.events([(path, CHANGED)])

    def delete_file(self):
        if len(self.files()) < self.options.files // 2:
            return
        path = self.some_file()
        self.note("delete", path)
        (self.root / path).unlink()
        self.events([(path, DELETED)])

    def move_file(self):
        old = self.some_file()
        new = self.sources.new_path(os.path.splitext(old)[1])
        self.note("move", old, to=new)
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)
        self.sources.moved(old, new)
        self.events([(old, DELETED), (new, CREATED)])

    def move_folder(self):
        suffix = self.choose.choice(list(LANGUAGES))
        old, new = (FOLDERS[suffix].format(area) for area in self.choose.sample([*AREAS, "attic", "next"], 2))
        if not (self.root / old).is_dir() or (self.root / new).exists():
            return
        files = [path for path in self.files() if path.startswith(old + "/")]
        self.note("move folder", old, to=new)
        (self.root / old).rename(self.root / new)
        self.sources.moved(old, new)
        events = [(old, DELETED), (new, CREATED)]
        if self.choose.random() < 0.5:
            events = [(path, DELETED) for path in files]
            events += [(new + path[len(old):], CREATED) for path in files]
        self.events(events)

    def use_at_once(self):
        """A file appears, and a document uses it before or after its event."""
        document = self.choose.choice(list(self.documents.values()))
        suffix = os.path.splitext(document.path)[1]
        path, number = self.sources.new_path(suffix), self.choose.randrange(1000, 9999)
        constant, wrapper = f"FLAG_{number}", f"isOn{number}"
        names = [constant] if self.choose.random() < 0.5 else [constant, wrapper]
        self.sources.constants[suffix][constant] = path
        body = self.sources.constant(suffix, constant)
        if wrapper in names:
            body += "\n" + self.sources.wrapper(suffix, path, wrapper, None)
            self.sources.wrappers[suffix][wrapper] = path
        line = self.sources.use(suffix, document.path)
        steps = [lambda: self.events([(path, CREATED)]), lambda: self.edit(document, line)]
        self.choose.shuffle(steps)
        self.note("create for use", path)
        if self.choose.random() < 0.3:
            self.edit(document, line)
            steps = steps if self.choose.random() < 0.5 else [lambda: self.events([(path, CREATED)])]
        self.write(path, self.sources.frame(suffix, path, body))
        for step in steps:
            step()

    def events(self, events):
        """Tells of files, if this is the client's task: in one message or several, in any order, twice, or late."""
        if not self.client_watches:
            return
        chance = self.choose.random()
        if chance < 0.15:
            self.choose.shuffle(events)
        elif chance < 0.3:
            events = events * 2
        messages = [events] if self.choose.random() < 0.7 else [[event] for event in events]
        for message in messages:
            if self.choose.random() < 0.15:
                self.late_events.append(message)
            else:
                self.tell(message)

    def tell(self, events):
        changes = [{"uri": self.uri(path), "type": kind} for path, kind in events]
        self.note("events", " ".join(f"{path}:{kind}" for path, kind in events))
        self.server.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    # Flags and settings

    def change_flag(self):
        simulator = self.simulator
        for _ in range(self.choose.choice([1, 1, 1, 4])):
            key = self.choose.choice(simulator.keys[:60] if self.choose.random() < 0.7 else simulator.keys)
            what = self.choose.choice(["create", "delete", "archiveFlag", "restoreFlag", "deprecateFlag",
                                       "restoreDeprecatedFlag", "turnFlagOn", "turnFlagOff"])
            if what == "create":
                # One that the code uses already, if possible.
                back = simulator.gone and self.choose.random() < 0.6
                key = simulator.gone.pop() if back else f"soak-{next(self.sources.numbers)}"
                if simulator.ask("POST", "", {"key": key, "name": key}):
                    simulator.keys.insert(self.choose.randrange(60), key)
            elif what == "delete":
                simulator.ask("DELETE", f"/{key}")
                simulator.keys.remove(key)
                simulator.gone.append(key)
            else:
                patch = {"instructions": [{"kind": what}]}
                if what.startswith("turn"):
                    patch["environmentKey"] = self.choose.choice(["production", "staging"])
                simulator.ask("PATCH", f"/{key}", patch)
            self.note("flag", key, change=what)
        self.server.begin("workspace/executeCommand", {"command": "flagwise.refresh", "arguments": []})

    def settings(self):
        choose = self.choose
        environments = choose.sample(["test", "staging", "production", "production-eu"], choose.randint(1, 3))
        lines = ['project = "storefront"', f"environments = {json.dumps(environments)}", "refreshInterval = 0"]
        if choose.random() < 0.3:
            ignored = choose.choice(["**/cart/**", "services/**", "**/Unit*"])
            lines.append(f'ignoredPaths = ["{ignored}"]')
        if choose.random() < 0.3:
            lines.append(f'ignoredWrappers = ["isOn{choose.randrange(20)}"]')
        if choose.random() < 0.3:
            severity = choose.choice(["off", "hint", "error"])
            lines.append(f'[severity]\n{choose.choice(["unknown-flag", "stale-flag"])} = "{severity}"')
        if choose.random() < 0.2:
            lines.append('[projects]\n"tools/stock" = "warehouse"')
        if choose.random() < 0.3:
            lines.append('[[wrappers]]\nfunction = "lookup"')
        return "\n".join(lines) + "\n"

    def change_settings(self):
        text = self.settings()
        self.note("settings", "flagwise.toml", text=text)
        if self.choose.random() < 0.2:
            self.write("flagwise.toml", "project = [\n")
            self.events([("flagwise.toml", CHANGED)])
        self.write("flagwise.toml", text)
        self.events([("flagwise.toml", CHANGED)])

    # Comparisons

    def compare(self):
        while self.late_events:
            self.tell(self.late_events.pop(0))
        waited = self.settle()
        self.comparisons += 1
        self.memory.append(self.server.memory())
        closed = [path for path in self.files() if self.uri(path) not in self.documents]
        more = self.choose.sample(closed, min(len(closed), OPENED_MORE))
        before = self.differences(more)
        after = before
        if before:
            time.sleep(3)
            self.settle()
            after = self.differences(more)
        for uri in sorted(before.keys() | after.keys()):
            if uri not in after:
                self.late += 1
                self.report("LATE", uri, before[uri])
            elif self.known.get(uri) != after[uri]:
                self.lost += 1
                self.report("LOST", uri, after[uri])
        self.known = after
        self.note("compared", "")
        hovers, edits = self.server.hover_times[self.seen_hovers:], self.server.edit_times[self.seen_edits:]
        self.seen_hovers, self.seen_edits = len(self.server.hover_times), len(self.server.edit_times)
        with self.server.news:
            self.server.edits.clear()
        print(f"{time.strftime('%H:%M:%S')}  {self.counts.total():6} operations  {len(self.documents):2} documents  "
              f"{sum(len(found) for _, found in self.server.published.values()):4} diagnostics  "
              f"hover {times(hovers)}  edit {times(edits)}  quiescent after {waited:.1f} s  "
              f"{self.memory[-1]:.0f} MB  lost {self.lost}  late {self.late}", flush=True)

    def settle(self):
        if not self.client_watches:
            time.sleep(WATCHING)
        return self.server.rest()

    def differences(self, more):
        """By document, what only the server has published, and what only a fresh one has.

        First of the open documents. Then more files are opened in both, which shows more of the index."""
        home = self.scratch / f"fresh{next(self.fresh_servers)}"
        try:
            fresh = Server(self.options.binary, self.root, self.simulator, home, self.client_watches)
        except Failure as error:
            raise Failure(f"a fresh server: {error}") from error
        try:
            for uri in sorted(self.documents):
                self.send_open(fresh, self.documents[uri])
            fresh.rest()
            found = self.unequal(fresh, self.documents)
            opened = {self.uri(path): Document(path, self.read(path)) for path in more}
            for server in (self.server, fresh):
                for document in opened.values():
                    self.send_open(server, document)
            for server in (self.server, fresh):
                server.rest()
            found = self.unequal(fresh, {**self.documents, **opened}) | found
            for uri in opened:
                self.server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            self.server.rest()
            return found
        finally:
            fresh.kill()
            shutil.rmtree(home, ignore_errors=True)

    def unequal(self, fresh, opened):
        found = {}
        for uri in sorted(opened.keys() | self.server.published.keys()):
            ours, theirs = (published_by(server, uri, opened) for server in (self.server, fresh))
            if ours != theirs:
                found[uri] = [(sign, text) for sign, mine, others in (("-", theirs, ours), ("+", ours, theirs))
                              for text in sorted((mine - others).elements())]
        return found

    def report(self, kind, uri, difference):
        path = os.path.relpath(uri.removeprefix(self.root.as_uri()), "/")
        print(f"{kind} {path}  (- only a fresh server, + only this one)")
        names = {Path(path).stem}
        for sign, text in difference:
            print(f"    {sign} {brief(text)}")
            names |= set(re.findall(r"\"key\": \"([^\"]+)\"", text)) | set(re.findall(r"`([\w.-]+)`", text))
        if uri in self.documents:
            names |= set(NAMES.findall(self.documents[uri].text)) if len(difference) < 20 else set()
        about = [line for line in self.recent if any(name in line for name in names)]
        for line in about[-8:]:
            print(f"        {line if len(line) < 240 else line[:239] + '…'}", flush=True)

    def note(self, what, path, **more):
        line = json.dumps({"at": round(time.time(), 3), "do": what, "path": path, **more}, ensure_ascii=False)
        self.recent.append(line)
        if self.trace:
            self.trace.write(line + "\n")
            self.trace.flush()

    def summary(self, failure, code):
        server = self.server
        failed = collections.Counter(server.failed if server else [])
        hovers, edits = (server.hover_times, server.edit_times) if server else ([], [])
        memory = self.memory or [0]
        answers = f"no: {failure}" if failure else f"yes, exits with {code}"
        rows = [
            ("operations", self.counts.total()), ("comparisons", self.comparisons), ("lost updates", self.lost),
            ("late updates", self.late), ("failed requests", failed.total()),
            ("hover p50/p99", f"{times(hovers)} of {len(hovers)}"), ("edit p50/p99", f"{times(edits)} of {len(edits)}"),
            ("RSS first/last/max", f"{memory[0]:.0f}/{memory[-1]:.0f}/{max(memory):.0f} MB"), ("answers", answers),
        ]
        print()
        for name, value in rows:
            print(f"{name:20}{value}")
        for error, number in failed.most_common(5):
            print(f"{number} × {error}")
        log = server.log.read_text(encoding="utf-8", errors="replace").splitlines() if server else []
        panics = [line for line in log if "panicked" in line]
        for line in panics or (log[-10:] if failure or code else []):
            print(f"log: {line}")
        lost = self.lost or (self.late and self.client_watches)
        return not (lost or failed or failure or panics or code != 0)

    def stop(self):
        if self.server:
            self.server.kill()
        self.simulator.kill()
        if self.trace:
            self.trace.close()


def clean_environment(home):
    """The environment without settings and tokens of the user."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("LAUNCHDARKLY_", "LD_A", "LD_B", "FLAGWISE_"))}
    environment.update(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"), XDG_CONFIG_HOME=str(home / "config"))
    return environment


def published_by(server, uri, opened):
    """The last diagnostics of a document, and its version. A document that is closed has none."""
    version, diagnostics = server.published.get(uri, (None, []))
    texts = (json.dumps(one, sort_keys=True, ensure_ascii=False) for one in diagnostics)
    found = collections.Counter(AGE.sub("", text) for text in texts)
    if uri in opened:
        found[f"version {version}"] += 1
    return found


def read_message(stream):
    """The next message, or `None` at the end."""
    length = None
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    return None if length is None else json.loads(stream.read(length))


def times(seconds):
    """Median and 99th percentile in milliseconds."""
    if not seconds:
        return "-"
    ordered = sorted(seconds)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{statistics.median(ordered) * 1000:.1f}/{last * 1000:.0f} ms"


def brief(text):
    """A diagnostic on one line."""
    if not text.startswith("{"):
        return text
    one = json.loads(text)
    start = one["range"]["start"]
    line = f"{start['line'] + 1}:{start['character'] + 1} {one.get('code')} ({one.get('severity')}) {one['message']}"
    return line.replace("\n", " ")[:300]


if __name__ == "__main__":
    main()
