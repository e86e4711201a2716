// First contact: a machine without the server, without Python; folders without git, untrusted ones, several at once.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Project } from "../project.mjs";

const GUARDED = "def drop(user):\n    if not user.is_admin:\n        raise PermissionError\n    user.drop()\n";
const FILES = { "typed.py": '"""Typed by hand."""\n' };
const NOWHERE = { "answerable.server.path": "" };

export default async (stage) => {
  const project = stage.begin(FILES);
  const { environment } = project;
  // Not where this run has installed the server: as on a machine that never met it.
  const stranger = { ...environment, PATH: environment.PATH.split(":").slice(1).join(":") };
  const toast = (text) => stage.editor.page.locator(".notification-toast", { hasText: text }).first();

  const noPython = { ...NOWHERE, "answerable.server.interpreter": "/bin/false" };
  await stage.open({ settings: noPython, environment: stranger });
  await stage.step("without a Python that can be used it is said what to do", async () => {
    await toast("server is not installed here").waitFor();
    await toast("server is not installed here").getByText("Install", { exact: true }).click();
    await toast("/bin/false, which is no Python 3.11 or later").waitFor();
    await toast("/bin/false").getByText("Choose an Interpreter").waitFor();
  });

  await stage.open({ settings: NOWHERE, environment: stranger });
  await stage.step("the server is installed from the extension's own wheel when the user says so", async () => {
    await stage.editor.openFile("typed.py");
    await toast("server is not installed here").getByText("Install", { exact: true }).click();
    await stage.editor.until("the server", () => stage.serverPid(stage.place.data) !== undefined, 300_000);
    await stage.editor.status("AI wrote 0 percent of this file");
    await stage.editor.goTo(2);
    await stage.editor.type("\nanswer = 42\n");
    await stage.editor.save();
    await stage.lines("typed.py", { 3: "human" });
  });

  await stage.open({ settings: { "answerable.server.path": older(stage.work, stage.house.bin) } });
  await stage.step("a server of another version is told of, and from where it came", async () => {
    await toast("extension is version 0.1.0, the server 0.0.9").waitFor();
    await toast("answerable.server.path").waitFor();
  });

  const plain = join(stage.work, "plain");
  mkdirSync(plain, { recursive: true });
  writeFileSync(join(plain, "notes.txt"), "No repository.\n");
  await stage.open({ folder: plain });
  await stage.step("a folder without git starts nothing", async () => {
    await stage.editor.openFile("notes.txt");
    await stage.editor.command("View: Show Answerable");
    await stage.editor.page.locator(".sidebar", { hasText: "a folder of a git repository" }).first().waitFor();
    assert.equal(stage.serverPid(), undefined);
    assert.equal(await stage.editor.page.locator(".statusbar-item[aria-label*='Answerable']").count(), 0);
  });

  await stage.open({ options: [] });
  await stage.step("an untrusted workspace starts nothing", async () => {
    await stage.editor.openFile("typed.py");
    await stage.editor.command("View: Show Answerable");
    await stage.editor.page
      .locator(".sidebar", { hasText: "Answerable starts once this workspace is trusted" })
      .first()
      .waitFor();
    assert.equal(stage.serverPid(), undefined);
  });

  const second = new Project(join(stage.work, "second"), environment, project.bin, {
    "other.py": '"""Other."""\n',
    "guarded.py": GUARDED,
  });
  for (const one of [project, second]) one.agentWrites("new.py", 'def greet(name):\n    return "Hello, " + name\n');
  second.agentWrites("guarded.py", "def drop(user):\n    user.drop()\n    user.gone = True\n");
  const folders = [{ path: project.folder }, { path: second.folder }, { path: plain }];
  await stage.open({ folder: workspace(stage.work, "both", folders) });
  await stage.step("several repositories in one window", async () => {
    await stage.editor.openFile("other.py");
    await stage.editor.status("AI wrote 0 percent of this file");
    await stage.editor.command("View: Show Answerable");
    const rows = stage.editor.page.locator(".sidebar .monaco-list-row", { hasText: "new.py" });
    await stage.editor.until("both files", async () => (await rows.count()) === 2);
    // Nobody has opened it: its risk is known all the same, and it comes first.
    const first = stage.editor.page.locator(".sidebar .monaco-list-row").first();
    await first
      .filter({ hasText: "guarded.py" })
      .filter({ hasText: "second · 1 line to review · 1 finding" })
      .waitFor();
  });

  const afar = { uri: "e2e-memory:/", name: "afar" };
  const opensAfar = async () => {
    await stage.editor.command("File: Focus on Files Explorer");
    await stage.editor.keys("End");
    await stage.editor.row("afar").waitFor();
    await stage.editor.until("the file from afar", async () => {
      if (await stage.editor.row("afar.py").isVisible()) return true;
      await stage.editor.row("afar").click();
      return false;
    });
    await stage.editor.row("afar.py").dblclick();
    await stage.editor.page.locator(".tab.active", { hasText: "afar.py" }).waitFor();
    await stage.editor.page.locator(".editor-instance .monaco-editor.focused").waitFor();
  };
  await stage.open({ folder: workspace(stage.work, "mixed", [{ path: project.folder }, afar]) });
  await stage.step("a folder that is on no disk is left alone beside a repository", async () => {
    await stage.editor.openFile("typed.py");
    await stage.editor.status("AI wrote 0 percent of this file");
    await opensAfar();
    await stage.editor.status("Answerable is running");
    await stage.editor.command("Answerable: I Typed These Lines");
    await toast("files on the disk only").waitFor();
  });

  await stage.open({ folder: workspace(stage.work, "virtual", [afar]) });
  await stage.step("a workspace that is on no disk starts nothing", async () => {
    await opensAfar();
    assert.equal(stage.serverPid(), undefined);
    assert.equal(await stage.editor.page.locator(".statusbar-item[aria-label*='Answerable']").count(), 0);
  });
};

/** The file of a workspace with these folders. */
function workspace(work, name, folders) {
  const file = join(work, `${name}.code-workspace`);
  writeFileSync(file, JSON.stringify({ folders }));
  return file;
}

/** A server that says that it is an older one. */
function older(work, bin) {
  const program = join(work, "answerable-lsp");
  const lines = [
    `#!${join(bin, "python")}`,
    "import importlib.metadata, sys",
    "importlib.metadata.version = lambda name: '0.0.9'",
    "from answerable.lsp.main import main",
    "sys.exit(main())",
    "",
  ];
  writeFileSync(program, lines.join("\n"), { mode: 0o755 });
  return program;
}
