#!/usr/bin/env bash
# Fuzzes a target, starting from the languages' fixtures or the files of its kind in fuzz/seeds.
#
#   fuzz/run.sh file|workspace|toml|yaml|flags|ignore|frames [SECONDS]      (default: 1800)
#
# Needs `cargo install cargo-fuzz`; a stable toolchain does. What is found is kept in fuzz/artifacts/.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${1:?which target: file, workspace, toml, yaml, flags, ignore or frames}"
seconds="${2:-1800}"
corpus="fuzz/corpus/$target"
mkdir -p "$corpus"

case "$target" in
  file | workspace)
    # The extension stands on a line before a file's text.
    for fixture in src/syntax/languages/*/fixture.*; do
      case "$fixture" in *.expected) continue ;; esac
      { printf '%s\n' "${fixture##*.}"; cat "$fixture"; } > "$corpus/$(basename "$(dirname "$fixture")")-${fixture##*.}"
    done
    ;;
  *) cp "fuzz/seeds/$target"/* "$corpus/" ;;
esac
exec cargo fuzz run --sanitizer none "$target" "$corpus" -- -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048
