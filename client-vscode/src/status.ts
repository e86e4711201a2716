import * as host from "./host";
import type { Ledger } from "./ledger";
import type { Overview } from "./overview";
import type { Server } from "./server";
import type { Words } from "./words";
import { fileWords, stateWords } from "./words";

/** The item in the status bar: the share of the file, and of the uncommitted change. */
export class StatusItem implements host.Disposable {
  private readonly item = host.window.createStatusBarItem("answerable.status", host.StatusBarAlignment.Right, 90);
  private readonly subscriptions: host.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly ledger: Ledger,
    private readonly overview: Overview,
    private readonly repositoryOf: (uri: host.Uri) => string | undefined,
  ) {
    this.item.name = "Answerable";
    const draw = (): void => this.draw();
    this.subscriptions = [
      server.onState(draw),
      ledger.onChange(draw),
      overview.onChange(draw),
      host.window.onDidChangeActiveTextEditor(draw),
    ];
    this.draw();
    this.item.show();
  }

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
    this.item.dispose();
  }

  private draw(): void {
    const words = this.words();
    this.item.text = words.text;
    this.item.accessibilityInformation = { label: words.spoken };
    this.item.tooltip = new host.MarkdownString(words.tooltip);
    this.item.backgroundColor = words.warning ? new host.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.command = words.warning ? "answerable.showLog" : "answerable.nextRegion";
  }

  private words(): Words {
    const document = host.window.activeTextEditor?.document;
    const entry = document && this.ledger.of(document);
    if (this.server.state !== "running" || !entry) {
      return stateWords(this.server.state);
    }
    const repository = this.repositoryOf(entry.document.uri);
    return fileWords(entry.share, this.overview.of(repository ?? "").totals, entry.note);
  }
}
