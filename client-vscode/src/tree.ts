// The view "To Review".

import { openLines } from "./change";
import * as host from "./host";
import { lines } from "./lines";
import type { Overview } from "./overview";
import type { Level } from "./protocol";
import { reviewRows } from "./reviewRows";
import { RowTree } from "./rowTree";
import type { FoundRisk } from "./rows";

/** The server's own diagnostics; those of regions that nobody has reviewed are the rows themselves. */
const SOURCE = "answerable";
const UNREVIEWED = "unreviewed";

export class ReviewTree implements host.Disposable {
  private readonly tree = new RowTree("answerable.review");
  private readonly subscriptions: host.Disposable[];

  constructor(private readonly overview: Overview) {
    this.subscriptions = [
      overview.onChange(() => this.draw()),
      host.languages.onDidChangeDiagnostics(({ uris }) => {
        const shown = new Set(overview.toReview().map((file) => file.file));
        if (uris.some((uri) => shown.has(uri.fsPath))) {
          this.draw();
        }
      }),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
    this.tree.dispose();
  }

  private draw(): void {
    const files = this.overview.toReview();
    const count = files.reduce((sum, file) => sum + openLines(file), 0);
    this.tree.view.badge = count > 0 ? { value: count, tooltip: `${lines(count)} of AI text to review` } : undefined;
    this.tree.show(reviewRows(files, findingsOf));
  }
}

/** What is known of a file that is open, or was. */
function findingsOf(file: string): FoundRisk[] {
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
