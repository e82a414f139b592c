#!/usr/bin/env bash
# Lets LaunchDarkly's own clients talk to `flagwise simulate`. Needs the binary in FLAGWISE_BIN.
set -euo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1 # the repository stays as it is
: "${FLAGWISE_BIN:?set FLAGWISE_BIN to the flagwise binary}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/flagwise-test/api"

# A folder per package and version; the stamp is written last, so that an interrupted install is made again.
python_with() { # name, requirement...
  local folder="$cache/$1"; shift
  if [ ! -e "$folder/.complete" ]; then
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" >&2
    touch "$folder/.complete"
  fi
  echo "$folder/bin/python"
}
node_with() { # name, requirement...
  local folder="$cache/$1"; shift
  if [ ! -e "$folder/.complete" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-audit --no-fund --silent "$@" >&2
    touch "$folder/.complete"
  fi
  echo "$folder/node_modules"
}

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
passed=0 failed=0
# Runs a client and adds up the "N passed, N failed" it ends with; one that does not get that far is a failure.
check() { # title, command...
  echo "== $1"
  shift
  local code=0
  "$@" 2>&1 | tee "$log" || code=1
  local good bad
  read -r good bad < <(awk '/^[0-9]+ passed, [0-9]+ failed/ { good = $1; bad = $3 } END { print good + 0, bad + 0 }' "$log")
  if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$good" -eq 0 ]; }; then bad=1; fi
  passed=$((passed + good)) failed=$((failed + bad))
}
check "launchdarkly-api 17.2.0" "$(python_with launchdarkly-api-17.2.0 launchdarkly-api==17.2.0)" operations.py
check "launchdarkly-api 25.0.1" "$(python_with launchdarkly-api-25.0.1 launchdarkly-api==25.0.1)" strict.py
check "launchdarkly-server-sdk 9.18.2" \
  "$(python_with launchdarkly-server-sdk-9.18.2 launchdarkly-server-sdk==9.18.2)" sdk.py
modules="$(node_with mcp-server-0.6.2 @launchdarkly/mcp-server@0.6.2)"
check "@launchdarkly/mcp-server 0.6.2" env MCP_SERVER="$modules/@launchdarkly/mcp-server/bin/mcp-server.js" node mcp.mjs
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
