// From regions of characters to what each line is, and from lines to what a person reads.

import type { Region } from "./protocol";

/** What a line is shown as, the most pressing first. */
export const KINDS = ["unreviewed", "mixed", "reviewed", "tool", "unknown"] as const;
export type Kind = (typeof KINDS)[number];

/** Whole lines, 0-based, both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export interface Block extends LineRange {
  readonly kind: Kind;
  readonly agent: string | undefined;
  readonly model: string | undefined;
}

/** Blank lines are nobody's. */
export type IsBlank = (line: number) => boolean;

/** What each line that is shown is; people's own lines and those of a commit without a record are not. */
export function lineKinds(regions: readonly Region[], isBlank: IsBlank): Map<number, Kind> {
  const found = new Map<number, Region[]>();
  for (const region of regions) {
    for (let line = region.range.start.line; line <= lastLine(region); line += 1) {
      if (!isBlank(line)) {
        found.set(line, [...(found.get(line) ?? []), region]);
      }
    }
  }
  const kinds = new Map<number, Kind>();
  for (const [line, own] of found) {
    const kind = kindOf(own);
    if (kind) {
      kinds.set(line, kind);
    }
  }
  return kinds;
}

/** Neighbouring lines of one kind and one agent, in order; blank lines between them are taken along. */
export function blocks(regions: readonly Region[], isBlank: IsBlank): Block[] {
  const kinds = lineKinds(regions, isBlank);
  const agents = agentsByLine(regions);
  const found: Block[] = [];
  for (const line of [...kinds.keys()].sort((one, other) => one - other)) {
    const kind = kinds.get(line) as Kind;
    const own = isAi(kind) ? agents.get(line) : undefined;
    const previous = found[found.length - 1];
    if (previous?.kind === kind && previous.agent === own?.agent && onlyBlank(previous.last, line, isBlank)) {
      found[found.length - 1] = { ...previous, last: line };
    } else {
      found.push({ kind, first: line, last: line, agent: own?.agent, model: own?.model });
    }
  }
  return found;
}

export function isAi(kind: Kind): boolean {
  return kind === "unreviewed" || kind === "mixed" || kind === "reviewed";
}

export function needsReview(kind: Kind): boolean {
  return kind === "unreviewed" || kind === "mixed";
}

/** The block a jump from `line` leads to, round the end of the file. */
export function neighbour(found: readonly Block[], line: number, forward: boolean): Block | undefined {
  const wanted = found.filter((block) => needsReview(block.kind));
  return forward
    ? (wanted.find((block) => block.first > line) ?? wanted[0])
    : ([...wanted].reverse().find((block) => block.last < line) ?? wanted[wanted.length - 1]);
}

export interface Share {
  readonly ai: number;
  readonly unreviewed: number;
  readonly unknown: number;
  readonly tool: number;
  /** Lines that are not blank. */
  readonly all: number;
}

export function share(kinds: ReadonlyMap<number, Kind>, all: number): Share {
  const counted = [...kinds.values()];
  const count = (wanted: (kind: Kind) => boolean): number => counted.filter(wanted).length;
  return {
    ai: count(isAi),
    unreviewed: count(needsReview),
    unknown: count((kind) => kind === "unknown"),
    tool: count((kind) => kind === "tool"),
    all,
  };
}

/** "3 lines", "1 line". */
export function lines(count: number): string {
  return `${count} ${count === 1 ? "line" : "lines"}`;
}

function kindOf(own: readonly Region[]): Kind | undefined {
  const ai = own.filter((region) => region.class === "ai");
  if (ai.length > 0) {
    if (ai.every((region) => (region.reviewedBy ?? []).length > 0)) {
      return "reviewed";
    }
    return ai.length === own.length ? "unreviewed" : "mixed";
  }
  if (own.some((region) => region.class === "unknown" && region.mechanism !== "vcs")) {
    return "unknown";
  }
  return own.every((region) => region.class === "tool") ? "tool" : undefined;
}

function agentsByLine(regions: readonly Region[]): Map<number, Region> {
  const found = new Map<number, Region>();
  for (const region of regions.filter((one) => one.class === "ai")) {
    for (let line = region.range.start.line; line <= lastLine(region); line += 1) {
      if (!found.has(line)) {
        found.set(line, region);
      }
    }
  }
  return found;
}

/** The last line that a region touches: one that ends before a line's first character does not touch it. */
function lastLine(region: Region): number {
  const { start, end } = region.range;
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

function onlyBlank(after: number, before: number, isBlank: IsBlank): boolean {
  for (let line = after + 1; line < before; line += 1) {
    if (!isBlank(line)) {
      return false;
    }
  }
  return true;
}
