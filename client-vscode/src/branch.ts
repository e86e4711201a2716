// The branch before its gate: what is missing, who can give it, and what is to be looked at.

import { branchRows, gateWords } from "./branchRows";
import type { Git } from "./git";
import * as host from "./host";
import type { BranchReport } from "./protocol";
import { BRANCH } from "./protocol";
import { Refresher } from "./refresher";
import { RowTree } from "./rowTree";
import type { Server } from "./server";
import { clientSettings } from "./settings";

export class Branches implements host.Disposable {
  private readonly tree = new RowTree("answerable.branch");
  private readonly item = host.window.createStatusBarItem("answerable.gate", host.StatusBarAlignment.Right, 89);
  private readonly refresher = new Refresher(() => this.refresh());
  private readonly subscriptions: host.Disposable[];
  private reports = new Map<string, BranchReport>();
  private heads = "";

  constructor(
    private readonly server: Server,
    private readonly git: Git,
    private readonly repositories: () => readonly string[],
    private readonly repositoryHere: () => string | undefined,
  ) {
    this.item.name = "Answerable: Gate";
    this.item.command = "answerable.branch.focus";
    this.subscriptions = [
      git.onChange(() => this.moved()),
      server.onState((state) => (state === "running" ? this.soon() : undefined)),
      host.window.onDidChangeActiveTextEditor(() => this.draw()),
    ];
  }

  /** Reads the branches anew: they are read when HEAD moves, and when somebody asks or signs. */
  soon(): void {
    this.refresher.soon();
  }

  of(repository: string): BranchReport | undefined {
    return this.reports.get(repository);
  }

  dispose(): void {
    this.refresher.dispose();
    this.subscriptions.forEach((one) => void one.dispose());
    this.tree.dispose();
    this.item.dispose();
  }

  /** Staging changes a repository's state, too, and nothing about its branch. */
  private moved(): void {
    const heads = JSON.stringify(
      this.repositories().map((top) => {
        const head = this.git.of(top)?.state.HEAD;
        return [top, head?.name, head?.commit, head?.behind];
      }),
    );
    if (heads !== this.heads) {
      this.heads = heads;
      this.soon();
    }
  }

  private async refresh(): Promise<void> {
    const reports = new Map<string, BranchReport>();
    for (const repository of this.repositories()) {
      const uri = host.Uri.file(repository).toString();
      const report = await this.server.ask<BranchReport>(BRANCH, { uri, base: clientSettings().base });
      if (report) {
        reports.set(repository, report);
      }
    }
    this.reports = reports;
    this.tree.show([...reports].flatMap(([repository, report]) => branchRows(repository, report)));
    this.draw();
  }

  private draw(): void {
    const words = gateWords(this.reports.get(this.repositoryHere() ?? ""));
    if (!words || this.server.state !== "running") {
      this.item.hide();
      return;
    }
    this.item.text = words.text;
    this.item.tooltip = new host.MarkdownString(words.tooltip);
    this.item.accessibilityInformation = { label: words.spoken };
    this.item.show();
  }
}
