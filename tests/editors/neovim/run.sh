#!/usr/bin/env bash
# Runs the Neovim test with a simulator, a copy of the example and a home folder of its own.
# Needs FLAGWISE_BIN, FLAGWISE_OUTPUT and NVIM_BIN; see ../run.sh.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
work="$(mktemp -d "${TMPDIR:-/tmp}/fw-XXXXXX")"
trap 'rm -rf -- "$work"' EXIT

cp -R "$root/examples/storefront" "$work/storefront"
mkdir -p "$work/home" "$work/bin"
ln -s "$FLAGWISE_BIN" "$work/bin/flagwise"
# Whatever the machine says of LaunchDarkly must not count.
unset LAUNCHDARKLY_ACCESS_TOKEN LD_ACCESS_TOKEN LAUNCHDARKLY_API_HOST LD_BASE_URI
export HOME="$work/home" XDG_CONFIG_HOME="$work/home/config" XDG_CACHE_HOME="$work/home/cache" \
  XDG_DATA_HOME="$work/home/data" XDG_STATE_HOME="$work/home/state" NVIM_LOG_FILE="$work/home/nvim.log"
export FLAGWISE_PLUGIN="$root/editors/neovim"
PATH="$work/bin:$PATH"

cd "$work/storefront"
code=0
"$NVIM_BIN" --headless -u "$here/init.lua" -l "$here/main.lua" || code=$?
if [ "$code" -ne 0 ]; then
  cp -- "$XDG_STATE_HOME"/nvim/lsp.log "$FLAGWISE_OUTPUT/neovim-lsp.log" 2>/dev/null || true
  printf 'the log of the language servers is in %s\n' "$FLAGWISE_OUTPUT/neovim-lsp.log" >&2
fi
exit "$code"
