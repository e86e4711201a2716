// The editor's own git extension, where it is: it says when a repository changed (a commit, a checkout, staging).

import * as host from "./host";

interface Repository {
  readonly rootUri: host.Uri;
  readonly state: { readonly onDidChange: host.Event<void> };
}

interface Git {
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: host.Event<Repository>;
}

/** Calls `changed` whenever the state of a repository did. Without the git extension nothing is told. */
export async function watchRepositories(changed: () => void): Promise<host.Disposable> {
  const extension = host.extensions.getExtension<{ getAPI(version: 1): Git }>("vscode.git");
  const found: host.Disposable[] = [];
  try {
    const git = (await extension?.activate())?.getAPI(1);
    const watch = (repository: Repository): void => void found.push(repository.state.onDidChange(changed));
    git?.repositories.forEach(watch);
    if (git) {
      found.push(git.onDidOpenRepository(watch));
    }
  } catch {
    // Git is switched off in this editor (git.enabled): saving and evidence still refresh everything.
  }
  return new host.Disposable(() => found.forEach((one) => void one.dispose()));
}
