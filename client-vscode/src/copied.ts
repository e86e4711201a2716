// Where copied text comes from, so that it can be told where it is pasted: in this file or another one of this window.

import type { Place, Region, Span } from "./protocol";

/** Beside the text in the clipboard. */
export const ORIGIN_TYPE = "application/vnd.answerable.origin+json";

export interface CopiedFrom {
  readonly producer: string;
  readonly model?: string;
}

/** The one AI that wrote all of the copied text; `undefined` when there is another author, or several. */
export function copiedFrom(
  regions: readonly Region[],
  ranges: readonly Span[],
  textOf: (span: Span) => string,
): CopiedFrom | undefined {
  // A line's end may be another author's: blank text is nobody's.
  const touched = regions.filter((region) => ranges.some((range) => textOf(common(region.range, range)).trim()));
  const [first] = touched;
  if (!first?.agent || !touched.every((one) => one.class === "ai" && one.agent === first.agent)) {
    return undefined;
  }
  const sameModel = touched.every((one) => one.model === first.model);
  return { producer: first.agent, ...(first.model && sameModel ? { model: first.model } : {}) };
}

/** What the clipboard says, which any program may have written. */
export function readOrigin(text: string | undefined): CopiedFrom | undefined {
  try {
    const { producer, model } = JSON.parse(text ?? "null") as Record<string, unknown>;
    if (typeof producer !== "string" || !producer) {
      return undefined;
    }
    return { producer, ...(typeof model === "string" && model ? { model } : {}) };
  } catch {
    return undefined;
  }
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
