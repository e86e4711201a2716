// The editor's own git extension, where it is: it says when a repository changed (a commit, a checkout, staging).

import * as host from "./host";

export interface GitRepository {
  readonly rootUri: host.Uri;
  readonly inputBox: { value: string };
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string; readonly behind?: number } | undefined;
    readonly indexChanges: readonly object[];
    readonly onDidChange: host.Event<void>;
  };
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: host.Event<GitRepository>;
}

/** Without the git extension nothing is told; nobody waits for it to start either. */
export class Git implements host.Disposable {
  private readonly changes = new host.EventEmitter<void>();
  private readonly subscriptions: host.Disposable[] = [];
  private api: GitApi | undefined;

  /** The state of a repository changed. */
  readonly onChange = this.changes.event;

  constructor() {
    // Git may be switched off in this editor (git.enabled): saving and evidence still refresh everything.
    this.begin().catch(() => undefined);
  }

  /** The repository with this folder at its top. */
  of(top: string): GitRepository | undefined {
    return this.api?.repositories.find((one) => one.rootUri.fsPath === top);
  }

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
    this.changes.dispose();
  }

  private async begin(): Promise<void> {
    const extension = host.extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
    this.api = (await extension?.activate())?.getAPI(1);
    if (this.api) {
      this.api.repositories.forEach((one) => this.watch(one));
      this.subscriptions.push(this.api.onDidOpenRepository((one) => this.watch(one)));
    }
  }

  private watch(repository: GitRepository): void {
    this.subscriptions.push(repository.state.onDidChange(() => this.changes.fire()));
    this.changes.fire();
  }
}
