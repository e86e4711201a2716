// Where copied text comes from, so that it can be told where it is pasted: in this file, another one, another window.

import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";

import type { Author, CopiedPart, Place, Region, Span } from "./protocol";

/** Beside the text in the clipboard of this window. */
export const ORIGIN_TYPE = "application/vnd.answerable.origin+json";

/** One AI, or the parts in order where there are several authors. */
export interface CopiedFrom {
  readonly producer?: string;
  readonly model?: string;
  readonly origins?: readonly CopiedPart[];
}

const AUTHORS: readonly string[] = ["ai", "human", "tool", "unknown"] satisfies Author[];

/** Who wrote the copied text; `undefined` when nobody is known. */
export function copiedFrom(
  regions: readonly Region[],
  ranges: readonly Span[],
  textOf: (span: Span) => string,
): CopiedFrom | undefined {
  const inOrder = [...ranges].sort((one, other) => (before(one.start, other.start) ? -1 : 1));
  const parts: CopiedPart[] = [];
  for (const range of inOrder) {
    for (const region of regions) {
      add(parts, region, printed(textOf(common(region.range, range))));
    }
  }
  const [first] = parts;
  if (!first || parts.every((part) => part.class === "unknown")) {
    return undefined;
  }
  if (!first.producer || !parts.every((part) => part.class === "ai" && part.producer === first.producer)) {
    return { origins: parts };
  }
  const sameModel = parts.every((part) => part.model === first.model);
  return { producer: first.producer, ...(first.model && sameModel ? { model: first.model } : {}) };
}

/** What the clipboard, or the note of another window, says, which any program may have written. */
export function readOrigin(text: string | undefined): CopiedFrom | undefined {
  try {
    const { producer, model, origins } = JSON.parse(text ?? "null") as Record<string, unknown>;
    if (Array.isArray(origins) && origins.length > 0 && origins.every(isPart)) {
      return { origins };
    }
    return isName(producer) ? { producer, ...(isName(model) ? { model } : {}) } : undefined;
  } catch {
    return undefined;
  }
}

/** The last copy, noted where the other windows find it: a digest of its text and who wrote it, never the text. */
export class LastCopy {
  private noted = false;

  constructor(private readonly file: string) {}

  async note(text: string, from: CopiedFrom | undefined): Promise<void> {
    if (from) {
      await fs.mkdir(path.dirname(this.file), { recursive: true });
      await fs.writeFile(this.file, JSON.stringify({ digest: digest(text), from }), { mode: 0o600 });
    } else if (this.noted) {
      await fs.rm(this.file, { force: true });
    }
    this.noted = from !== undefined;
  }

  /** Who wrote this text, when it is the one that was copied. */
  async of(text: string): Promise<CopiedFrom | undefined> {
    try {
      const noted = JSON.parse(await fs.readFile(this.file, "utf8")) as { digest: unknown; from: unknown };
      return noted.digest === digest(text) ? readOrigin(JSON.stringify(noted.from)) : undefined;
    } catch {
      return undefined;
    }
  }
}

function digest(text: string): string {
  return createHash("sha256").update(printed(text)).digest("hex");
}

/** Adds the text of a region; neighbours from one source become one part. */
function add(parts: CopiedPart[], region: Region, text: string): void {
  const count = Array.from(text).length;
  if (count === 0) {
    return;
  }
  const part: CopiedPart = {
    count,
    class: region.class,
    ...(region.agent ? { producer: region.agent } : {}),
    ...(region.model ? { model: region.model } : {}),
    ...(region.session ? { session: region.session } : {}),
  };
  const last = parts[parts.length - 1];
  if (last && JSON.stringify({ ...last, count }) === JSON.stringify(part)) {
    parts[parts.length - 1] = { ...part, count: last.count + count };
  } else {
    parts.push(part);
  }
}

function isPart(value: unknown): value is CopiedPart {
  const part = value as Partial<Record<string, unknown>> | null;
  return (
    typeof part === "object" &&
    part !== null &&
    typeof part["count"] === "number" &&
    AUTHORS.includes(part["class"] as string)
  );
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** What two spans have in common; where they have nothing, an empty span. */
function common(one: Span, other: Span): Span {
  const start = before(one.start, other.start) ? other.start : one.start;
  const end = before(one.end, other.end) ? one.end : other.end;
  return before(start, end) ? { start, end } : { start, end: start };
}

function before(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

function printed(text: string): string {
  return text.replace(/\s+/g, "");
}
