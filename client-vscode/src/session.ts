// Puts the parts together.

import * as path from "node:path";

import { Badges } from "./badges";
import { Branches } from "./branch";
import { registerCommands } from "./commands";
import { LastCopy } from "./copied";
import { Evidence } from "./evidence";
import { Git } from "./git";
import * as host from "./host";
import { Installer } from "./installer";
import { Ledger } from "./ledger";
import { locate } from "./locate";
import type { Log } from "./log";
import { Marks } from "./marks";
import { Overview } from "./overview";
import { Pages } from "./pages";
import { environment, folders, version, wanted } from "./places";
import { machine } from "./processes";
import { REGIONS } from "./protocol";
import type { Region, Regions } from "./protocol";
import { Records } from "./record";
import { Risks } from "./risks";
import { Server } from "./server";
import { clientSettings, concernsBranch, concernsStart } from "./settings";
import { Stamp } from "./stamp";
import { StatusItem } from "./status";
import { runVisibly } from "./terminal";
import { ReviewTree } from "./tree";
import { explain, watch } from "./watch";

/** One window with a repository in it. */
export class Session implements host.Disposable {
  private readonly server: Server;
  private readonly installer: Installer;
  private readonly overview: Overview;
  private readonly stamp: Stamp;
  private readonly branches: Branches;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private repositories: readonly string[] = [];

  constructor(context: host.ExtensionContext, log: Log) {
    const evidence = new Evidence(Date.now);
    this.server = new Server({
      locate: () => locate(wanted(context), machine),
      logLevel: () => clientSettings().logLevel,
      explain: (event) => explain(evidence, event),
      missing: () => void this.installer.offer(),
      version: version(context),
      log,
    });
    const { server } = this;
    this.installer = new Installer(server, log, context.extensionUri.fsPath, () => environment(context));
    const all = (): readonly string[] => this.repositories;
    const ledger = new Ledger(server);
    const git = new Git();
    const pages = new Pages();
    this.overview = new Overview(server, ledger, log, all);
    this.stamp = new Stamp(server, git, pages, all, () => this.repositoryHere());
    this.branches = new Branches(server, git, all, () => this.repositoryHere());
    const { overview, stamp, branches } = this;
    const risks = new Risks(server, git, overview, log, all);
    const records = new Records(() => server.cli);
    this.subscriptions = [
      server,
      ledger,
      git,
      pages,
      overview,
      stamp,
      branches,
      new Marks(context.extensionUri, ledger),
      risks,
      new ReviewTree(overview, risks),
      new Badges(overview),
      new StatusItem(server, ledger, overview, (uri) => this.repositoryOf(uri)),
      records.register(),
      git.onChange(() => overview.soon()),
      ...watch(evidence, {
        producer: () => clientSettings().producer,
        regionsOf: (document) => this.regionsOf(document),
        lastCopy: new LastCopy(path.join(context.globalStorageUri.fsPath, "last-copy.json")),
      }),
      ...registerCommands({
        server,
        ledger,
        overview,
        stamp,
        desk: {
          server,
          pages,
          repository: () => this.repositoryHere(),
          report: (repository) => branches.of(repository),
          changed: () => branches.soon(),
        },
        refresh: () => this.refresh(),
        showRecord: () => records.show(this.repositoryHere() ?? folders()[0] ?? "."),
        setUp: () => this.setUp(),
      }),
      server.onState(
        (state) => void host.commands.executeCommand("setContext", "answerable.running", state === "running"),
      ),
      host.workspace.onDidChangeConfiguration((event) => {
        if (concernsStart(event)) {
          void server.restart();
        } else if (concernsBranch(event)) {
          branches.soon();
        }
      }),
    ];
  }

  /** The repositories of the window are these from now on. */
  async serve(repositories: readonly string[]): Promise<void> {
    this.repositories = repositories;
    if (this.server.state === "stopped") {
      await this.server.restart();
    }
    this.refresh();
  }

  restart(): Promise<void> {
    return this.server.restart();
  }

  install(): Promise<void> {
    return this.installer.make();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
  }

  private refresh(): void {
    this.overview.soon();
    this.stamp.soon();
    this.branches.soon();
  }

  private repositoryOf(uri: host.Uri): string | undefined {
    // Of repositories inside one another it is the innermost.
    return [...this.repositories]
      .sort((one, other) => other.length - one.length)
      .find((top) => uri.fsPath.startsWith(top + path.sep));
  }

  private repositoryHere(): string | undefined {
    const document = host.window.activeTextEditor?.document;
    return (document && this.repositoryOf(document.uri)) ?? this.repositories[0];
  }

  private async regionsOf(document: host.TextDocument): Promise<readonly Region[]> {
    const told = await this.server.ask<Regions>(REGIONS, { uri: document.uri.toString() });
    return told?.version === document.version ? told.regions : [];
  }

  /** The git hooks are set up in a terminal, where the user sees what is done. */
  private async setUp(): Promise<void> {
    const cli = this.server.cli;
    const repository = this.repositoryHere();
    if (cli && repository) {
      await runVisibly(cli, ["init"], repository, "Set Up the Git Hooks");
      this.refresh();
    }
  }
}
