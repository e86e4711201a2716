#!/bin/sh
# Installs the coding agents that the tests drive, once for each pair of versions, and prints the folder of their
# programs; with --where it only prints it. About 850 MB. The tests let them reach a scripted model on loopback only.
set -eu
gemini=0.61.0
codex=0.169.0
folder=${ANSWERABLE_AGENTS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/answerable-e2e}/agents-gemini-$gemini-codex-$codex
programs=$folder/node_modules/.bin
if [ "${1:-}" != --where ] && { [ ! -x "$programs/gemini" ] || [ ! -x "$programs/codex" ] || [ ! -e "$folder/complete" ]; }; then
  command -v npm >/dev/null || { echo "npm is needed to install the agents (Node.js 20 or later)" >&2; exit 1; }
  mkdir -p "$folder"
  npm install --ignore-scripts --no-audit --no-fund --loglevel=error --prefix "$folder" \
    "@google/gemini-cli@$gemini" "@openai/codex@$codex" >&2
  touch "$folder/complete"
fi
echo "$programs"
