// Where things are on the machine that the files are on.

import * as path from "node:path";

import * as host from "./host";
import type { Wanted } from "./locate";
import { clientSettings } from "./settings";

/** The folders of the workspace that are on the disk. */
export function folders(): string[] {
  return (host.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.fsPath);
}

export function version(context: host.ExtensionContext): string {
  return (context.extension.packageJSON as { readonly version: string }).version;
}

/** The private environment, one for each version of the extension. */
export function environment(context: host.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, `server-${version(context)}`);
}

/** Where a server is looked for. */
export function wanted(context: host.ExtensionContext): Wanted {
  const { serverPath, interpreter } = clientSettings();
  return {
    serverPath,
    interpreter,
    folders: folders(),
    environment: environment(context),
    searchPath: process.env["PATH"] ?? "",
    windows: process.platform === "win32",
  };
}
