// Signing a branch off from the editor: ask for it, look at it, sign it, check it.

import { requestText } from "./branchRows";
import * as host from "./host";
import type { Pages } from "./pages";
import type { BranchReport, Focus, QueuedFile } from "./protocol";
import { FOCUS } from "./protocol";
import type { Row } from "./rows";
import type { Server } from "./server";
import { runVisibly } from "./terminal";

export interface Desk {
  readonly server: Server;
  readonly pages: Pages;
  /** The repository of the editor that has the focus. */
  repository(): string | undefined;
  report(repository: string): BranchReport | undefined;
  /** The branches have to be read anew. */
  changed(): void;
}

const REQUEST = "Request a Sign-Off";
const SYNC = "Push and Fetch Records";

/** Puts the request into the clipboard, for whatever people talk with. */
export async function requestSignoff(desk: Desk): Promise<void> {
  const [repository, report] = here(desk) ?? [];
  if (!repository || !report) {
    return;
  }
  await host.env.clipboard.writeText(requestText(report));
  const told = "The request is in the clipboard. Reviewers need the branch, and its records.";
  if ((await host.window.showInformationMessage(told, SYNC)) === SYNC) {
    await inTerminal(desk, repository, ["sync"], "Sync");
  }
}

/** Shows a diff of the AI lines that nobody has reviewed and of the findings, and of nothing else. */
export async function inspect(desk: Desk, row?: Row): Promise<void> {
  const [repository, report] = here(desk) ?? [];
  if (!repository || !report) {
    return;
  }
  const wanted = report.queue.filter((file) => !row || file.path === row.value);
  const sides: [host.Uri, host.Uri, host.Uri][] = [];
  for (const file of wanted) {
    const focus = await focusOn(desk.server, repository, report, file);
    if (focus) {
      sides.push(await sidesOf(desk.pages, repository, report, file, focus));
    }
  }
  if (sides.length === 0) {
    void host.window.showInformationMessage("Every AI line of this branch has been reviewed, and nothing was found.");
    return;
  }
  const title = `To look at: ${report.branch || "HEAD"} → ${report.target || report.range}`;
  await host.commands.executeCommand("vscode.changes", title, sides);
}

/** Signs in a terminal: ssh-keygen asks for a passphrase or a touch there, and every blocking finding is asked about. */
export async function signOff(desk: Desk): Promise<void> {
  const [repository, report] = here(desk) ?? [];
  if (!repository || !report) {
    return;
  }
  const decision = await decide(desk, report);
  const key = decision && (report.key ? [] : await chosenKey());
  if (!decision || !key) {
    return;
  }
  const target = report.target ? [] : await chosenTarget();
  if (target) {
    await inTerminal(desk, repository, ["signoff", report.range, ...decision, ...key, ...target], "Sign Off");
  }
}

export async function verify(desk: Desk): Promise<void> {
  const [repository, report] = here(desk) ?? [];
  if (repository && report) {
    await inTerminal(desk, repository, ["verify", report.range], "Verify");
  }
}

export async function sync(desk: Desk): Promise<void> {
  const repository = desk.repository();
  if (repository) {
    await inTerminal(desk, repository, ["sync"], "Sync");
  }
}

/** The command that gives what is missing, for whoever can. */
export async function copyCommand(row: Row): Promise<void> {
  await host.env.clipboard.writeText(row.value ?? "");
  host.window.setStatusBarMessage("The command is in the clipboard.", 3_000);
}

function here(desk: Desk): [string, BranchReport] | undefined {
  const repository = desk.repository();
  const report = repository === undefined ? undefined : desk.report(repository);
  if (repository === undefined || !report?.head) {
    void host.window.showInformationMessage(
      report?.note ?? "There is no branch here that could be signed off; the server may still be reading it.",
    );
    return undefined;
  }
  return [repository, report];
}

async function inTerminal(desk: Desk, repository: string, args: readonly string[], name: string): Promise<void> {
  const cli = desk.server.cli;
  if (!cli) {
    void host.window.showWarningMessage("The Answerable command line was not found beside the server.");
    return;
  }
  await runVisibly(cli, args, repository, name);
  desk.changed();
}

/** The options for approving or rejecting; `undefined` when nothing is signed. */
async function decide(desk: Desk, report: BranchReport): Promise<string[] | undefined> {
  if (report.barred) {
    const told = `You cannot sign this off: git knows you here as somebody who ${report.barred}.`;
    if ((await host.window.showWarningMessage(told, REQUEST)) === REQUEST) {
      await requestSignoff(desk);
    }
    return undefined;
  }
  const approve = { label: "$(verified) Approve…", description: "the terminal shows the change and asks once more" };
  const reject = { label: "$(circle-slash) Reject…", description: "a signed rejection, with a reason" };
  const look = { label: "$(diff-multiple) Look First", description: "unreviewed AI lines and findings" };
  const title = `Sign off ${report.branch || "HEAD"} for ${report.target || report.range}`;
  const chosen = await host.window.showQuickPick([look, approve, reject], { title });
  if (chosen === look) {
    await inspect(desk);
  } else if (chosen === approve) {
    return [];
  } else if (chosen === reject) {
    const reason = await host.window.showInputBox({ title: "Reject", prompt: "Why? The reason is signed." });
    return reason?.trim() ? ["--reject", reason.trim()] : undefined;
  }
  return undefined;
}

async function chosenKey(): Promise<string[] | undefined> {
  const told = "Git names no SSH key to sign with (gpg.format ssh, user.signingKey).";
  if ((await host.window.showWarningMessage(told, "Choose a Key File")) === undefined) {
    return undefined;
  }
  const [file] = (await host.window.showOpenDialog({ title: "The SSH key to sign with", openLabel: "Sign" })) ?? [];
  return file ? ["--key", file.fsPath] : undefined;
}

async function chosenTarget(): Promise<string[] | undefined> {
  const name = await host.window.showInputBox({ title: "Sign off", prompt: "The branch that this change is for" });
  return name?.trim() ? ["--target", name.trim()] : undefined;
}

function focusOn(
  server: Server,
  repository: string,
  report: BranchReport,
  file: QueuedFile,
): Promise<Focus | undefined> {
  return server.ask<Focus>(FOCUS, {
    uri: host.Uri.file(repository).toString(),
    base: report.base,
    head: report.head,
    path: file.path,
    old: file.old,
    lines: [...file.lines.map((one) => [one.start, one.end]), ...file.findings.map((one) => [one.line, one.line])],
  });
}

/** The file, and the two sides of its diff; the right one is the file itself, where that is what was committed. */
async function sidesOf(
  pages: Pages,
  repository: string,
  report: BranchReport,
  file: QueuedFile,
  focus: Focus,
): Promise<[host.Uri, host.Uri, host.Uri]> {
  const uri = host.Uri.joinPath(host.Uri.file(repository), file.path);
  const before = pages.page(uri.path, `before ${report.head}`, focus.before);
  const isCommitted = await host.workspace.openTextDocument(uri).then(
    (document) => document.getText() === focus.after,
    () => false,
  );
  return [uri, before, isCommitted ? uri : pages.page(uri.path, `after ${report.head}`, focus.after)];
}
