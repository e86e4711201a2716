// Read-only documents of ours: a stamp, a side of a diff.

import * as host from "./host";

const SCHEME = "answerable-page";

export class Pages implements host.TextDocumentContentProvider, host.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changes = new host.EventEmitter<host.Uri>();
  private readonly subscriptions: host.Disposable[];

  readonly onDidChange = this.changes.event;

  constructor() {
    this.subscriptions = [
      host.workspace.registerTextDocumentContentProvider(SCHEME, this),
      host.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    ];
  }

  /** The document with this text; `name` is its path, `side` tells several of one name apart. */
  page(name: string, side: string, text: string): host.Uri {
    const uri = host.Uri.from({ scheme: SCHEME, path: name.startsWith("/") ? name : `/${name}`, query: side });
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: host.Uri): string {
    return this.texts.get(uri.toString()) ?? "This page is out of date: open it anew.\n";
  }

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
    this.changes.dispose();
  }
}
