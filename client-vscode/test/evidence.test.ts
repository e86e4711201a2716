import assert from "node:assert/strict";
import { test } from "node:test";

import type { Change } from "../src/evidence";
import { Evidence } from "../src/evidence";

const HERE = "file:///work/a.py";

function change(text: string, more: Partial<Change> = {}): Change {
  return { uri: HERE, reason: undefined, reloaded: () => false, parts: [{ text, removed: 0 }], ...more };
}

function check(prepare: (evidence: Evidence) => void, given: Change, wanted: string | undefined): void {
  const evidence = new Evidence(() => 0);
  prepare(evidence);
  assert.equal(evidence.explain(given)?.mechanism, wanted);
}

const nothing = (): void => undefined;
const pasting =
  (text: string, uri = HERE) =>
  (evidence: Evidence): void =>
    evidence.pasting(uri, text);
const saving = (evidence: Evidence): void => evidence.saves(HERE);

const ROWS: [string, (evidence: Evidence) => void, Change, string | undefined][] = [
  ["a key is left to the server", nothing, change("a"), undefined],
  ["undo", nothing, change("abc", { reason: "undo" }), "undo"],
  ["redo", nothing, change("abc", { reason: "redo" }), "redo"],
  ["undo back to the saved text is no reload", nothing, change("", { reason: "undo", reloaded: () => true }), "undo"],
  ["a text that is the file's comes from the disk", nothing, change("abc", { reloaded: () => true }), "disk"],
  ["pasted text", pasting("x = 1\ny = 2"), change("x = 1\ny = 2"), "pasted"],
  ["pasted text, indented anew, other line ends", pasting("if a:\r\n  b()"), change("if a:\n        b()"), "pasted"],
  ["a paste into another document", pasting("abcdef", "file:///b"), change("abcdef"), undefined],
  [
    "a paste that another provider changed",
    pasting("https://example.org"),
    change("[](https://example.org)"),
    undefined,
  ],
  ["an empty clipboard", pasting(" "), change(" "), undefined],
  [
    "the same text at two cursors",
    pasting("abc"),
    change("", {
      parts: [
        { text: "abc", removed: 0 },
        { text: "abc", removed: 3 },
      ],
    }),
    "pasted",
  ],
  [
    "one line for each cursor, told from the end of the file",
    pasting("one\ntwo"),
    change("", {
      parts: [
        { text: "two", removed: 0 },
        { text: "one", removed: 0 },
      ],
    }),
    "pasted",
  ],
  [
    "a formatter while saving",
    saving,
    change("", {
      parts: [
        { text: "'", removed: 1 },
        { text: "'", removed: 1 },
      ],
    }),
    "format",
  ],
  ["a key while saving", saving, change("x"), undefined],
  ["what the host says", nothing, change("abc", { told: { mechanism: "snippet" } }), "snippet"],
];

for (const [name, prepare, given, wanted] of ROWS) {
  test(name, () => check(prepare, given, wanted));
}

test("a paste explains one change, and only soon", () => {
  let now = 0;
  const evidence = new Evidence(() => now);
  evidence.pasting(HERE, "abc");
  assert.equal(evidence.explain(change("abc"))?.mechanism, "pasted");
  assert.equal(evidence.explain(change("abc")), undefined);
  evidence.pasting(HERE, "abc");
  now = 6_000;
  assert.equal(evidence.explain(change("abc")), undefined);
});

test("a command's changes are its own while it runs, and no longer", async () => {
  const evidence = new Evidence(() => 0);
  await evidence.during({ mechanism: "refactor" }, {}, async () => {
    assert.equal(evidence.explain(change("new"))?.mechanism, "refactor");
    assert.equal(evidence.explain(change("new", { uri: "file:///b" }))?.mechanism, "refactor");
    await Promise.resolve();
    assert.equal(evidence.explain(change("", { reason: "undo" }))?.mechanism, "undo");
  });
  assert.equal(evidence.explain(change("new")), undefined);
});

test("an accepted suggestion is the first change of its document", async () => {
  const evidence = new Evidence(() => 0);
  await evidence.during({ mechanism: "completion", producer: "p" }, { uri: HERE, once: true }, () => {
    assert.equal(evidence.explain(change("a", { uri: "file:///b" })), undefined);
    assert.deepEqual(evidence.explain(change("ghost")), { mechanism: "completion", producer: "p" });
    assert.equal(evidence.explain(change("k")), undefined);
    return Promise.resolve();
  });
});

test("a command that fails leaves nothing behind", async () => {
  const evidence = new Evidence(() => 0);
  const failing = evidence.during({ mechanism: "format" }, {}, () => Promise.reject(new Error("no formatter")));
  await assert.rejects(failing, /no formatter/);
  assert.equal(evidence.explain(change("abc")), undefined);
});
