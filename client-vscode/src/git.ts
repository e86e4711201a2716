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

/**
 * Calls `changed` whenever the state of a repository did. Without the git extension nothing is told; nobody waits for
 * it to start either.
 */
export function watchRepositories(changed: () => void): host.Disposable {
  const found: host.Disposable[] = [];
  const watch = (repository: Repository): void => void found.push(repository.state.onDidChange(changed));
  const begin = async (): Promise<void> => {
    const extension = host.extensions.getExtension<{ getAPI(version: 1): Git }>("vscode.git");
    const git = (await extension?.activate())?.getAPI(1);
    if (git) {
      git.repositories.forEach(watch);
      found.push(git.onDidOpenRepository(watch));
    }
  };
  // Git may be switched off in this editor (git.enabled): saving and evidence still refresh everything.
  begin().catch(() => undefined);
  return new host.Disposable(() => found.forEach((one) => void one.dispose()));
}
