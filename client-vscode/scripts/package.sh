#!/bin/sh
# Builds answerable-VERSION.vsix into the folder that is named, around the wheel in it:  package.sh DIST
set -eu

dist="$(cd "$1" && pwd)"
cd "$(dirname "$0")/.."
version="$(node -p 'require("./package.json").version')"
wheel="$dist/answerable-$version-py3-none-any.whl"
[ -f "$wheel" ] || {
  echo "$wheel is missing: the versions of the extension and of the server must be the same." >&2
  exit 1
}

{ grep -q "^## $version" CHANGELOG.md && grep -q "^## $version" ../CHANGELOG.md; } || {
  echo "A changelog says nothing about version $version." >&2
  exit 1
}
for picture in $(sed -n 's/^!\[.*](\(.*\))$/\1/p' README.md); do
  [ -f "$picture" ] || {
    echo "README.md shows $picture, which is missing." >&2
    exit 1
  }
done

[ -d node_modules ] || npm ci --ignore-scripts --silent
rm -rf server
mkdir server
cp "$wheel" server/
cp ../LICENSE LICENSE
node esbuild.mjs --minify
# npx takes vsce from node_modules; the manifest is private so that nothing is ever published by accident.
npx --no-install vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links --out "$dist/answerable-$version.vsix"
