#!/usr/bin/env bash
# Drives flagwise from real editors, against the simulator, on a copy of examples/storefront.
#
#   tests/editors/run.sh [neovim] [vscode]      (default: both)
#
# FLAGWISE_BIN             the program to test; default: target/debug/flagwise, built if it is missing
# FLAGWISE_UPDATE_IMAGES   1: write docs/images/ again from what the editor shows
#
# Prints a line for each check and, last, "N passed, N failed". What is needed to understand a failure (pictures, logs)
# is left in tests/output/.
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
export FLAGWISE_OUTPUT="$root/tests/output"
mkdir -p "$FLAGWISE_OUTPUT"

if [ -z "${FLAGWISE_BIN:-}" ]; then
  FLAGWISE_BIN="${CARGO_TARGET_DIR:-$root/target}/debug/flagwise"
  [ -x "$FLAGWISE_BIN" ] || cargo build --quiet --manifest-path "$root/Cargo.toml" || exit 2
fi
FLAGWISE_BIN="$(cd "$(dirname "$FLAGWISE_BIN")" && pwd)/$(basename "$FLAGWISE_BIN")"
export FLAGWISE_BIN

editors=("$@")
[ ${#editors[@]} -gt 0 ] || editors=(neovim vscode)
passed=0
failed=0

# The tests print "ok NAME" and "not ok NAME: why" and, when all checks were made, "end".
count() {
  local line
  ended=no
  while IFS= read -r line; do
    if [ "$line" = end ]; then
      ended=yes
      continue
    fi
    printf '%s\n' "$line"
    case "$line" in
      "ok "*) passed=$((passed + 1)) ;;
      "not ok "*) failed=$((failed + 1)) ;;
    esac
  done
}

# install WHAT...: exports the paths of what it installs.
install() {
  local lines name path
  lines="$("$here/install.sh" "$@")" || return 1
  while IFS='=' read -r name path; do export "$name=$path"; done <<<"$lines"
}

run_neovim() {
  install neovim && "$here/neovim/run.sh"
}

run_vscode() {
  install code-server chromium && "$here/vscode/build.sh" && "$NODE_BIN" "$here/vscode/main.mjs"
}

for editor in "${editors[@]}"; do
  case "$editor" in
    neovim | vscode) ;;
    *) printf 'unknown: %s (neovim, vscode)\n' "$editor" >&2; exit 2 ;;
  esac
  printf -- '-- %s\n' "$editor"
  before=$failed
  # Not a pipe: the counts are made in this shell.
  exec 3< <("run_$editor")
  child=$!
  count <&3
  wait "$child"
  code=$?
  exec 3<&-
  if { [ "$code" -ne 0 ] || [ "$ended" = no ]; } && [ "$failed" -eq "$before" ]; then
    printf 'not ok %s: it did not come to its end (exit code %d)\n' "$editor" "$code"
    failed=$((failed + 1))
  fi
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
