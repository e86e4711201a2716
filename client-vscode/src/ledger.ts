// The regions of the visible documents, as the server last told them.

import * as host from "./host";
import type { Block, Kind, Share } from "./lines";
import { blocks, lineKinds, share } from "./lines";
import type { Regions } from "./protocol";
import { REGIONS } from "./protocol";
import type { Server } from "./server";

export interface Entry {
  readonly document: host.TextDocument;
  readonly version: number;
  readonly blocks: readonly Block[];
  readonly kinds: ReadonlyMap<number, Kind>;
  readonly share: Share;
  /** Why there are no regions. */
  readonly note: string | undefined;
}

/** After an edit the server is asked again when nothing was typed for so many milliseconds. */
const QUIET = 200;

export class Ledger implements host.Disposable {
  private readonly entries = new Map<string, Entry>();
  /** The documents that the server was told of. */
  private readonly open = new Set<string>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly changes = new host.EventEmitter<Entry>();
  private readonly subscriptions: host.Disposable[];

  readonly onChange = this.changes.event;

  constructor(private readonly server: Server) {
    this.subscriptions = [
      host.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.soon(document, QUIET);
        }
      }),
      host.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      host.window.onDidChangeVisibleTextEditors(() => this.visible()),
      server.onRegions((uri) => this.named(uri)),
      server.onOpened((document) => {
        this.open.add(document.uri.toString());
        this.soon(document, 0);
      }),
      server.onState((state) => {
        // Another server is told of the documents anew.
        if (state !== "running") {
          this.open.clear();
        }
      }),
    ];
  }

  of(document: host.TextDocument): Entry | undefined {
    return this.entries.get(document.uri.toString());
  }

  all(): Entry[] {
    return [...this.entries.values()];
  }

  dispose(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.subscriptions.forEach((one) => void one.dispose());
    this.changes.dispose();
  }

  private visible(): void {
    for (const editor of host.window.visibleTextEditors) {
      this.soon(editor.document, 0);
    }
  }

  /** The server's own way of writing a URI may differ from ours. */
  private named(uri: string): void {
    const wanted = host.Uri.parse(uri).toString();
    const document = host.workspace.textDocuments.find((one) => one.uri.toString() === wanted);
    if (document) {
      this.soon(document, 0);
    }
  }

  private soon(document: host.TextDocument, wait: number): void {
    const key = document.uri.toString();
    if (!this.open.has(key)) {
      return;
    }
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        void this.ask(document);
      }, wait),
    );
  }

  private async ask(document: host.TextDocument): Promise<void> {
    const told = await this.server.ask<Regions>(REGIONS, { uri: document.uri.toString() });
    // An answer for a text that is past is dropped: the edit since then has asked again.
    if (!told || document.isClosed || told.version !== document.version) {
      return;
    }
    const entry = entryOf(document, told);
    this.entries.set(document.uri.toString(), entry);
    this.changes.fire(entry);
  }

  private forget(document: host.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.entries.delete(key);
    this.open.delete(key);
  }
}

function entryOf(document: host.TextDocument, told: Regions): Entry {
  if (told.note) {
    // A large file is not taken apart only to say that nothing is known of its lines.
    return {
      document,
      version: told.version,
      blocks: [],
      kinds: new Map(),
      share: share(new Map(), 0),
      note: told.note,
    };
  }
  const text = document.getText().split(/\r\n|\r|\n/);
  const isBlank = (line: number): boolean => !text[line]?.trim();
  const kinds = lineKinds(told.regions, isBlank);
  const all = text.filter((line) => line.trim()).length;
  return {
    document,
    version: told.version,
    blocks: blocks(told.regions, isBlank),
    kinds,
    share: share(kinds, all),
    note: told.note,
  };
}
