import * as fs from "node:fs/promises";
import * as path from "node:path";

/** The top of the repository that a folder is in, by looking for `.git` (a file in linked worktrees) upwards. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let here = path.resolve(folder); ; here = path.dirname(here)) {
    try {
      await fs.stat(path.join(here, ".git"));
      return here;
    } catch {
      if (path.dirname(here) === here) {
        return undefined;
      }
    }
  }
}

/** The repositories that folders are in, each once. */
export async function repositoriesOf(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map(repositoryOf));
  return [...new Set(found.filter((top) => top !== undefined))];
}
