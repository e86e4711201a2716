#!/bin/sh
# The end-to-end test in the real editor: builds the wheel and the .vsix, installs both, and plays chapters.
#   client-vscode/e2e/run.sh [CHAPTER…]     all of e2e/chapters/, or those that are named
# Exit code 0 when everything was seen; pictures and logs are in e2e/artifacts/.
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
python="${PYTHON:-$root/.venv/bin/python}"

command -v "${CHROMIUM:-/usr/bin/chromium}" >/dev/null || {
  echo "Chromium is missing; on Debian and Ubuntu: apt install chromium" >&2
  exit 2
}
cache="$("$here/install.sh")"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/dist"
(cd "$root" && "$python" -m hatchling build -t wheel -d "$work/dist" >/dev/null 2>&1)
"$here/../scripts/package.sh" "$work/dist" >"$work/package.log" 2>&1 || {
  cat "$work/package.log" >&2
  exit 1
}

(cd "$here/helper" && "$here/../node_modules/.bin/vsce" package --no-dependencies --allow-missing-repository \
  --skip-license --out "$work/helper.vsix" >>"$work/package.log" 2>&1)

# The server runs from the built wheel; its dependencies are those of the development environment.
"$python" -m venv --without-pip "$work/server"
site="$("$work/server/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
"$python" -m pip --python "$work/server/bin/python" install --quiet --no-deps --no-index --disable-pip-version-check "$work"/dist/*.whl
"$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$site/dependencies.pth"

rm -rf "${ANSWERABLE_E2E_ARTIFACTS:-$here/artifacts}"
ANSWERABLE_AGENTS="${ANSWERABLE_AGENTS:-$(sh "$root/tests/e2e/install_agents.sh" --where)}"
export ANSWERABLE_AGENTS ANSWERABLE_E2E_PYTHON="$python"
"$cache/node_modules/node/bin/node" "$here/play.mjs" "$cache" "$work" "$@"
