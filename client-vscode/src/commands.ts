// What a person can do, by the palette, by key, in menus and in the view.

import * as host from "./host";
import type { Ledger } from "./ledger";
import { neighbour } from "./lines";
import type { Log } from "./log";
import { SERVER_COMMANDS } from "./protocol";
import type { Server } from "./server";
import type { RegionNode } from "./tree";

export interface Doings {
  readonly server: Server;
  readonly ledger: Ledger;
  readonly log: Log;
  install(): Promise<void>;
  refresh(): void;
  showRecord(): Promise<void>;
  setUp(): void;
}

export function registerCommands(doings: Doings): host.Disposable[] {
  const { server, ledger, log } = doings;
  const table: Readonly<Record<string, (...given: never[]) => unknown>> = {
    "answerable.restart": () => server.restart(),
    "answerable.install": () => doings.install(),
    "answerable.showLog": () => log.channel.show(),
    "answerable.refresh": () => doings.refresh(),
    "answerable.showRecord": () => doings.showRecord(),
    "answerable.setUp": () => doings.setUp(),
    "answerable.review": () => onSelection(server, SERVER_COMMANDS.review),
    "answerable.declareAi": () => declareAi(server),
    "answerable.declareTyped": () => onSelection(server, SERVER_COMMANDS.typed),
    "answerable.explain": () => onSelection(server, SERVER_COMMANDS.why),
    "answerable.reviewRegion": (node: RegionNode) => reviewRegion(server, node),
    "answerable.nextRegion": () => jump(ledger, true),
    "answerable.previousRegion": () => jump(ledger, false),
  };
  return Object.entries(table).map(([name, work]) =>
    host.commands.registerCommand(name, work as (...given: unknown[]) => unknown),
  );
}

async function onSelection(server: Server, command: string, agent?: string): Promise<void> {
  const editor = host.window.activeTextEditor;
  if (!editor) {
    void host.window.showInformationMessage("Open a file and put the cursor on the lines that are meant.");
    return;
  }
  const { start, end } = editor.selection;
  // An empty selection means its line: a range that ends at character 0 does not touch it.
  const range = { start, end: start.isEqual(end) ? { line: end.line, character: end.character + 1 } : end };
  await server.command(command, { uri: editor.document.uri.toString(), range, ...(agent ? { agent } : {}) });
}

async function declareAi(server: Server): Promise<void> {
  const agent = await host.window.showInputBox({
    title: "These lines were written by an AI",
    prompt: "Which one? Empty: an AI tool",
  });
  if (agent !== undefined) {
    await onSelection(server, SERVER_COMMANDS.writtenBy, agent.trim());
  }
}

async function reviewRegion(server: Server, { file, region }: RegionNode): Promise<void> {
  // The server knows open documents only; and nobody reviews what they have not seen.
  const document = await host.workspace.openTextDocument(host.Uri.file(file));
  const editor = await host.window.showTextDocument(document, {
    selection: new host.Range(region.first, 0, region.first, 0),
  });
  const last = editor.document.lineAt(Math.min(region.last, document.lineCount - 1));
  await server.command(SERVER_COMMANDS.review, {
    uri: document.uri.toString(),
    range: { start: { line: region.first, character: 0 }, end: { line: region.last, character: last.text.length } },
  });
}

function jump(ledger: Ledger, forward: boolean): void {
  const editor = host.window.activeTextEditor;
  const block = editor && neighbour(ledger.of(editor.document)?.blocks ?? [], editor.selection.active.line, forward);
  if (!editor || !block) {
    host.window.setStatusBarMessage("No AI lines to review in this file.", 3_000);
    return;
  }
  const start = new host.Position(block.first, 0);
  editor.selection = new host.Selection(start, start);
  editor.revealRange(new host.Range(start, start), host.TextEditorRevealType.InCenterIfOutsideViewport);
}
