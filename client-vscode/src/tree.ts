// The view "To Review".

import * as path from "node:path";

import { openLines } from "./change";
import * as host from "./host";
import { lines } from "./lines";
import type { Overview } from "./overview";
import { reviewRows } from "./reviewRows";
import type { Risks } from "./risks";
import { RowTree } from "./rowTree";

export class ReviewTree implements host.Disposable {
  private readonly tree = new RowTree("answerable.review");
  private readonly subscriptions: host.Disposable[];

  constructor(
    private readonly overview: Overview,
    private readonly risks: Risks,
  ) {
    this.subscriptions = [
      overview.onChange(() => this.draw()),
      risks.onChange(() => this.draw()),
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
    this.tree.show(reviewRows(files, (file) => this.risks.of(file), folderOf));
  }
}

/** In the workspace, with the name of its part where there are several. */
function folderOf(file: string): string {
  const folder = path.dirname(host.workspace.asRelativePath(host.Uri.file(file)));
  return folder === "." ? "" : folder;
}
