#!/bin/sh
# The extension's own tests, without an editor. Where Node or npm is missing they are skipped, and the reason is said.
set -eu
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
  echo "The VS Code extension's tests are skipped: they need Node 20 or later and npm."
  # CI requires every editor.
  [ -z "${ANSWERABLE_REQUIRE_EDITORS:-}" ] || exit 1
  exit 0
fi
if [ ! -d node_modules ] && ! npm ci --ignore-scripts --silent; then
  echo "The VS Code extension's tests are skipped: its development dependencies could not be installed."
  [ -z "${ANSWERABLE_REQUIRE_EDITORS:-}" ] || exit 1
  exit 0
fi
node esbuild.mjs --tests
node --test out/test/
