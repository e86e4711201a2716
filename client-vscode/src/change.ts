// The uncommitted change: what `answerable status --json` says, and of unsaved files what the server says.

import type { Block } from "./lines";
import { needsReview } from "./lines";
import type { Totals } from "./protocol";
import type { FoundRisk } from "./rows";

/** An AI region that nobody has reviewed. */
export interface OpenRegion {
  /** 0-based, both included. */
  readonly first: number;
  readonly last: number;
  readonly agent: string | undefined;
  readonly model: string | undefined;
}

export interface FileToReview {
  /** The file's absolute path. */
  readonly file: string;
  readonly regions: readonly OpenRegion[];
}

export interface Uncommitted {
  readonly totals: Totals;
  readonly files: readonly FileToReview[];
}

export const NOTHING: Uncommitted = {
  totals: { ai: 0, mixed: 0, human: 0, tool: 0, unknown: 0, reviewed: 0 },
  files: [],
};

interface StatusRegion {
  readonly start: number;
  readonly end: number;
  readonly class: string;
  readonly agent: string | null;
  readonly model: string | null;
  readonly reviewed_by: readonly string[];
}

interface StatusFile {
  readonly path: string;
  readonly regions: readonly StatusRegion[];
}

/** Reads `answerable.status/v1`; `undefined` when it is something else. `absolute` makes a path out of a name. */
export function parseStatus(text: string, absolute: (name: string) => string): Uncommitted | undefined {
  let parsed: { schema?: unknown; files?: readonly StatusFile[]; totals?: Totals } | null;
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return undefined;
  }
  if (parsed?.schema !== "answerable.status/v1" || !Array.isArray(parsed.files) || !parsed.totals) {
    return undefined;
  }
  const files = (parsed.files as readonly StatusFile[]).map((file) => ({
    file: absolute(file.path),
    regions: file.regions.filter(isOpen).map((region) => ({
      first: region.start - 1,
      last: region.end - 1,
      agent: region.agent ?? undefined,
      model: region.model ?? undefined,
    })),
  }));
  return { totals: parsed.totals, files: files.filter((file) => file.regions.length > 0) };
}

type NamedRisk = FoundRisk & { readonly path: string };

/** Reads `answerable.findings/v1` by file; `undefined` when it is something else. */
export function parseFindings(
  text: string,
  absolute: (name: string) => string,
): ReadonlyMap<string, FoundRisk[]> | undefined {
  let parsed: { schema?: unknown; findings?: readonly NamedRisk[] } | null;
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return undefined;
  }
  if (parsed?.schema !== "answerable.findings/v1" || !Array.isArray(parsed.findings)) {
    return undefined;
  }
  const found = new Map<string, FoundRisk[]>();
  for (const { path, rule, level, line, message } of parsed.findings as readonly NamedRisk[]) {
    const file = absolute(path);
    found.set(file, [...(found.get(file) ?? []), { rule, level, line, ...(message ? { message } : {}) }]);
  }
  return found;
}

/** What the server says of an open document. */
export interface Live {
  /** Whether it differs from its file: then what is on the disk says nothing about it. */
  readonly dirty: boolean;
  readonly blocks: readonly Block[];
}

/** The files to review. What open documents (by file) show as reviewed is so at once, before the journal has it. */
export function toReview(known: readonly Uncommitted[], live: ReadonlyMap<string, Live>): FileToReview[] {
  const files = new Map(known.flatMap((one) => one.files).map((file) => [file.file, file.regions]));
  for (const [file, { dirty, blocks }] of live) {
    const open = blocks.filter((block) => needsReview(block.kind));
    files.set(file, dirty ? open : (files.get(file) ?? []).flatMap((region) => clipped(region, open)));
  }
  return [...files]
    .filter(([, regions]) => regions.length > 0)
    .map(([file, regions]) => ({ file, regions }))
    .sort((one, other) => (one.file < other.file ? -1 : 1));
}

export function openLines(file: FileToReview): number {
  return file.regions.reduce((sum, region) => sum + region.last - region.first + 1, 0);
}

function isOpen(region: StatusRegion): boolean {
  return (region.class === "ai" || region.class === "mixed") && region.reviewed_by.length === 0;
}

/** The parts of a region that are in blocks. */
function clipped(region: OpenRegion, blocks: readonly Block[]): OpenRegion[] {
  return blocks
    .filter((block) => block.first <= region.last && region.first <= block.last)
    .map((block) => ({
      ...region,
      first: Math.max(block.first, region.first),
      last: Math.min(block.last, region.last),
    }));
}
