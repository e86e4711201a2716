// In the explorer and on tabs: files with AI lines that nobody has reviewed.

import { openLines } from "./change";
import * as host from "./host";
import { lines } from "./lines";
import type { Overview } from "./overview";

export class Badges implements host.FileDecorationProvider, host.Disposable {
  private readonly changes = new host.EventEmitter<host.Uri[]>();
  private readonly subscriptions: host.Disposable[];
  private counts = new Map<string, number>();

  readonly onDidChangeFileDecorations = this.changes.event;

  constructor(overview: Overview) {
    this.subscriptions = [
      overview.onChange(() => this.take(overview)),
      host.window.registerFileDecorationProvider(this),
    ];
  }

  provideFileDecoration(uri: host.Uri): host.FileDecoration | undefined {
    const count = uri.scheme === "file" ? this.counts.get(uri.fsPath) : undefined;
    return count === undefined
      ? undefined
      : new host.FileDecoration(
          "AI",
          `${lines(count)} of AI text to review`,
          new host.ThemeColor("answerable.unreviewed"),
        );
  }

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
    this.changes.dispose();
  }

  private take(overview: Overview): void {
    const now = new Map(overview.toReview().map((file) => [file.file, openLines(file)]));
    const names = new Set([...now.keys(), ...this.counts.keys()]);
    const moved = [...names].filter((name) => now.get(name) !== this.counts.get(name));
    this.counts = now;
    if (moved.length > 0) {
      this.changes.fire(moved.map((name) => host.Uri.file(name)));
    }
  }
}
