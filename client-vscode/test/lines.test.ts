import assert from "node:assert/strict";
import { test } from "node:test";

import type { Block } from "../src/lines";
import { blocks, lineKinds, neighbour, share } from "../src/lines";
import type { Region } from "../src/protocol";

/** "AI 0:0-2:0 codex": class, range and agent; "+ai" is a reviewed AI, "committed" unknown text of HEAD. */
function region(text: string): Region {
  const [what, range, agent] = text.split(" ");
  const [start, end] = range!.split("-").map((place) => {
    const [line, character] = place.split(":").map(Number);
    return { line: line!, character: character! };
  });
  const reviewed = what === "+ai" ? { reviewedBy: ["ada@example.org"] } : {};
  return {
    range: { start: start!, end: end! },
    class: what === "+ai" ? "ai" : what === "committed" ? "unknown" : (what as Region["class"]),
    mechanism: what === "committed" ? "vcs" : "agent-edit",
    grade: "attested",
    ...(agent ? { agent } : {}),
    ...reviewed,
  };
}

function check(given: string[], blank: number[], wanted: string[]): void {
  const found = blocks(given.map(region), (line) => blank.includes(line));
  assert.deepEqual(
    found.map((block) => [`${block.first}-${block.last}`, block.kind, block.agent].filter(Boolean).join(" ")),
    wanted,
  );
}

const ROWS: [string, string[], number[], string[]][] = [
  [
    "whole lines; an end before a line's first character does not touch it",
    ["ai 0:0-2:0 codex"],
    [],
    ["0-1 unreviewed codex"],
  ],
  ["a line of two authors", ["ai 0:0-0:4 codex", "human 0:4-1:0"], [], ["0-0 mixed codex"]],
  ["reviewed", ["+ai 0:0-3:2"], [], ["0-3 reviewed"]],
  ["a line is reviewed only when all of its AI text is", ["+ai 0:0-0:4", "ai 0:4-0:9"], [], ["0-0 unreviewed"]],
  ["blank lines within a block belong to it, those around do not", ["ai 0:0-6:0"], [0, 2, 5], ["1-4 unreviewed"]],
  [
    "two agents, two blocks",
    ["ai 0:0-1:0 codex", "ai 1:0-2:0 cursor"],
    [],
    ["0-0 unreviewed codex", "1-1 unreviewed cursor"],
  ],
  ["people's lines and committed ones are not shown", ["human 0:0-2:0", "committed 2:0-4:0"], [], []],
  ["uncommitted lines of nobody known", ["unknown 0:0-2:0"], [], ["0-1 unknown"]],
  ["a typed word in a line of nobody known", ["unknown 0:0-0:5", "human 0:5-1:0"], [], ["0-0 unknown"]],
  [
    "a formatter's line; one that it only touched is a person's",
    ["tool 0:0-1:0", "tool 1:0-1:2", "human 1:2-2:0"],
    [],
    ["0-0 tool"],
  ],
];

for (const [name, given, blank, wanted] of ROWS) {
  test(name, () => check(given, blank, wanted));
}

test("the share of a file", () => {
  const kinds = lineKinds(["ai 0:0-2:0", "+ai 2:0-3:0", "unknown 3:0-4:0", "tool 4:0-5:0"].map(region), () => false);
  assert.deepEqual(share(kinds, 10), { ai: 3, unreviewed: 2, unknown: 1, tool: 1, all: 10 });
});

test("jumps go round and stop only where a review is due", () => {
  const found = blocks(["ai 1:0-3:0", "+ai 5:0-6:0", "ai 8:0-9:0 codex"].map(region), () => false);
  const from = (line: number, forward: boolean): number | undefined => neighbour(found, line, forward)?.first;
  assert.deepEqual([from(0, true), from(1, true), from(8, true)], [1, 8, 1]);
  assert.deepEqual([from(9, false), from(8, false), from(1, false)], [8, 1, 8]);
  assert.equal(neighbour([] as Block[], 0, true), undefined);
});
