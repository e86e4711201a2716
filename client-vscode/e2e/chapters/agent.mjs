// A real coding agent, Gemini CLI with a scripted model, writes to files that are open: its own hooks report.

import { spawn } from "node:child_process";
import { join } from "node:path";

const MISSING = 3;
const FILES = { ".gitignore": ".gemini/\n", "clean.py": '"""Clean."""\n', "dirty.py": '"""Dirty."""\n' };
const GREET = '\n\ndef greet(name):\n    return "Hello, " + name\n';

export default async (stage) => {
  const project = stage.begin(FILES);
  project.answerable(["init", "--agent", "gemini-cli"]);
  const editor = await stage.open();

  await stage.step("a real agent writes to a file that is open", async () => {
    await editor.openFile("clean.py");
    await editor.status("AI wrote 0 percent of this file");
    const code = await agentWrites(project, stage.house.work, "clean.py", FILES["clean.py"] + GREET);
    if (code === MISSING && !process.env.ANSWERABLE_REQUIRE_AGENTS) {
      console.log("   skipped: Gemini CLI is not installed (tests/e2e/install_agents.sh)");
      return;
    }
    if (code !== 0) throw new Error(`The agent ended with code ${code}`);
    await editor.sees("def greet(name):");
    await editor.status("2 lines to review");
    await stage.lines("clean.py", { 4: "ai gemini-cli", 5: "ai gemini-cli" });
    await editor.goTo(5, 6);
    await editor.hover("gemini-cli");
  });

  await stage.step("and to one with unsaved changes, which keeps them until the disk is taken", async () => {
    await editor.openFile("dirty.py");
    await editor.goTo(2);
    await editor.type("words = 1\n");
    await editor.page.locator(".tab.active.dirty").waitFor();
    if ((await agentWrites(project, stage.house.work, "dirty.py", FILES["dirty.py"] + GREET)) === MISSING) return;
    await editor.sees("words = 1");
    await editor.command("File: Revert File");
    await editor.sees("def greet(name):");
    await editor.status("2 lines to review");
    await stage.lines("dirty.py", { 4: "ai gemini-cli", 5: "ai gemini-cli" });
  });
};

function agentWrites(project, work, file, content) {
  const script = join(import.meta.dirname, "..", "agent.py");
  const python = process.env.ANSWERABLE_E2E_PYTHON;
  const options = { env: { ...process.env, ...project.environment }, stdio: ["pipe", "inherit", "inherit"] };
  const child = spawn(python, [script, project.folder, join(work, "home"), file], options);
  child.stdin.end(content);
  return new Promise((resolve) => child.once("exit", resolve));
}
