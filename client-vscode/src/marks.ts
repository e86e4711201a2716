// Marks beside the lines: a shape in the gutter, a line whose pattern says the same, a mark on the scroll bar.

import * as host from "./host";
import type { Entry, Ledger } from "./ledger";
import type { Kind } from "./lines";
import { KINDS } from "./lines";
import { clientSettings, concernsMarks } from "./settings";

/** The pattern of the line beside the text: colour is never the only difference. */
const PATTERN: Readonly<Record<Kind, string>> = {
  unreviewed: "solid",
  mixed: "dashed",
  reviewed: "double",
  tool: "dashed",
  unknown: "dotted",
};

export class Marks implements host.Disposable {
  private readonly types: ReadonlyMap<Kind, host.TextEditorDecorationType>;
  private readonly starts: ReadonlyMap<Kind, host.TextEditorDecorationType>;
  private readonly subscriptions: host.Disposable[];

  constructor(
    extension: host.Uri,
    private readonly ledger: Ledger,
  ) {
    this.types = new Map(KINDS.map((kind) => [kind, lineType(kind)]));
    this.starts = new Map(KINDS.map((kind) => [kind, gutterType(extension, kind)]));
    this.subscriptions = [
      ledger.onChange((entry) => this.draw(entry)),
      host.window.onDidChangeVisibleTextEditors(() => this.redraw()),
      host.workspace.onDidChangeConfiguration((event) => {
        if (concernsMarks(event)) {
          this.redraw();
        }
      }),
    ];
  }

  dispose(): void {
    for (const one of [...this.subscriptions, ...this.types.values(), ...this.starts.values()]) {
      one.dispose();
    }
  }

  private redraw(): void {
    for (const entry of this.ledger.all()) {
      this.draw(entry);
    }
  }

  private draw(entry: Entry): void {
    const shown = clientSettings().shown;
    for (const editor of host.window.visibleTextEditors.filter((one) => one.document === entry.document)) {
      for (const kind of KINDS) {
        const own = shown.includes(kind) ? entry.blocks.filter((block) => block.kind === kind) : [];
        editor.setDecorations(
          this.types.get(kind)!,
          own.map((block) => new host.Range(block.first, 0, block.last, 0)),
        );
        editor.setDecorations(
          this.starts.get(kind)!,
          own.map((block) => new host.Range(block.first, 0, block.first, 0)),
        );
      }
    }
  }
}

function lineType(kind: Kind): host.TextEditorDecorationType {
  const colour = new host.ThemeColor(`answerable.${kind}`);
  return host.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderColor: colour,
    borderStyle: PATTERN[kind],
    // Thin: it stands where the first letter begins. A double line needs three pixels.
    borderWidth: kind === "reviewed" ? "0 0 0 3px" : "0 0 0 2px",
    overviewRulerColor: colour,
    overviewRulerLane: host.OverviewRulerLane.Left,
    rangeBehavior: host.DecorationRangeBehavior.ClosedClosed,
  });
}

function gutterType(extension: host.Uri, kind: Kind): host.TextEditorDecorationType {
  const icon = (theme: string): host.Uri => host.Uri.joinPath(extension, "media", "marks", `${kind}-${theme}.svg`);
  return host.window.createTextEditorDecorationType({
    gutterIconSize: "contain",
    light: { gutterIconPath: icon("light") },
    dark: { gutterIconPath: icon("dark") },
  });
}
