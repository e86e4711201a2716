// The uncommitted change of each repository: asked for when something happened to it, never on a timer.

import * as path from "node:path";

import type { FileToReview, Live, Uncommitted } from "./change";
import { NOTHING, parseStatus, toReview } from "./change";
import { isExcluded } from "./excluded";
import * as host from "./host";
import type { Ledger } from "./ledger";
import type { Log } from "./log";
import { run } from "./processes";
import { Refresher } from "./refresher";
import type { Server } from "./server";

/** The server has written down what was said or reviewed after so many milliseconds. */
const SAVED = 1_500;
const PATIENCE = 30_000;

export class Overview implements host.Disposable {
  private readonly changes = new host.EventEmitter<void>();
  private readonly subscriptions: host.Disposable[];
  private known = new Map<string, Uncommitted>();
  private later: NodeJS.Timeout | undefined;
  private readonly refresher = new Refresher(() => this.refresh());

  readonly onChange = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly ledger: Ledger,
    private readonly log: Log,
    private readonly repositories: () => readonly string[],
  ) {
    this.subscriptions = [
      server.onState((state) => (state === "running" ? this.soon() : undefined)),
      server.onRegions(() => {
        this.soon();
        clearTimeout(this.later);
        this.later = setTimeout(() => this.soon(), SAVED);
      }),
      host.workspace.onDidSaveTextDocument(() => this.soon()),
      host.workspace.onDidDeleteFiles(() => this.soon()),
      ledger.onChange(() => this.changes.fire()),
      host.workspace.onDidChangeConfiguration((event) =>
        event.affectsConfiguration("files.exclude") ? this.changes.fire() : undefined,
      ),
    ];
  }

  /** The change of one repository. */
  of(repository: string): Uncommitted {
    return this.known.get(repository) ?? NOTHING;
  }

  toReview(): FileToReview[] {
    const live = this.ledger
      .all()
      .map(({ document, blocks }): [string, Live] => [document.uri.fsPath, { dirty: document.isDirty, blocks }]);
    return toReview([...this.known.values()], new Map(live)).filter((file) => !isExcluded(file.file));
  }

  soon(): void {
    this.refresher.soon();
  }

  dispose(): void {
    this.refresher.dispose();
    clearTimeout(this.later);
    this.subscriptions.forEach((one) => void one.dispose());
    this.changes.dispose();
  }

  private async refresh(): Promise<void> {
    const found = new Map<string, Uncommitted>();
    for (const repository of this.repositories()) {
      found.set(repository, (await this.ask(repository)) ?? this.of(repository));
    }
    this.known = found;
    this.changes.fire();
  }

  private async ask(repository: string): Promise<Uncommitted | undefined> {
    const cli = this.server.cli;
    if (!cli) {
      return undefined;
    }
    const outcome = await run(cli, ["status", "--json"], { cwd: repository, timeout: PATIENCE });
    const status = parseStatus(outcome.output, (name) => path.join(repository, name));
    if (!status) {
      this.log.warn(`answerable status in ${repository}: ${outcome.errors.trim() || `exit code ${outcome.code}`}`);
    }
    return status;
  }
}
