import * as host from "./host";

/** Whether the user hides a file, or a folder that it is in (`files.exclude`). */
export function isExcluded(file: string): boolean {
  const uri = host.Uri.file(file);
  const folder = host.workspace.getWorkspaceFolder(uri);
  const rules = host.workspace.getConfiguration("files", uri).get<Record<string, unknown>>("exclude", {});
  const globs = Object.keys(rules).filter((glob) => rules[glob] === true);
  if (!folder || globs.length === 0) {
    return false;
  }
  const selector = globs.map((glob) => ({ pattern: new host.RelativePattern(folder, glob) }));
  const parts = file.slice(folder.uri.fsPath.length + 1).split(/[/\\]/);
  return parts.some((_, at) => {
    const place = host.Uri.joinPath(folder.uri, ...parts.slice(0, at + 1));
    // The editor's own globs are asked; of a document it looks at nothing but its name.
    return host.languages.match(selector, { uri: place, languageId: "" } as host.TextDocument) > 0;
  });
}
