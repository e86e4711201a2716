import assert from "node:assert/strict";
import { test } from "node:test";

import { openLines, parseStatus, toReview } from "../src/change";
import { fileWords, stateWords } from "../src/words";

const TOTALS = { ai: 3, mixed: 1, human: 0, tool: 0, unknown: 2, reviewed: 1 };

function status(...regions: object[]): string {
  const files = [{ path: "a/b.py", note: null, agents: [], regions }];
  return JSON.stringify({ schema: "answerable.status/v1", files, totals: TOTALS });
}

function row(start: number, end: number, kind: string, reviewed: string[] = []): object {
  return {
    start,
    end,
    lines: end - start + 1,
    class: kind,
    grade: "attested",
    agent: "codex",
    model: null,
    reviewed_by: reviewed,
  };
}

const absolute = (name: string): string => `/top/${name}`;

test("the AI regions that nobody reviewed", () => {
  const found = parseStatus(
    status(row(1, 2, "ai"), row(3, 3, "mixed"), row(4, 9, "unknown"), row(10, 12, "ai", ["ada@example.org"])),
    absolute,
  );
  assert.ok(found);
  assert.deepEqual(found.totals, TOTALS);
  assert.deepEqual(found.files, [
    {
      file: "/top/a/b.py",
      regions: [
        { first: 0, last: 1, agent: "codex", model: undefined },
        { first: 2, last: 2, agent: "codex", model: undefined },
      ],
    },
  ]);
  assert.equal(openLines(found.files[0]!), 3);
});

for (const foreign of ["", "not JSON", "{}", '{"schema": "answerable.status/v2", "files": [], "totals": {}}', "null"]) {
  test(`no status: ${foreign || "nothing"}`, () => assert.equal(parseStatus(foreign, absolute), undefined));
}

test("an unsaved document is newer than the disk", () => {
  const known = parseStatus(status(row(1, 2, "ai")), absolute);
  assert.ok(known);
  const block = { kind: "unreviewed" as const, first: 4, last: 5, agent: "cursor", model: undefined };
  assert.deepEqual(toReview([known], new Map([["/top/a/b.py", []]])), []);
  const found = toReview([known], new Map([["/top/0.py", [block]]]));
  assert.deepEqual(
    found.map((file) => [file.file, file.regions[0]?.first]),
    [
      ["/top/0.py", 4],
      ["/top/a/b.py", 0],
    ],
  );
});

test("the status bar's words", () => {
  const words = fileWords({ ai: 3, unreviewed: 2, unknown: 0, tool: 1, all: 10 }, TOTALS, undefined);
  assert.equal(words.text, "$(sparkle) AI 30% · 2 to review");
  assert.equal(words.spoken, "AI wrote 30 percent of this file, 2 lines to review");
  assert.match(words.tooltip, /ai 3 · mixed 1 · human 0/);
  assert.equal(
    fileWords({ ai: 0, unreviewed: 0, unknown: 0, tool: 0, all: 0 }, TOTALS, undefined).text,
    "$(sparkle) AI 0%",
  );
  assert.equal(
    fileWords({ ai: 0, unreviewed: 0, unknown: 0, tool: 0, all: 0 }, TOTALS, "over 5 MB").spoken,
    "over 5 MB",
  );
  assert.equal(stateWords("failed").warning, true);
});
