#!/usr/bin/env bash
# Builds the extension's package as its README says, and leaves it in tests/output/flagwise.vsix.
# Needs FLAGWISE_OUTPUT and NODE_BIN; see ../run.sh.
set -euo pipefail

extension="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../editors/vscode" && pwd)"
log="$FLAGWISE_OUTPUT/vscode-build.log"
PATH="$(dirname "$NODE_BIN"):$PATH"
cd "$extension"

build() {
  # What npm installed is kept as long as the lock file is the same.
  if ! cmp -s package-lock.json node_modules/.flagwise-lock; then
    npm ci --no-audit --no-fund --no-progress && cp package-lock.json node_modules/.flagwise-lock
  fi &&
    rm -f ./*.vsix && npm run package
}

if build >"$log" 2>&1; then
  mv -- ./*.vsix "$FLAGWISE_OUTPUT/flagwise.vsix"
else
  cat "$log" >&2
  printf 'not ok vscode: the extension cannot be built\n'
  exit 1
fi
