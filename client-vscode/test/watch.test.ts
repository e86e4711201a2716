import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";

import { LastCopy } from "../src/copied";
import { Evidence } from "../src/evidence";
import type { Region } from "../src/protocol";
import { explain, watch } from "../src/watch";
import * as editor from "./fake-host";

const document = { uri: { toString: () => "file:///a.py" }, isDirty: true, getText: () => "copied text" };

function event(text: string, reason?: number): Parameters<typeof explain>[1] {
  return { document, reason, contentChanges: [{ text, rangeLength: 0 }] } as unknown as Parameters<typeof explain>[1];
}

const copies = join(mkdtempSync(join(tmpdir(), "answerable-")), "storage");
after(() => rmSync(join(copies, ".."), { recursive: true }));

let evidence: Evidence;
let regions: readonly Region[] = [];

beforeEach(() => {
  evidence = new Evidence(() => 0);
  editor.registered.clear();
  editor.executed.length = 0;
  editor.pasteProviders.length = 0;
  editor.window.activeTextEditor = { document };
  editor.extensions.all = [];
  regions = [];
  rmSync(copies, { recursive: true, force: true });
  watch(evidence, {
    producer: () => "my-model",
    regionsOf: () => Promise.resolve(regions),
    lastCopy: new LastCopy(join(copies, "last.json")),
  });
});

async function check(command: string, theirs: string, wanted: object): Promise<void> {
  let seen: object | undefined;
  editor.builtin.set(theirs, () => {
    seen = explain(evidence, event("new text"));
  });
  await (editor.registered.get(command) as () => Promise<unknown>)();
  assert.deepEqual(editor.executed, [theirs]);
  assert.deepEqual(seen, wanted);
}

const SUGGESTION = { mechanism: "completion", producer: "my-model" };
const WRAPPED: [string, string, object][] = [
  ["answerable.acceptSuggestion", "editor.action.inlineSuggest.commit", SUGGESTION],
  ["answerable.acceptSuggestionWord", "editor.action.inlineSuggest.acceptNextWord", SUGGESTION],
  ["answerable.acceptSuggestionLine", "editor.action.inlineSuggest.acceptNextLine", SUGGESTION],
  ["answerable.formatDocument", "editor.action.formatDocument", { mechanism: "format" }],
  ["answerable.formatSelection", "editor.action.formatSelection", { mechanism: "format" }],
  ["answerable.rename", "editor.action.rename", { mechanism: "refactor" }],
];

for (const [ours, theirs, wanted] of WRAPPED) {
  test(`${ours} runs ${theirs}`, () => check(ours, theirs, wanted));
}

test("a paste is looked at and left to the editor", async () => {
  const [provider] = editor.pasteProviders as { provideDocumentPasteEdits(...given: unknown[]): Promise<unknown> }[];
  const transfer = { get: () => ({ asString: () => Promise.resolve("pasted text") }) };
  assert.equal(await provider!.provideDocumentPasteEdits(document, [], transfer), undefined);
  assert.deepEqual(explain(evidence, event("pasted text")), { mechanism: "pasted" });
});

test("an AI's text takes its origin along in the clipboard", async () => {
  const clipboard = new Map<string, { asString(): Promise<string> }>();
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };
  regions = [{ range, class: "ai", mechanism: "agent-edit", grade: "attested", agent: "codex", model: "m" }];
  const [provider] = editor.pasteProviders as Record<string, (...given: unknown[]) => Promise<unknown>>[];
  await provider!["prepareDocumentPaste"]!(document, [range], clipboard);
  clipboard.set("text/plain", { asString: () => Promise.resolve("copied text") });
  await provider!["provideDocumentPasteEdits"]!(document, [], clipboard);
  assert.deepEqual(explain(evidence, event("copied text")), { mechanism: "pasted", producer: "codex", model: "m" });
});

test("an AI's text takes its origin along to another window, which sees the text alone", async () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };
  regions = [{ range, class: "ai", mechanism: "agent-edit", grade: "attested", agent: "codex" }];
  const [provider] = editor.pasteProviders as Record<string, (...given: unknown[]) => Promise<unknown>>[];
  const paste = async (text: string): Promise<void> => {
    const clipboard = new Map([["text/plain", { asString: () => Promise.resolve(text) }]]);
    await provider!["provideDocumentPasteEdits"]!(document, [], clipboard);
  };
  await provider!["prepareDocumentPaste"]!(document, [range], new Map());
  await paste("copied text");
  assert.deepEqual(explain(evidence, event("copied text")), { mechanism: "pasted", producer: "codex" });
  await paste("other text");
  assert.deepEqual(explain(evidence, event("other text")), { mechanism: "pasted" });
  regions = [];
  await provider!["prepareDocumentPaste"]!(document, [range], new Map());
  await paste("copied text");
  assert.deepEqual(explain(evidence, event("copied text")), { mechanism: "pasted" });
});

const RELOADS: [string, string, string, boolean, string | undefined][] = [
  ["a file that was read again", "old\r\nnew\r\n", "old\r\nnew\r\n", false, "disk"],
  ["other line ends and a byte order mark", "\uFEFFold\r\nnew\n", "old\nnew\n", false, "disk"],
  ["the first key in a clean document", "old\n", "old\nx", false, undefined],
  ["a changed document that happens to be the file's", "old\n", "old\n", true, undefined],
];

for (const [name, file, text, isDirty, wanted] of RELOADS) {
  test(`the disk: ${name}`, (context) => {
    const folder = mkdtempSync(join(tmpdir(), "answerable-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const fsPath = join(folder, "a.txt");
    writeFileSync(fsPath, file);
    const clean = { uri: { scheme: "file", fsPath, toString: () => `file://${fsPath}` }, isDirty, getText: () => text };
    const change = { ...event("x"), document: clean } as unknown as Parameters<typeof explain>[1];
    assert.equal(explain(evidence, change)?.mechanism, wanted);
  });
}

test("undo and redo", () => {
  assert.deepEqual(explain(evidence, event("a", editor.TextDocumentChangeReason.Undo)), { mechanism: "undo" });
  assert.deepEqual(explain(evidence, event("a", editor.TextDocumentChangeReason.Redo)), { mechanism: "redo" });
});

test("what a formatter changes while a document is saved", () => {
  editor.willSave.fire({ document });
  assert.deepEqual(explain(evidence, event("formatted text")), { mechanism: "format" });
  editor.didSave.fire(document);
  assert.equal(explain(evidence, event("formatted text")), undefined);
});
