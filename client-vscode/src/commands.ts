// What a person can do, by the palette, by key, in menus and in the view.

import * as host from "./host";
import type { Ledger } from "./ledger";
import { neighbour } from "./lines";
import type { Overview } from "./overview";
import { SERVER_COMMANDS } from "./protocol";
import { regionOf } from "./reviewRows";
import type { Row } from "./rows";
import type { Server } from "./server";
import type { Desk } from "./signing";
import { copyCommand, inspect, requestSignoff, signOff, sync, verify } from "./signing";
import type { Stamp } from "./stamp";

export interface Doings {
  readonly server: Server;
  readonly ledger: Ledger;
  readonly overview: Overview;
  readonly stamp: Stamp;
  readonly desk: Desk;
  refresh(): void;
  showRecord(): Promise<void>;
  setUp(): Promise<void>;
}

export function registerCommands(doings: Doings): host.Disposable[] {
  const { server, stamp, desk } = doings;
  const inRepository = async (work: (repository: string) => Promise<void>): Promise<void> => {
    const repository = desk.repository();
    if (repository !== undefined) {
      await work(repository);
    }
  };
  const table: Readonly<Record<string, (...given: never[]) => unknown>> = {
    "answerable.refresh": () => doings.refresh(),
    "answerable.showRecord": () => doings.showRecord(),
    "answerable.setUp": () => doings.setUp(),
    "answerable.review": () => onSelection(server, SERVER_COMMANDS.review),
    "answerable.declareAi": () => declareAi(server),
    "answerable.declareTyped": () => onSelection(server, SERVER_COMMANDS.typed),
    "answerable.explain": () => onSelection(server, SERVER_COMMANDS.why),
    "answerable.reviewRegion": (row: Row) => reviewRegion(server, row),
    "answerable.nextRegion": () => jump(doings, true),
    "answerable.previousRegion": () => jump(doings, false),
    "answerable.previewStamp": () => inRepository((repository) => stamp.show(repository)),
    "answerable.insertStamp": () => inRepository((repository) => stamp.insert(repository)),
    "answerable.inspect": (row?: Row) => inspect(desk, row?.kind === "queued" ? row : undefined),
    "answerable.signOff": () => signOff(desk),
    "answerable.requestSignoff": () => requestSignoff(desk),
    "answerable.verify": () => verify(desk),
    "answerable.sync": () => sync(desk),
    "answerable.copyCommand": (row: Row) => copyCommand(row),
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
  if (editor.document.uri.scheme !== "file") {
    void host.window.showInformationMessage("Answerable follows files on the disk only: this text is from elsewhere.");
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

async function reviewRegion(server: Server, row: Row): Promise<void> {
  const region = regionOf(row);
  // The server knows open documents only; and nobody reviews what they have not seen.
  const document = await host.workspace.openTextDocument(host.Uri.file(row.file ?? ""));
  const editor = await host.window.showTextDocument(document, {
    selection: new host.Range(region.first, 0, region.first, 0),
  });
  const last = editor.document.lineAt(Math.min(region.last, document.lineCount - 1));
  await server.command(SERVER_COMMANDS.review, {
    uri: document.uri.toString(),
    range: { start: { line: region.first, character: 0 }, end: { line: region.last, character: last.text.length } },
  });
}

/** To the next lines to review in this file, and from its end to the next file. */
async function jump({ ledger, overview }: Doings, forward: boolean): Promise<void> {
  const editor = host.window.activeTextEditor;
  const here = editor?.document.uri.fsPath ?? "";
  const line = editor?.selection.active.line ?? 0;
  const own = (editor && ledger.of(editor.document)?.blocks) ?? [];
  const block = neighbour(own, line, forward);
  const isAhead = block && (forward ? block.first > line : block.last < line);
  const others = overview.toReview().filter((file) => file.file !== here);
  const next = forward
    ? (others.find((file) => file.file > here) ?? others[0])
    : ([...others].reverse().find((file) => file.file < here) ?? others[others.length - 1]);
  if (editor && block && (isAhead || !next)) {
    const start = new host.Position(block.first, 0);
    editor.selection = new host.Selection(start, start);
    editor.revealRange(new host.Range(start, start), host.TextEditorRevealType.InCenterIfOutsideViewport);
  } else if (next) {
    const region = forward ? next.regions[0] : next.regions[next.regions.length - 1];
    const at = region?.first ?? 0;
    await host.window.showTextDocument(host.Uri.file(next.file), { selection: new host.Range(at, 0, at, 0) });
  } else {
    host.window.setStatusBarMessage("No AI lines to review.", 3_000);
  }
}
