#!/usr/bin/env bash
# Every test there is, from a fresh clone: `bash tests/run.sh`.
#
# Needs cargo, node 20 or newer, python 3.11 or newer, and on a bare machine apt; everything else is installed into
# ${XDG_CACHE_HOME:-~/.cache}/flagwise-test by the steps that need it. Takes the names of steps to run only those.
# Everything is built once, in the dev profile: the tests, the demo, the API clients and the editors use the same binary.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"
# What is set on this machine for a real account must not reach the tests.
unset LAUNCHDARKLY_ACCESS_TOKEN LD_ACCESS_TOKEN LAUNCHDARKLY_API_HOST LD_BASE_URI FLAGWISE_LOG
target="${CARGO_TARGET_DIR:-$PWD/target}"
export FLAGWISE_BIN="$target/debug/flagwise"

only=("$@")
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
passed=0 failed=0
summary=()

# step NAME COMMAND…: runs it, shows its output, and adds up what it says it passed and failed: cargo's "N passed; N failed"
# of every binary, else the last "N passed, N failed". A step that counts nothing is one test.
step() {
  local name="$1"
  shift
  if [ ${#only[@]} -gt 0 ] && [[ " ${only[*]} " != *" $name "* ]]; then
    return
  fi
  echo "::: $name: $*"
  local begin=$SECONDS code=0
  "$@" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  local good bad
  read -r good bad < <(awk '
    match($0, /[0-9]+ passed; [0-9]+ failed/) { split(substr($0, RSTART, RLENGTH), n, " "); good += n[1]; bad += n[3] }
    match($0, /^[0-9]+ passed, [0-9]+ failed/) { split(substr($0, RSTART, RLENGTH), n, " "); last_good = n[1]; last_bad = n[3] }
    END { print good + last_good, bad + last_bad }' "$log")
  if [ "$good" -eq 0 ] && [ "$bad" -eq 0 ]; then
    [ "$code" -eq 0 ] && good=1
  fi
  # A step that fails without saying in what, such as one that does not compile, has failed as one.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1
  fi
  passed=$((passed + good)) failed=$((failed + bad))
  local line
  line="$(printf '%-8s %5d passed %4d failed %6d s' "$name" "$good" "$bad" "$((SECONDS - begin))")"
  summary+=("$line")
  echo "::: $line"
}

# rustfmt and clippy do not come with every installation of cargo.
if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
  rustup component add rustfmt clippy || exit 1
fi

step format cargo fmt --check
step lint cargo clippy --locked --all-targets -- -D warnings
step rust cargo test --locked
step demo "$FLAGWISE_BIN" demo
step benches python3 tests/benches/answers_test.py
step api bash tests/api/run.sh
step editors bash tests/editors/run.sh

echo
printf '%s\n' "${summary[@]}"
echo "all steps: $SECONDS s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
