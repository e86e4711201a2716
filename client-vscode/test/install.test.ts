import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_PYTHON, OFFLINE, install, notPython } from "../src/install";
import type { Run } from "../src/install";

const WISH = { environment: "/storage/server-1", wheel: "/ext/answerable.whl", interpreter: "", windows: false };

async function check(
  answers: (line: string) => number,
  wanted: string | undefined,
  lines: string[],
  interpreter = "",
): Promise<void> {
  const seen: string[] = [];
  const run: Run = (program, args) => {
    const line = [program.command, ...args].join(" ");
    if (!line.includes(" -c ")) {
      seen.push(line);
    }
    const code = answers(line);
    return Promise.resolve({ code, output: "", errors: code ? "first\nthe last line" : "" });
  };
  assert.equal(await install({ ...WISH, interpreter }, run), wanted);
  assert.deepEqual(seen, lines);
}

const VENV = "python3 -m venv --clear /storage/server-1";
const PIP = "/storage/server-1/bin/python -m pip install --disable-pip-version-check --quiet /ext/answerable.whl";

test("a new environment from the wheel", () => check(() => 0, undefined, [VENV, PIP]));
test("no Python that is new enough", () => check((line) => (line.includes(" -c ") ? 1 : 0), NO_PYTHON, []));
test("an older python3 is passed over", () =>
  check((line) => (line.startsWith("python3 -c") ? 1 : 0), undefined, [VENV.replace("python3", "python3.14"), PIP]));
test("only the interpreter of the setting is tried", () =>
  check((line) => (line.startsWith("/old") ? 1 : 0), notPython("/old"), [], "/old"));
test("without the venv module", () =>
  check(
    (line) => (line === VENV ? 1 : 0),
    "python3 could not make an environment (on Debian and Ubuntu: apt install python3-venv): the last line",
    [VENV],
  ));
test("pip's own words", () =>
  check(
    (line) => (line === PIP ? 1 : 0),
    `pip could not install the server: the last line. ${OFFLINE} (/ext/answerable.whl)`,
    [VENV, PIP],
  ));
