// What the server says beyond the Language Server Protocol; server/PROTOCOL.md describes it.

export interface Place {
  /** 0-based. */
  readonly line: number;
  /** UTF-16 units, 0-based. */
  readonly character: number;
}

/** Half-open. */
export interface Span {
  readonly start: Place;
  readonly end: Place;
}

export type Mechanism =
  "typed" | "pasted" | "completion" | "undo" | "redo" | "format" | "refactor" | "snippet" | "disk" | "unknown";

/** `answerable/didEdit`, without the document and its version. */
export interface Hint {
  readonly mechanism: Mechanism;
  /** The AI the text is from, where that is known. */
  readonly producer?: string;
  readonly model?: string;
}

export interface Region {
  readonly range: Span;
  readonly class: "ai" | "human" | "tool" | "unknown";
  readonly mechanism: string;
  readonly grade: string;
  readonly agent?: string;
  readonly model?: string;
  readonly reviewedBy?: readonly string[];
}

export interface Regions {
  readonly uri: string;
  readonly version: number;
  readonly regions: readonly Region[];
  /** Why there are none. */
  readonly note?: string;
}

export const DID_EDIT = "answerable/didEdit";
export const REGIONS = "answerable/regions";
export const REGIONS_CHANGED = "answerable/regionsChanged";

/** The server's own commands, each with one argument: `{uri, range, agent?}`. */
export const SERVER_COMMANDS = {
  review: "answerable.markReviewed",
  writtenBy: "answerable.writtenBy",
  typed: "answerable.typed",
  why: "answerable.why",
} as const;
