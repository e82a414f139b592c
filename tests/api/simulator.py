"""Starts the simulator and counts checks."""

import json
import os
import subprocess
import sys
import urllib.request

SEMANTIC = "application/json; domain-model=launchdarkly.semanticpatch"


class Simulator:
    """A running `flagwise simulate`; ends with the block."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        command = [os.environ["FLAGWISE_BIN"], "simulate", *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{command} ended before it was ready")
        ready = json.loads(line)
        self.url, self.token, self.reader = ready["url"], ready["token"], ready["readerToken"]
        self.project, self.environments, self.sdk_keys = ready["project"], ready["environments"], ready["sdkKeys"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)

    def request(self, method, path, body=None, content_type="application/json"):
        """A plain request, for what a client under test cannot do."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": self.token, "Content-Type": content_type}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            text = response.read()
        return json.loads(text) if text else None


class Checks:
    """Counts what holds and what does not, and goes on after a failure."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def run(self, name, function):
        """Runs a check; what it returns, or None where it failed."""
        try:
            result = function()
        except Exception as error:  # whatever a client throws is a failed check
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {str(error)[:600]}")
            return None
        self.passed += 1
        return result

    def expect(self, name, condition, detail=""):
        def check():
            assert condition, detail

        self.run(name, check)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)
