import assert from "node:assert/strict";
import { test } from "node:test";

import { branchRows, gateWords, requestText } from "../src/branchRows";
import type { BranchReport, StampPreview, Totals, Verdict } from "../src/protocol";
import { regionOf, reviewRows } from "../src/reviewRows";
import type { FoundRisk, Row } from "../src/rows";
import { spoken } from "../src/rows";
import { counted, stampRows } from "../src/stampRows";

const NONE: Totals = { ai: 0, mixed: 0, human: 0, tool: 0, unknown: 0, reviewed: 0 };

/** Every row with its depth, as a screen reader says it. */
function read(rows: readonly Row[], depth = 0): string[] {
  return rows.flatMap((row) => [`${"  ".repeat(depth)}${spoken(row)}`, ...read(row.children ?? [], depth + 1)]);
}

function ids(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => [row.id, ...ids(row.children ?? [])]);
}

function check(rows: readonly Row[], wanted: string[]): void {
  assert.deepEqual(read(rows), wanted);
  assert.equal(new Set(ids(rows)).size, ids(rows).length, "each row has an id of its own");
}

const STAMP: StampPreview = {
  trailers: ["Assisted-by: codex:m", "Provenance-Lines: ai=2"],
  totals: { ...NONE, ai: 2, human: 1, reviewed: 1 },
  files: [
    { path: "src/a.py", totals: { ...NONE, ai: 2, reviewed: 1 }, note: "" },
    { path: "b.png", totals: NONE, note: "binary" },
    { path: "gone.py", totals: NONE, note: "" },
  ],
  findings: [{ rule: "sql.drop", level: "block", path: "src/a.py", line: 3, message: "Drops." }],
  problems: ["The risk was not looked at."],
  hooked: true,
};

test("counts without the zeros", () => assert.equal(counted(STAMP.totals), "ai 2 · human 1 · 1 reviewed"));
test("nothing is staged", () => check(stampRows("/r", { ...STAMP, files: [] }), []));
test("a stamp", () =>
  check(stampRows("/r", STAMP), [
    "Assisted-by, codex:m",
    "Provenance-Lines, ai=2",
    "sql.drop, line 3, blocks",
    "a.py, ai 2 · 1 reviewed",
    "b.png, binary",
    "gone.py, no line added",
    "The risk was not looked at.",
  ]));
test("no stamp will be written", () =>
  assert.deepEqual(read(stampRows("/r", { ...STAMP, hooked: false, trailers: [] })).slice(0, 2), [
    "The git hooks are not set up, this commit will not be stamped",
    "No trailer in this style; the record says it all",
  ]));

const VERDICT: Verdict = {
  decision: "deny",
  totals: NONE,
  rules: [
    {
      name: "senior-review",
      fired: true,
      satisfied: false,
      missing: [
        { sentence: "2 AI lines need a senior's review", lines: 2, who: ["Sam"], command: "answerable signoff a..b" },
        { sentence: "Nobody may", lines: 0, who: [], command: "" },
      ],
    },
    { name: "quiet", fired: false, satisfied: true, missing: [] },
  ],
  blast: { tier: "high", direct: 3, transitive: 12, owners: ["@shop"], reasons: ["exported"] },
  problems: [],
  signoffs: [
    { id: "1234567890abcdef", reviewer: "Pat", decision: "approve", void: "" },
    { id: "abcdef1234567890", reviewer: "Jo", decision: "approve", void: "is the author" },
  ],
};
const REPORT: BranchReport = {
  branch: "topic",
  target: "main",
  range: "main..HEAD",
  base: "b".repeat(40),
  head: "a".repeat(40),
  queue: [
    {
      path: "src/a.py",
      old: "src/a.py",
      risk: "block",
      lines: [
        { start: 1, end: 2, class: "ai", agent: "codex" },
        { start: 9, end: 9, class: "mixed", agent: "" },
      ],
      findings: [{ rule: "sql.drop", level: "block", line: 3 }],
    },
  ],
  verdict: VERDICT,
  note: "",
  barred: "",
  gives: [],
  key: true,
};
const DENIED: BranchReport = { ...REPORT, verdict: { ...VERDICT, signoffs: VERDICT.signoffs.slice(1) } };
const QUEUE = [
  "To look at, 3 lines of AI text, 1 finding",
  "  a.py, 3 lines to review · 1 × block",
  "    sql.drop, line 3, blocks",
  "    Lines 1–2, codex, reviewed by nobody",
  "    Line 9, partly AI, reviewed by nobody",
];

test("a branch that is denied", () =>
  check(branchRows("/r", DENIED), [
    "The gate denies it, topic → main",
    "  Blast radius: high, 3 places refer to it, 12 definitions depend on it at most",
    "  2 AI lines need a senior's review, Who can give it: Sam",
    "  Nobody may, Nobody on the roster who had no part in the change can give it",
    "Sign-offs",
    "  Jo, does not count: is the author",
    ...QUEUE,
  ]));
test("what somebody signed is not to be looked at any more", () =>
  assert.deepEqual(read(branchRows("/r", REPORT)).slice(4), [
    "Sign-offs",
    "  Pat, approve, counts",
    "  Jo, does not count: is the author",
    "Looked at and signed, 3 lines of AI text, 1 finding",
    ...QUEUE.slice(1).map((row) => row.replace("reviewed by nobody", "signed off")),
  ]));
test("a branch without a policy", () =>
  check(branchRows("/r", { ...REPORT, verdict: null, note: "main has no policy." }), [
    "main has no policy.",
    ...QUEUE,
  ]));
test("two repositories in one view", () => {
  const rows = ["/r", "/s"].flatMap((repository) => branchRows(repository, REPORT));
  assert.equal(new Set(ids(rows)).size, ids(rows).length);
});

test("the status bar tells what is missing and who can give it", () => {
  const words = gateWords(REPORT);
  assert.equal(words?.text, "$(circle-slash) Gate · 2 missing");
  assert.match(words.tooltip, /2 AI lines need a senior's review\. Who can give it: Sam/);
  assert.equal(gateWords({ ...REPORT, verdict: { ...VERDICT, decision: "pass", rules: [] } })?.warning, false);
  assert.equal(gateWords({ ...REPORT, verdict: null }), undefined);
  assert.equal(gateWords(undefined), undefined);
});

test("a request names the branch, what is to be looked at and the command", () => {
  const text = requestText(REPORT);
  for (const part of ["topic for main", "3 lines of AI text", "src/a.py: 3 lines", "    answerable signoff a..b"]) {
    assert.ok(text.includes(part), part);
  }
  assert.match(requestText({ ...REPORT, verdict: null }), /answerable signoff main\.\.HEAD/);
});

test("what is to be reviewed, the most serious first", () => {
  const region = { first: 3, last: 5, agent: "codex", model: "m" };
  const files = [
    { file: "/r/a.py", regions: [region] },
    { file: "/r/src/b.py", regions: [{ ...region, last: 3, agent: undefined, model: undefined }] },
  ];
  const findings: FoundRisk[] = [
    { rule: "info", level: "info", line: 2 },
    { rule: "guard", level: "review", line: 1, message: "A check is gone." },
  ];
  const rows = reviewRows(
    files,
    (file) => (file === "/r/src/b.py" ? findings : []),
    (file) => (file === "/r/src/b.py" ? "src" : ""),
  );
  check(rows, [
    "b.py, src · 1 line to review · 2 findings",
    "  guard, line 1, needs a review",
    "  info, line 2, information",
    "  Line 4, AI",
    "a.py, 3 lines to review",
    "  Lines 4–6, codex · m",
  ]);
  assert.deepEqual(regionOf(rows[1]!.children![0]!), { first: 3, last: 5, agent: undefined, model: undefined });
});
