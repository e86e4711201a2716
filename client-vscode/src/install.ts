// The private environment: made once under the extension's own storage, from the wheel that the extension brings.

import * as path from "node:path";

import type { Program } from "./locate";
import type { Outcome, RunOptions } from "./processes";

export type Run = (program: Program, args: readonly string[], options?: RunOptions) => Promise<Outcome>;

export interface Installation {
  readonly environment: string;
  readonly wheel: string;
  /** The interpreter of the setting, empty when not set. */
  readonly interpreter: string;
  readonly windows: boolean;
}

const OLDEST = "3.11";
const NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))";
const NAMES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];

/** What to do about a missing interpreter, for a person. */
export const NO_PYTHON =
  `Answerable needs Python ${OLDEST} or later and found none. Install it (python.org, or your system's packages), ` +
  "or name one with the setting answerable.server.interpreter.";

/** What to do where the package index cannot be reached. */
export const OFFLINE =
  "Its dependencies come from your Python package index; where that is out of reach, install the wheel that the " +
  "extension brings as you install Python packages there, and name the result with answerable.server.path.";

/** The same about one that the setting names. */
export function notPython(interpreter: string): string {
  return `The setting answerable.server.interpreter names ${interpreter}, which is no Python ${OLDEST} or later.`;
}

/** An interpreter that is new enough: the setting's, or the first by name. */
export async function findPython(interpreter: string, run: Run): Promise<string | undefined> {
  for (const command of interpreter ? [interpreter] : NAMES) {
    if ((await run({ command, args: [] }, ["-c", NEW_ENOUGH], { timeout: 20_000 })).code === 0) {
      return command;
    }
  }
  return undefined;
}

/** Makes the environment; the sentence that says why not, `undefined` when it is there. */
export async function install(wanted: Installation, run: Run): Promise<string | undefined> {
  const python = await findPython(wanted.interpreter, run);
  if (!python) {
    return wanted.interpreter ? notPython(wanted.interpreter) : NO_PYTHON;
  }
  const made = await run({ command: python, args: [] }, ["-m", "venv", "--clear", wanted.environment]);
  if (made.code !== 0) {
    return `${python} could not make an environment (on Debian and Ubuntu: apt install python3-venv): ${last(made)}`;
  }
  const inside = path.join(wanted.environment, wanted.windows ? "Scripts/python.exe" : "bin/python");
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", wanted.wheel];
  const done = await run({ command: inside, args: [] }, pip);
  return done.code === 0 ? undefined : `pip could not install the server: ${last(done)}. ${OFFLINE} (${wanted.wheel})`;
}

function last(outcome: Outcome): string {
  const lines = (outcome.errors || outcome.output).trim().split("\n");
  return lines[lines.length - 1] || `exit code ${outcome.code}`;
}
