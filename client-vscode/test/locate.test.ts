import assert from "node:assert/strict";
import { test } from "node:test";

import type { Wanted } from "../src/locate";
import { locate } from "../src/locate";

const WANTED: Wanted = {
  serverPath: "",
  interpreter: "",
  folders: ["/work/one", "/work/two"],
  environment: "/storage/server-1",
  searchPath: "/usr/bin:relative:/opt/bin",
  windows: false,
};

async function check(wanted: Partial<Wanted>, files: string[], packages: string[], expected: string): Promise<void> {
  const located = await locate(
    { ...WANTED, ...wanted },
    {
      isFile: (file) => Promise.resolve(files.includes(file)),
      hasPackage: (interpreter) => Promise.resolve(packages.includes(interpreter)),
    },
  );
  const said =
    "found" in located
      ? [located.found.server.command, ...located.found.server.args, "|", located.found.cli?.command ?? "none"].join(
          " ",
        )
      : "problem" in located
        ? located.problem
        : "missing";
  assert.equal(said, expected);
}

const LSP = "bin/answerable-lsp";
const ROWS: [string, Partial<Wanted>, string[], string[], string][] = [
  ["nothing anywhere", {}, [], [], "missing"],
  [
    "the setting, with its command line",
    { serverPath: "/s/answerable-lsp" },
    ["/s/answerable-lsp", "/s/answerable"],
    [],
    "/s/answerable-lsp | /s/answerable",
  ],
  [
    "the setting, relative to the first folder",
    { serverPath: "env/lsp" },
    ["/work/one/env/lsp"],
    [],
    "/work/one/env/lsp | none",
  ],
  [
    "the setting with the workspace's folder",
    { serverPath: "${workspaceFolder}/lsp" },
    ["/work/one/lsp"],
    [],
    "/work/one/lsp | none",
  ],
  [
    "a setting that names nothing is never silently replaced",
    { serverPath: "/gone" },
    [`/work/one/.venv/${LSP}`],
    [],
    "The setting answerable.server.path names /gone, and there is no such file.",
  ],
  ["an interpreter that has the package", { interpreter: "/py" }, [], ["/py"], "/py -P -m answerable.lsp.main | /py"],
  [
    "an interpreter without it is for installing",
    { interpreter: "/py" },
    [`/storage/server-1/${LSP}`],
    [],
    `/storage/server-1/${LSP} | none`,
  ],
  [
    "the workspace before what we installed",
    {},
    [`/work/two/.venv/${LSP}`, `/storage/server-1/${LSP}`],
    [],
    `/work/two/.venv/${LSP} | none`,
  ],
  [
    "the PATH, absolute folders only",
    {},
    ["relative/answerable-lsp", "/opt/bin/answerable-lsp"],
    [],
    "/opt/bin/answerable-lsp | none",
  ],
];

for (const [name, wanted, files, packages, expected] of ROWS) {
  test(name, () => check(wanted, files, packages, expected));
}
