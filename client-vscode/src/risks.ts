// What the uncommitted change could break: of open files the server says it, of the others the command line is asked,
// once for each content.

import { stat } from "node:fs/promises";
import * as path from "node:path";

import { parseFindings } from "./change";
import type { Git } from "./git";
import * as host from "./host";
import type { Program } from "./locate";
import type { Log } from "./log";
import type { Overview } from "./overview";
import { run } from "./processes";
import type { Level } from "./protocol";
import { Refresher } from "./refresher";
import type { FoundRisk } from "./rows";
import { rank } from "./rows";
import type { Server } from "./server";
import { clientSettings, concernsRisk } from "./settings";

/** The server's own diagnostics; those of regions that nobody has reviewed are the rows themselves. */
const SOURCE = "answerable";
const UNREVIEWED = "unreviewed";
const PATIENCE = 60_000;

interface Known {
  /** The commit and the file that the findings are of. */
  readonly state: string;
  readonly findings: readonly FoundRisk[];
}

export class Risks implements host.Disposable {
  private readonly changes = new host.EventEmitter<void>();
  private readonly refresher = new Refresher(() => this.refresh());
  private readonly subscriptions: host.Disposable[];
  /** By file. */
  private known = new Map<string, Known>();

  readonly onChange = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly git: Git,
    private readonly overview: Overview,
    private readonly log: Log,
    private readonly repositories: () => readonly string[],
  ) {
    this.subscriptions = [
      overview.onChange(() => this.refresher.soon()),
      host.workspace.onDidCloseTextDocument(() => this.refresher.soon()),
      host.workspace.onDidChangeConfiguration((event) => (concernsRisk(event) ? this.changes.fire() : undefined)),
    ];
  }

  of(file: string): readonly FoundRisk[] {
    if (isOpen(file)) {
      return shownOf(file);
    }
    const { risk, level } = clientSettings();
    return risk ? (this.known.get(file)?.findings ?? []).filter((one) => rank(one.level) <= rank(level)) : [];
  }

  dispose(): void {
    this.refresher.dispose();
    this.subscriptions.forEach((one) => void one.dispose());
    this.changes.dispose();
  }

  private async refresh(): Promise<void> {
    const cli = this.server.cli;
    if (!cli || !clientSettings().risk) {
      return;
    }
    const before = this.known;
    const now = new Map<string, Known>();
    for (const repository of this.repositories()) {
      const unknown = new Map<string, string>();
      for (const { file } of this.overview.of(repository).files.filter((one) => !isOpen(one.file))) {
        const state = await this.stateOf(repository, file);
        const known = before.get(file);
        if (known?.state === state) {
          now.set(file, known);
        } else {
          unknown.set(file, state);
        }
      }
      const found = unknown.size > 0 ? await this.ask(cli, repository, [...unknown.keys()]) : undefined;
      // What could not be looked at is not looked at again before it changes.
      unknown.forEach((state, file) => now.set(file, { state, findings: found?.get(file) ?? [] }));
    }
    this.known = now;
    if ([...now].some(([file, known]) => before.get(file) !== known)) {
      this.changes.fire();
    }
  }

  private async stateOf(repository: string, file: string): Promise<string> {
    const head = this.git.of(repository)?.state.HEAD?.commit ?? "";
    const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
    return `${head} ${mtimeMs} ${size}`;
  }

  private async ask(
    cli: Program,
    repository: string,
    files: readonly string[],
  ): Promise<ReadonlyMap<string, FoundRisk[]> | undefined> {
    const names = files.map((file) => path.relative(repository, file));
    const outcome = await run(cli, ["risk", "--json", "--", ...names], { cwd: repository, timeout: PATIENCE });
    const found = parseFindings(outcome.output, (name) => path.join(repository, name));
    if (!found) {
      this.log.warn(`answerable risk in ${repository}: ${outcome.errors.trim() || `exit code ${outcome.code}`}`);
    }
    return found;
  }
}

function isOpen(file: string): boolean {
  return host.workspace.textDocuments.some(({ uri }) => uri.scheme === "file" && uri.fsPath === file);
}

/** What the editor shows in an open file. */
function shownOf(file: string): FoundRisk[] {
  return host.languages
    .getDiagnostics(host.Uri.file(file))
    .filter((one) => one.source === SOURCE && codeOf(one) !== UNREVIEWED)
    .map((one) => ({
      rule: codeOf(one),
      level: levelOf(one.severity),
      line: one.range.start.line + 1,
      message: one.message,
    }));
}

function codeOf({ code }: host.Diagnostic): string {
  return String(typeof code === "object" ? code.value : (code ?? ""));
}

function levelOf(severity: host.DiagnosticSeverity): Level {
  switch (severity) {
    case host.DiagnosticSeverity.Error:
      return "block";
    case host.DiagnosticSeverity.Warning:
      return "review";
    default:
      return "info";
  }
}
