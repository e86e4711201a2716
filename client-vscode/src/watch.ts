// Where evidence comes from: the editor's events, and its own commands that are wrapped.

import { readFileSync } from "node:fs";

import type { LastCopy } from "./copied";
import { ORIGIN_TYPE, copiedFrom, readOrigin } from "./copied";
import type { Evidence } from "./evidence";
import * as host from "./host";
import type { Hint, Region, Span } from "./protocol";
import { suggested, toldBy } from "./told";

/** Our command, the editor's own that it runs, and what its changes are. */
const WRAPPED: readonly (readonly [string, string, Hint["mechanism"]])[] = [
  ["answerable.formatDocument", "editor.action.formatDocument", "format"],
  ["answerable.formatSelection", "editor.action.formatSelection", "format"],
  ["answerable.rename", "editor.action.rename", "refactor"],
];

const SUGGESTIONS: readonly (readonly [string, string])[] = [
  ["answerable.acceptSuggestion", "editor.action.inlineSuggest.commit"],
  ["answerable.acceptSuggestionWord", "editor.action.inlineSuggest.acceptNextWord"],
  ["answerable.acceptSuggestionLine", "editor.action.inlineSuggest.acceptNextLine"],
];

/** How a change arrived. */
export function explain(evidence: Evidence, event: host.TextDocumentChangeEvent): Hint | undefined {
  return evidence.explain({
    uri: event.document.uri.toString(),
    reason: reasonOf(event.reason),
    reloaded: () => isReload(event.document),
    parts: event.contentChanges.map((part) => ({ text: part.text, removed: part.rangeLength })),
    told: toldBy(event),
  });
}

/** What watching needs of the rest. */
export interface Sources {
  /** The setting that says whose inline suggestions are. */
  producer(): string;
  regionsOf(document: host.TextDocument): Promise<readonly Region[]>;
  readonly lastCopy: LastCopy;
}

export function watch(evidence: Evidence, sources: Sources): host.Disposable[] {
  return [
    ...WRAPPED.map(([ours, theirs, mechanism]) =>
      host.commands.registerCommand(ours, () =>
        evidence.during({ mechanism }, {}, () => host.commands.executeCommand(theirs)),
      ),
    ),
    ...SUGGESTIONS.map(([ours, theirs]) =>
      host.commands.registerCommand(ours, () => {
        const uri = host.window.activeTextEditor?.document.uri.toString();
        const active = host.extensions.all.filter((one) => one.isActive).map((one) => one.id);
        const hint = suggested(sources.producer(), active);
        return evidence.during(hint, { ...(uri ? { uri } : {}), once: true }, () =>
          host.commands.executeCommand(theirs),
        );
      }),
    ),
    host.languages.registerDocumentPasteEditProvider({ scheme: "file" }, pasteWatch(evidence, sources), {
      copyMimeTypes: [ORIGIN_TYPE],
      pasteMimeTypes: ["text/plain", ORIGIN_TYPE],
      providedPasteEditKinds: [host.DocumentDropOrPasteEditKind.Empty.append("answerable")],
    }),
    host.workspace.onWillSaveTextDocument(({ document }) => evidence.saves(document.uri.toString())),
    host.workspace.onDidSaveTextDocument((document) => evidence.saved(document.uri.toString())),
  ];
}

/** It only looks: the editor's own copying and pasting goes on as always. */
function pasteWatch(evidence: Evidence, sources: Sources): host.DocumentPasteEditProvider {
  return {
    prepareDocumentPaste: async (document, ranges, transfer) => {
      const textOf = ({ start, end }: Span): string =>
        document.getText(new host.Range(start.line, start.character, end.line, end.character));
      const from = copiedFrom(await sources.regionsOf(document), ranges, textOf);
      if (from) {
        transfer.set(ORIGIN_TYPE, new host.DataTransferItem(JSON.stringify(from)));
      }
      // The clipboard takes nothing but the text to another window.
      await sources.lastCopy.note(ranges.map(textOf).join(""), from).catch(() => undefined);
    },
    provideDocumentPasteEdits: async (document, _ranges, transfer) => {
      const text = await transfer.get("text/plain")?.asString();
      if (text) {
        const beside = readOrigin(await transfer.get(ORIGIN_TYPE)?.asString());
        evidence.pasting(document.uri.toString(), text, beside ?? (await sources.lastCopy.of(text)));
      }
      return undefined;
    },
  };
}

/**
 * Whether a clean document has just been read again. The first key in a clean document is reported before the document
 * counts as changed, too: only the file itself tells the two apart, and it is read for these two alone.
 */
function isReload(document: host.TextDocument): boolean {
  if (document.isDirty || document.uri.scheme !== "file") {
    return false;
  }
  try {
    return sameText(readFileSync(document.uri.fsPath, "utf8"), document.getText());
  } catch {
    return false;
  }
}

function sameText(file: string, text: string): boolean {
  const plain = (given: string): string => given.replace(/^\uFEFF/, "").replace(/\r\n/g, "\n");
  return plain(file) === plain(text);
}

function reasonOf(reason: host.TextDocumentChangeReason | undefined): "undo" | "redo" | undefined {
  switch (reason) {
    case host.TextDocumentChangeReason.Undo:
      return "undo";
    case host.TextDocumentChangeReason.Redo:
      return "redo";
    default:
      return undefined;
  }
}
