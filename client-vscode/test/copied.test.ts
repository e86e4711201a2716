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
const part = (producer: string, lines = 1): object => ({ count: 4 * lines, class: "ai", producer });
const own = { count: 4, class: "human" };

test("two AIs", () => check("codex codex cursor", 0, 3, { origins: [part("codex", 2), part("cursor")] }));
test("a person's line among them", () =>
  check("codex - codex", 0, 3, { origins: [part("codex"), own, part("codex")] }));
test("a person's lines", () => check("- -", 0, 1, { origins: [own] }));
test("a blank line is nobody's", () => check("codex - codex", 0, 3, { producer: "codex" }, new Set([1])));
test("nothing that is known", () => check("codex", 5, 6, undefined));

test("what is nobody's, as far as known", () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
  const unknown: Region = { range, class: "unknown", mechanism: "vcs", grade: "none" };
  assert.equal(
    copiedFrom([unknown], [range], () => "text"),
    undefined,
  );
});

const NONSENSE = ['{"origins": []}', '{"origins": [{"count": "1", "class": "ai"}]}', '{"origins": [{"count": 1}]}'];

for (const foreign of [undefined, "", "null", "3", "{}", '{"producer": 3}', '{"producer": ""}', "{", ...NONSENSE]) {
  test(`a foreign clipboard: ${foreign ?? "nothing"}`, () => assert.equal(readOrigin(foreign), undefined));
}
