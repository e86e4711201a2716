#!/bin/sh
# Installs what the end-to-end test drives: VS Code in the browser (code-server), the Node it insists on, and
# playwright-core. About 1.2 GB and 5 minutes once, a moment when it is there. Prints the folder it is in.
set -eu

code_server=4.139.1
node=24
playwright=1.65.1
cache="${ANSWERABLE_E2E_CACHE:-$HOME/.cache/answerable-e2e}/code-server-$code_server"
mkdir -p "$cache"
cd "$cache"

if [ -f .complete ] && [ "$(cat .complete)" = "$code_server $node $playwright" ]; then
  echo "$cache"
  exit 0
fi

# One of code-server's native modules is compiled against the Kerberos headers.
pkg-config --exists krb5-gssapi 2>/dev/null || {
  echo "The headers of Kerberos are missing; on Debian and Ubuntu: apt install libkrb5-dev pkg-config" >&2
  exit 2
}

{
  [ -f package.json ] || npm init --yes
  npm install --no-audit --no-fund "node@$node"
  # npm 11 holds install scripts back; this one puts the binary in its place.
  [ -x node_modules/node/bin/node ] || (cd node_modules/node && node installArchSpecificPackage.js)
  PATH="$cache/node_modules/.bin:$PATH"
  npm install --no-audit --no-fund --ignore-scripts "code-server@$code_server" "playwright-core@$playwright"
  # The script refuses every package manager but npm, which it knows by this variable.
  (cd node_modules/code-server && npm_config_user_agent="npm/11 node/v24" sh ./postinstall.sh)
} >install.log 2>&1 || {
  tail -n 20 install.log >&2
  exit 1
}

echo "$code_server $node $playwright" >.complete
echo "$cache"
