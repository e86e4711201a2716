// The one place that starts programs besides the server itself; never through a shell.

import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";

import type { Machine, Program } from "./locate";

export interface Outcome {
  /** -1 when the program could not be started. */
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly timeout?: number;
}

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program to its end; it never throws. */
export function run(program: Program, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      program.command,
      [...program.args, ...args],
      { ...options, maxBuffer: MOST_OUTPUT, windowsHide: true, env: { ...process.env, PYTHONUTF8: "1" } },
      (error, output, errors) => {
        const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
        resolve({ code, output, errors: errors || (error ? error.message : "") });
      },
    );
  });
}

export async function isFile(file: string): Promise<boolean> {
  try {
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

export const machine: Machine = {
  isFile,
  hasPackage: async (interpreter) =>
    (await run({ command: interpreter, args: [] }, ["-P", "-c", "import answerable.lsp"], { timeout: 20_000 })).code ===
    0,
};
