// The stamp that the next commit will get, beside the commit box; it follows what is staged.

import type { Git } from "./git";
import * as host from "./host";
import type { Pages } from "./pages";
import type { StampPreview } from "./protocol";
import { STAMP_PREVIEW } from "./protocol";
import { Refresher } from "./refresher";
import { RowTree } from "./rowTree";
import type { Server } from "./server";
import { counted, stampRows } from "./stampRows";

/** What our hooks wrote, or what was put into the box for them. */
const OWN_TRAILER = /^(Provenance-(Lines|Risk|Record)|Assisted-by|Generated-by): /;

export class Stamp implements host.Disposable {
  private readonly tree = new RowTree("answerable.stamp");
  private readonly item = host.window.createStatusBarItem("answerable.commit", host.StatusBarAlignment.Right, 91);
  /** What was shown last, by repository. */
  private stamps = new Map<string, StampPreview>();
  private readonly refresher = new Refresher(() => this.refresh());
  private readonly subscriptions: host.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly git: Git,
    private readonly pages: Pages,
    private readonly repositories: () => readonly string[],
    private readonly repositoryHere: () => string | undefined,
  ) {
    this.item.name = "Answerable: Commit";
    this.item.command = "answerable.stamp.focus";
    const soon = (): void => this.soon();
    this.subscriptions = [
      git.onChange(soon),
      server.onState(soon),
      server.onRegions(soon),
      host.workspace.onDidSaveTextDocument(soon),
      this.tree.view.onDidChangeVisibility(soon),
      host.window.onDidChangeActiveTextEditor(() => this.draw()),
    ];
  }

  /** Looks again; where nothing is staged there is nothing to look at. */
  soon(): void {
    this.refresher.soon();
  }

  /** The whole stamp in a document. */
  async show(repository: string): Promise<void> {
    const stamp = await this.ask(repository);
    if (stamp) {
      const page = this.pages.page("Stamp of This Commit", repository, stampText(stamp));
      await host.window.showTextDocument(page, { preview: true });
    }
  }

  /** Puts the stamp into the commit box, because somebody asked for it; the hooks write it in any case. */
  async insert(repository: string): Promise<void> {
    const box = this.git.of(repository)?.inputBox;
    const stamp = await this.ask(repository);
    if (box && stamp && stamp.trailers.length > 0) {
      const own = box.value.split("\n").filter((line) => !OWN_TRAILER.test(line));
      box.value = `${own.join("\n").trimEnd()}\n\n${stamp.trailers.join("\n")}\n`;
    }
  }

  dispose(): void {
    this.refresher.dispose();
    this.subscriptions.forEach((one) => void one.dispose());
    this.tree.dispose();
    this.item.dispose();
  }

  private async refresh(): Promise<void> {
    const stamps = new Map<string, StampPreview>();
    for (const repository of this.repositories()) {
      const isEmpty = this.git.of(repository)?.state.indexChanges.length === 0;
      const stamp = isEmpty ? undefined : await this.ask(repository);
      if (stamp && stamp.files.length > 0) {
        stamps.set(repository, stamp);
      }
    }
    this.stamps = stamps;
    const [only] = stamps.values();
    this.tree.view.description = stamps.size === 1 && only ? counted(only.totals) : "";
    this.tree.show([...stamps].flatMap(([repository, stamp]) => stampRows(repository, stamp)));
    this.draw();
  }

  /** The view is folded at first: the status bar says the same in short. */
  private draw(): void {
    const stamp = this.stamps.get(this.repositoryHere() ?? "");
    if (!stamp || this.server.state !== "running") {
      this.item.hide();
      return;
    }
    const counts = counted(stamp.totals) || "no line added";
    this.item.text = `$(git-commit) ${counts}`;
    this.item.tooltip = `${stamp.hooked ? "The next commit's stamp" : "No stamp: the git hooks are not set up"}\n${stamp.trailers.join("\n")}`;
    this.item.accessibilityInformation = { label: `The next commit: ${counts}` };
    this.item.show();
  }

  private ask(repository: string): Promise<StampPreview | undefined> {
    const uri = host.Uri.file(repository).toString();
    return this.server.ask<StampPreview>(STAMP_PREVIEW, {
      uri,
      message: this.git.of(repository)?.inputBox.value ?? "",
    });
  }
}

function stampText(stamp: StampPreview): string {
  if (stamp.files.length === 0) {
    return "Nothing is staged.\n";
  }
  return [
    ...(stamp.hooked ? [] : ["The git hooks are not set up: this commit will not be stamped.", ""]),
    ...stamp.trailers,
    "",
    ...stamp.files.map((file) => `${file.path}: ${file.note || counted(file.totals) || "no line added"}`),
    ...stamp.findings.map((one) => `${one.path}:${one.line}: ${one.level}: ${one.message} (${one.rule})`),
    ...stamp.problems,
    "",
  ].join("\n");
}
