// The rows of our views as plain values: what the views show is decided without the editor.

import type { Level } from "./protocol";

export interface Row {
  /** Different from every other row's of the view, and the same the next time. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** A product icon, by name, and its theme colour. Files have their own icons. */
  readonly icon?: string;
  readonly colour?: string;
  /** What menus are for. */
  readonly kind?: string;
  /** An absolute path: the row is about this file, and opens it at a 0-based line. */
  readonly file?: string;
  readonly line?: number;
  /** What a click does instead, by one of our commands. */
  readonly command?: string;
  /** What a menu's command is given: a command line to be copied, for instance. */
  readonly value?: string;
  readonly children?: readonly Row[];
  readonly folded?: boolean;
}

const ICONS: Readonly<Record<Level, readonly [string, string]>> = {
  block: ["error", "list.errorForeground"],
  review: ["warning", "list.warningForeground"],
  warn: ["warning", "list.warningForeground"],
  info: ["info", "foreground"],
};

const SERIOUS: Readonly<Record<Level, string>> = {
  block: "blocks",
  review: "needs a review",
  warn: "warning",
  info: "information",
};

/** How serious a level is: 0 is the most serious; no level comes last. */
export function rank(level: Level | ""): number {
  return level === "" ? 4 : (["block", "review", "warn", "info"] as const).indexOf(level);
}

export interface FoundRisk {
  readonly rule: string;
  readonly level: Level;
  /** 1-based, 0 for the whole file. */
  readonly line: number;
  readonly message?: string;
}

/** The row of one finding. */
export function findingRow(id: string, finding: FoundRisk, file: string): Row {
  const [icon, colour] = ICONS[finding.level];
  const where = finding.line > 0 ? `line ${finding.line}, ` : "";
  return {
    id,
    label: finding.rule,
    description: `${where}${SERIOUS[finding.level]}`,
    ...(finding.message ? { tooltip: finding.message } : {}),
    icon,
    colour,
    kind: "finding",
    file,
    line: Math.max(0, finding.line - 1),
  };
}

/** What a screen reader says of a row. */
export function spoken(row: Row): string {
  return [row.label, row.description].filter(Boolean).join(", ");
}
