import assert from "node:assert/strict";
import { test } from "node:test";

import { copiedFrom, readOrigin } from "../src/copied";
import type { Region, Span } from "../src/protocol";

/** One region for each word, on a line of its own: "codex/m" is an AI's, "-" a person's. */
function check(
  words: string,
  first: number,
  last: number,
  wanted: object | undefined,
  blank = new Set<number>(),
): void {
  const regions = words.split(" ").map((word, line): Region => {
    const [agent, model] = word.split("/");
    const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
    return word === "-"
      ? { range, class: "human", mechanism: "typed", grade: "corroborated" }
      : { range, class: "ai", mechanism: "completion", grade: "labelled", agent: agent!, ...(model ? { model } : {}) };
  });
  const copied = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  const textOf = ({ start, end }: Span): string =>
    start.line === end.line ? "" : blank.has(start.line) ? "\n" : "text";
  assert.deepEqual(copiedFrom(regions, [copied], textOf), wanted);
}

test("one AI's lines", () => check("- codex/m codex/m -", 1, 3, { producer: "codex", model: "m" }));
test("one AI, two models", () => check("codex/m codex/n", 0, 2, { producer: "codex" }));
test("two AIs", () => check("codex cursor", 0, 2, undefined));
test("a person's line among them", () => check("codex - codex", 0, 3, undefined));
test("a blank line is nobody's", () => check("codex - codex", 0, 3, { producer: "codex" }, new Set([1])));
test("nothing that is known", () => check("codex", 5, 6, undefined));

for (const foreign of [undefined, "", "null", "3", "{}", '{"producer": 3}', '{"producer": ""}', "{"]) {
  test(`a foreign clipboard: ${foreign ?? "nothing"}`, () => assert.equal(readOrigin(foreign), undefined));
}
