// How text arrives: keys, ghost text, copies, pastes, formatters, renames, agents; and whose it is then.

import assert from "node:assert/strict";
import { join } from "node:path";

import { Project } from "../project.mjs";

const FILES = {
  "typed.py": '"""Typed by hand."""\n',
  "ghost.py": '"""From ghost text."""\n',
  "copied.py": '"""Copied from elsewhere."""\n',
  "formatted.py": '"""Formatted."""\n',
  "saved.txt": "Formatted on save.\n",
  "agent.py": '"""Written by an agent."""\n',
  "dirty.py": '"""Written by an agent while somebody types."""\n',
};
/** Whose the ghost text is, by the setting. */
const GHOST = "ghost";

export default async (stage) => {
  const project = stage.begin(FILES);
  const editor = await stage.open({ settings: { "answerable.completions.producer": GHOST } });

  await stage.step("the server starts and says so", async () => {
    await editor.openFile("typed.py");
    await editor.status("AI wrote 0 percent of this file");
  });

  await stage.step("a function typed by hand is a person's", async () => {
    await editor.goTo(2);
    await editor.type("\ndef area(width, height):\n    return width * height\n");
    await editor.sees("return width * height");
    await editor.save();
    await stage.lines("typed.py", { 3: "human", 4: "human" });
  });

  await stage.step("ghost text accepted whole is the AI's", async () => {
    await editor.openFile("ghost.py");
    await editor.goTo(2);
    await editor.type("\n# totals\n");
    await editor.acceptGhost("def");
    await editor.sees("return round(found, 2)");
    await editor.save();
    await stage.lines("ghost.py", { 3: "human", 4: "ai ghost", 5: "ai ghost", 6: "ai ghost" });
    await editor.status("3 lines to review");
    await editor.until("a mark in the gutter", async () => (await editor.marks("unreviewed")) > 0);
  });

  await stage.step("ghost text accepted by word makes a mixed line", async () => {
    await editor.goTo(6, 27);
    await editor.type("\nlabel = ");
    await editor.page.locator(".ghost-text-decoration, .ghost-text").first().waitFor();
    await editor.keys("Control+ArrowRight");
    await editor.until("the first word alone", async () => (await editor.column()) > 9);
    await editor.keys("Escape");
    await editor.save();
    assert.match(project.read("ghost.py"), /^label = first_word.?$/m);
    await stage.lines("ghost.py", { 7: "mixed ghost" });
  });

  await stage.step("undo and redo bring origins back", async () => {
    await editor.goTo(6, 27);
    await editor.keys("Shift+ArrowUp", "Shift+ArrowUp", "Shift+Home", "Delete");
    await editor.seesNot("return round(found, 2)");
    await editor.keys("Control+z");
    await editor.sees("return round(found, 2)");
    await editor.keys("Control+Shift+z");
    await editor.seesNot("return round(found, 2)");
    await editor.keys("Control+z");
    await editor.sees("return round(found, 2)");
    await editor.save();
    await stage.lines("ghost.py", { 4: "ai ghost", 5: "ai ghost", 6: "ai ghost" });
  });

  await stage.step("a copy of AI lines in another file is the AI's", async () => {
    await editor.goTo(4);
    await editor.keys("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Control+c");
    await editor.openFile("copied.py");
    await editor.goTo(2);
    await editor.keys("Control+v");
    await editor.sees("return round(found, 2)");
    await editor.save();
    await stage.lines("copied.py", { 2: "ai ghost", 3: "ai ghost", 4: "ai ghost" });
  });

  await stage.step("a copy of several people's lines stays theirs", async () => {
    await editor.openFile("ghost.py");
    await editor.goTo(3);
    await editor.keys("Shift+ArrowDown", "Shift+ArrowDown", "Control+c");
    await editor.openFile("copied.py");
    await editor.goTo(5);
    await editor.keys("Control+v");
    await editor.sees("# totals");
    await editor.save();
    await stage.lines("copied.py", { 5: "human", 6: "ai ghost" });
  });

  await stage.step("text pasted from elsewhere is nobody's known, and known to be pasted", async () => {
    await editor.page.evaluate(() => navigator.clipboard.writeText("THRESHOLD = compute_threshold(42, 'outside')\n"));
    await editor.goTo(7);
    await editor.keys("Control+v");
    await editor.sees("compute_threshold");
    await editor.save();
    await stage.lines("copied.py", { 7: "unknown" });
    await editor.goTo(7, 3);
    await editor.hover("pasted");
  });

  await stage.step("what a formatter adds is a tool's", async () => {
    await editor.openFile("formatted.py");
    await editor.goTo(2);
    await editor.type("\ndef twice(value):\n    return value * 2\n");
    await editor.keys("Control+Shift+i");
    await editor.sees("FORMATTED_BY");
    await editor.save();
    await stage.lines("formatted.py", { 3: "human", 4: "human", 5: "tool" });
  });

  // Whether the editor formats before it tells extensions that it saves depends on which of its parts began first.
  await stage.step("what a formatter adds while saving is a tool's, or stays unknown", async () => {
    await editor.openFile("saved.txt");
    await editor.goTo(2);
    await editor.type("some words of mine\n");
    await editor.save();
    await editor.sees("FORMATTED_BY");
    await stage.lines("saved.txt", { 2: "human", 3: ["unknown", "tool"] });
  });

  await stage.step("a rename is a refactoring", async () => {
    await editor.openFile("formatted.py");
    await editor.goTo(4, 13);
    await editor.keys("F2");
    await editor.page.locator(".rename-input:focus").waitFor();
    await editor.keys("Control+a");
    await editor.page.keyboard.type("amount_to_be_doubled");
    await editor.keys("Enter");
    await editor.sees("return amount_to_be_doubled * 2");
    await editor.save();
    await editor.goTo(4, 14);
    await editor.hover("refactor");
  });

  await stage.step("an agent writes to an open file", async () => {
    await editor.openFile("agent.py");
    await editor.status("AI wrote 0 percent of this file");
    project.agentWrites(
      "agent.py",
      `${project.read("agent.py")}\n\ndef greet(name):\n    text = "Hello, " + name\n    return text\n`,
    );
    await editor.sees("def greet(name):");
    await editor.status("3 lines to review");
    await stage.lines("agent.py", { 4: "ai my-agent", 5: "ai my-agent", 6: "ai my-agent" });
    await editor.goTo(5, 6);
    await editor.hover("my-agent");
  });

  await stage.step("an agent writes to a file with unsaved changes, which then takes the agent's text", async () => {
    await editor.openFile("dirty.py");
    await editor.goTo(2);
    await editor.type("words = 1\n");
    await editor.page.locator(".tab.active.dirty").waitFor();
    project.agentWrites("dirty.py", `${project.read("dirty.py")}\n\ndef thank(name):\n    return "Thanks, " + name\n`);
    await editor.sees("words = 1");
    await editor.command("File: Revert File");
    await editor.sees("def thank(name):");
    await editor.seesNot("words = 1");
    await editor.status("2 lines to review");
    await stage.lines("dirty.py", { 4: "ai my-agent", 5: "ai my-agent" });
  });

  await stage.step("a copy in another window, of another repository, is the AI's as well", async () => {
    const elsewhere = new Project(join(stage.work, "elsewhere"), project.environment, project.bin, {
      "other.py": '"""Elsewhere."""\n',
    });
    await editor.openFile("agent.py");
    await editor.goTo(4);
    await editor.keys("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Control+c");
    const other = await editor.another(elsewhere.folder);
    await other.openFile("other.py");
    await other.status("AI wrote 0 percent of this file");
    await other.goTo(2);
    await other.keys("Control+v");
    await other.sees("def greet(name):");
    await other.save();
    await other.picture("another-window");
    await other.until("the AI's lines", () => elsewhere.lines("other.py")[2] === "ai my-agent");
    await other.page.close();
  });
};
