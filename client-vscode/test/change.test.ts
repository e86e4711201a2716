import assert from "node:assert/strict";
import { test } from "node:test";

import type { Live } from "../src/change";
import { openLines, parseFindings, parseStatus, toReview } from "../src/change";
import type { Block } from "../src/lines";
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

const known = parseStatus(status(row(1, 2, "ai"), row(5, 8, "ai")), absolute);
const HERE = "/top/a/b.py";

function checkReview(live: [string, Live][], wanted: string[]): void {
  assert.ok(known);
  const found = toReview([known], new Map(live));
  assert.deepEqual(
    found.map((file) => [file.file, ...file.regions.map(({ first, last }) => `${first}-${last}`)].join(" ")),
    wanted,
  );
}

function block(first: number, last: number, kind: Block["kind"] = "unreviewed"): Block {
  return { kind, first, last, agent: "cursor", model: undefined };
}

const REVIEW: [string, [string, Live][], string[]][] = [
  ["what the command line says", [], [`${HERE} 0-1 4-7`]],
  ["an unsaved document is newer than the disk", [[HERE, { dirty: true, blocks: [block(9, 9)] }]], [`${HERE} 9-9`]],
  [
    "another unsaved document",
    [["/top/0.py", { dirty: true, blocks: [block(4, 5)] }]],
    ["/top/0.py 4-5", `${HERE} 0-1 4-7`],
  ],
  [
    "reviewed in the editor",
    [[HERE, { dirty: false, blocks: [block(0, 1, "reviewed"), block(4, 5)] }]],
    [`${HERE} 4-5`],
  ],
  [
    "committed lines of an open document are not added",
    [[HERE, { dirty: false, blocks: [block(0, 20)] }]],
    [`${HERE} 0-1 4-7`],
  ],
  ["nothing left", [[HERE, { dirty: false, blocks: [] }]], []],
];

for (const [name, live, wanted] of REVIEW) {
  test(`to review: ${name}`, () => checkReview(live, wanted));
}

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

test("the findings of the command line, by file", () => {
  const said = (path: string, line: number): object => ({
    ...{ rule: "GRD001", level: "review", path, line, message: "A check is gone." },
    ...{ name: "guard.removed", class: "ai" },
  });
  const text = JSON.stringify({ schema: "answerable.findings/v1", findings: [said("a.py", 2), said("a.py", 9)] });
  const one = { rule: "GRD001", level: "review", line: 2, message: "A check is gone." };
  assert.deepEqual([...(parseFindings(text, absolute) ?? [])], [["/top/a.py", [one, { ...one, line: 9 }]]]);
});

for (const text of ["", "null", "[]", '{"schema": "answerable.findings/v2", "findings": []}']) {
  test(`no findings in ${text || "nothing"}`, () => assert.equal(parseFindings(text, absolute), undefined));
}
