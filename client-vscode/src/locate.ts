// Which server to start: what the user named, what the workspace brings, what we installed, what is on the PATH.

import * as path from "node:path";

/** A program with its first arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Found {
  readonly server: Program;
  /** The command line beside it, where there is one. */
  readonly cli: Program | undefined;
  /** Where it was found, for the log: "the setting …". */
  readonly origin: string;
}

export interface Wanted {
  /** The settings, empty when not set. */
  readonly serverPath: string;
  readonly interpreter: string;
  readonly folders: readonly string[];
  /** The private environment's folder. */
  readonly environment: string;
  readonly searchPath: string;
  readonly windows: boolean;
}

/** What looking for a server needs of the machine. */
export interface Machine {
  isFile(file: string): Promise<boolean>;
  /** Whether this interpreter has the package. */
  hasPackage(interpreter: string): Promise<boolean>;
}

export type Located = { readonly found: Found } | { readonly problem: string } | { readonly missing: true };

/** What a setting names is used or complained about, never silently replaced by something else. */
export async function locate(wanted: Wanted, machine: Machine): Promise<Located> {
  if (wanted.serverPath) {
    const file = expanded(wanted.serverPath, wanted.folders);
    return (await machine.isFile(file))
      ? { found: await installed(file, "the setting answerable.server.path", wanted, machine) }
      : { problem: `The setting answerable.server.path names ${file}, and there is no such file.` };
  }
  if (wanted.interpreter) {
    const python = expanded(wanted.interpreter, wanted.folders);
    if (await machine.hasPackage(python)) {
      return { found: imported(python, "the setting answerable.server.interpreter") };
    }
  }
  for (const [file, origin] of places(wanted)) {
    if (await machine.isFile(file)) {
      return { found: await installed(file, origin, wanted, machine) };
    }
  }
  return { missing: true };
}

function places(wanted: Wanted): [string, string][] {
  const name = wanted.windows ? "answerable-lsp.exe" : "answerable-lsp";
  const inside = wanted.windows ? "Scripts" : "bin";
  const own = wanted.folders.flatMap((folder) =>
    [".venv", "venv"].map((environment): [string, string] => [
      path.join(folder, environment, inside, name),
      `the environment ${environment} of ${folder}`,
    ]),
  );
  const everywhere = wanted.searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder): [string, string] => [path.join(folder, name), "the PATH"]);
  return [
    ...own,
    [path.join(wanted.environment, inside, name), "the environment that this extension made"],
    ...everywhere,
  ];
}

async function installed(file: string, origin: string, wanted: Wanted, machine: Machine): Promise<Found> {
  const cli = path.join(path.dirname(file), wanted.windows ? "answerable.exe" : "answerable");
  return {
    server: { command: file, args: [] },
    cli: (await machine.isFile(cli)) ? { command: cli, args: [] } : undefined,
    origin,
  };
}

/** `-P` keeps the workspace's own files from being taken for the package. */
function imported(python: string, origin: string): Found {
  return {
    server: { command: python, args: ["-P", "-m", "answerable.lsp.main"] },
    cli: { command: python, args: ["-P", "-m", "answerable"] },
    origin,
  };
}

function expanded(name: string, folders: readonly string[]): string {
  const first = folders[0] ?? "";
  const whole = name.replace(/\$\{workspaceFolder\}/g, first).replace(/^~(?=[/\\])/, process.env["HOME"] ?? "~");
  return path.isAbsolute(whole) || !/[/\\]/.test(whole) ? whole : path.join(first, whole);
}
