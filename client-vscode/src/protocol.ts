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

export type Author = "ai" | "human" | "tool" | "unknown";

/** A part of a copied text. */
export interface CopiedPart {
  /** So many code points that are not white space. */
  readonly count: number;
  readonly class: Author;
  readonly producer?: string;
  readonly model?: string;
  readonly session?: string;
}

/** `answerable/didEdit`, without the document and its version. */
export interface Hint {
  readonly mechanism: Mechanism;
  /** The AI the text is from, where that is known. */
  readonly producer?: string;
  readonly model?: string;
  /** What a pasted text was made of where it was copied. */
  readonly origins?: readonly CopiedPart[];
}

export interface Region {
  readonly range: Span;
  readonly class: Author;
  readonly mechanism: string;
  readonly grade: string;
  readonly agent?: string;
  readonly model?: string;
  readonly session?: string;
  readonly reviewedBy?: readonly string[];
}

export interface Regions {
  readonly uri: string;
  readonly version: number;
  readonly regions: readonly Region[];
  /** Why there are none. */
  readonly note?: string;
}

/** Lines by class; `reviewed` counts AI lines that somebody reviewed. */
export interface Totals {
  readonly ai: number;
  readonly mixed: number;
  readonly human: number;
  readonly tool: number;
  readonly unknown: number;
  readonly reviewed: number;
}

export type Level = "block" | "review" | "warn" | "info";

/** The answer to `answerable/stampPreview`. */
export interface StampPreview {
  readonly trailers: readonly string[];
  readonly totals: Totals;
  readonly files: readonly { readonly path: string; readonly totals: Totals; readonly note: string }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly level: Level;
    readonly path: string;
    /** 1-based. */
    readonly line: number;
    readonly message: string;
  }[];
  readonly problems: readonly string[];
  readonly hooked: boolean;
}

export interface QueuedFile {
  readonly path: string;
  readonly old: string;
  readonly risk: Level | "";
  /** 1-based, both included. */
  readonly lines: readonly {
    readonly start: number;
    readonly end: number;
    readonly class: string;
    readonly agent: string;
  }[];
  readonly findings: readonly { readonly rule: string; readonly level: Level; readonly line: number }[];
}

export interface Missing {
  readonly sentence: string;
  readonly lines: number;
  readonly who: readonly string[];
  readonly command: string;
}

/** `answerable.verdict/v1`, as far as it is shown. */
export interface Verdict {
  readonly decision: "pass" | "deny" | "undecided";
  readonly totals: Totals | null;
  readonly rules: readonly {
    readonly name: string;
    readonly fired: boolean;
    readonly satisfied: boolean;
    readonly missing: readonly Missing[];
  }[];
  readonly blast: {
    readonly tier: string;
    readonly direct: number;
    readonly transitive: number;
    readonly owners: readonly string[];
    readonly reasons: readonly string[];
  } | null;
  readonly problems: readonly string[];
  readonly signoffs: readonly {
    readonly id: string;
    readonly reviewer: string;
    readonly decision: string;
    readonly void: string;
  }[];
}

/** The answer to `answerable/branch`. */
export interface BranchReport {
  readonly branch: string;
  readonly target: string;
  readonly range: string;
  readonly base: string;
  readonly head: string;
  readonly queue: readonly QueuedFile[];
  readonly verdict: Verdict | null;
  readonly note: string;
  readonly barred: string;
  readonly gives: readonly string[];
  readonly key: boolean;
}

/** The answer to `answerable/focus`. */
export interface Focus {
  readonly before: string;
  readonly after: string;
}

export const DID_EDIT = "answerable/didEdit";
export const REGIONS = "answerable/regions";
export const REGIONS_CHANGED = "answerable/regionsChanged";
export const STAMP_PREVIEW = "answerable/stampPreview";
export const BRANCH = "answerable/branch";
export const FOCUS = "answerable/focus";

/** The server's own commands, each with one argument: `{uri, range, agent?}`. */
export const SERVER_COMMANDS = {
  review: "answerable.markReviewed",
  writtenBy: "answerable.writtenBy",
  typed: "answerable.typed",
  why: "answerable.why",
} as const;
