#!/usr/bin/env bash
# Fuzzes a target, starting from the languages' fixtures.
#
#   fuzz/run.sh file|workspace [SECONDS]      (default: 1800)
#
# Needs `cargo install cargo-fuzz`; a stable toolchain does. What is found is kept in fuzz/artifacts/.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${1:?which target: file or workspace}"
seconds="${2:-1800}"
corpus="fuzz/corpus/$target"
mkdir -p "$corpus"

# The extension stands on a line before a file's text.
for fixture in src/syntax/languages/*/fixture.*; do
  case "$fixture" in *.expected) continue ;; esac
  { printf '%s\n' "${fixture##*.}"; cat "$fixture"; } > "$corpus/$(basename "$(dirname "$fixture")")-${fixture##*.}"
done
exec cargo fuzz run --sanitizer none "$target" "$corpus" -- -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048
