// A day's work in the real editor, step by step. What is asserted is what a person sees, and what git and the command
// line say afterwards. Each step leaves a picture; the first that fails ends the story.

import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";

import { Editor, codeServer } from "./editor.mjs";
import { Project, cleanEnvironment } from "./project.mjs";

const [cache, work] = process.argv.slice(2);
const bin = join(work, "server", "bin");
const environment = cleanEnvironment(join(work, "home"), bin);
const place = {
  cache,
  environment,
  data: join(work, "data"),
  extensions: join(work, "extensions"),
  artifacts: process.env.ANSWERABLE_E2E_ARTIFACTS ?? join(import.meta.dirname, "artifacts"),
};
mkdirSync(place.artifacts, { recursive: true });

/** Whose the ghost text is, by the setting. */
const GHOST = "ghost";
let editor;
let project;

const STEPS = {
  async "the server starts and says so"() {
    await editor.openFile("typed.py");
    await editor.status("AI wrote 0 percent of this file");
  },

  async "a function typed by hand is a person's"() {
    await editor.goTo(2);
    await editor.type("\ndef area(width, height):\n    return width * height\n");
    await editor.sees("return width * height");
    await editor.save();
    await expectLines("typed.py", { 3: "human", 4: "human" });
  },

  async "ghost text accepted whole is the AI's"() {
    await editor.openFile("ghost.py");
    await editor.goTo(2);
    await editor.type("\n# totals\n");
    await acceptWhole("def total(items):");
    await editor.sees("return round(found, 2)");
    await editor.save();
    await expectLines("ghost.py", { 3: "human", 4: "ai ghost", 5: "ai ghost", 6: "ai ghost" });
    await editor.status("3 lines to review");
    await editor.until("a mark in the gutter", async () => (await editor.marks("unreviewed")) > 0);
  },

  async "ghost text accepted by word makes a mixed line"() {
    await editor.goTo(6, 27);
    await editor.type("\nlabel = ");
    await editor.page.locator(".ghost-text-decoration, .ghost-text").first().waitFor();
    await editor.keys("Control+ArrowRight");
    await editor.until("the first word alone", async () => (await cursorColumn()) > 9);
    await editor.keys("Escape");
    await editor.save();
    assert.match(project.read("ghost.py"), /^label = first_word.?$/m);
    await expectLines("ghost.py", { 7: "mixed ghost" });
  },

  async "undo and redo bring origins back"() {
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
    await expectLines("ghost.py", { 4: "ai ghost", 5: "ai ghost", 6: "ai ghost" });
  },

  async "a copy of AI lines in another file is the AI's"() {
    await editor.goTo(4);
    await editor.keys("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Control+c");
    await editor.openFile("copied.py");
    await editor.goTo(2);
    await editor.keys("Control+v");
    await editor.sees("return round(found, 2)");
    await editor.save();
    await expectLines("copied.py", { 2: "ai ghost", 3: "ai ghost", 4: "ai ghost" });
  },

  async "text pasted from elsewhere is nobody's known, and known to be pasted"() {
    await editor.page.evaluate(() => navigator.clipboard.writeText("THRESHOLD = compute_threshold(42, 'outside')\n"));
    await editor.goTo(5);
    await editor.keys("Control+v");
    await editor.sees("compute_threshold");
    await editor.save();
    await expectLines("copied.py", { 5: "unknown" });
    await editor.goTo(5, 3);
    await editor.hover("pasted");
  },

  async "what a formatter adds is a tool's"() {
    await editor.openFile("formatted.py");
    await editor.goTo(2);
    await editor.type("\ndef twice(value):\n    return value * 2\n");
    await editor.keys("Control+Shift+i");
    await editor.sees("FORMATTED_BY");
    await editor.save();
    await expectLines("formatted.py", { 3: "human", 4: "human", 5: "tool" });
  },

  // The editor formats before it tells extensions that it saves: whose this is cannot be known.
  async "what a formatter adds while saving stays unknown"() {
    await editor.openFile("saved.txt");
    await editor.goTo(2);
    await editor.type("some words of mine\n");
    await editor.save();
    await editor.sees("FORMATTED_BY");
    await expectLines("saved.txt", { 2: "human", 3: "unknown" });
    await editor.openFile("formatted.py");
  },

  async "a rename is a refactoring"() {
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
  },

  async "an agent writes to an open file"() {
    await editor.openFile("agent.py");
    await editor.status("AI wrote 0 percent of this file");
    project.checkpoint({ type: "human", will_edit_filepaths: ["agent.py"] });
    project.write(
      "agent.py",
      `${project.read("agent.py")}\n\ndef greet(name):\n    text = "Hello, " + name\n    return text\n`,
    );
    project.checkpoint({
      type: "ai_agent",
      edited_filepaths: ["agent.py"],
      agent_name: "my-agent",
      model: "m-1",
      conversation_id: "42",
    });
    await editor.sees("def greet(name):");
    await editor.status("3 lines to review");
    await expectLines("agent.py", { 4: "ai my-agent", 5: "ai my-agent", 6: "ai my-agent" });
    await editor.goTo(5, 6);
    await editor.hover("my-agent");
  },

  async "a removed check is a finding"() {
    await editor.openFile("orders.py");
    await editor.goTo(5);
    await editor.keys("Shift+ArrowDown", "Shift+ArrowDown", "Delete");
    await editor.seesNot("is_admin");
    await editor.page.locator(".editor-instance .squiggly-error, .editor-instance .squiggly-warning").first().waitFor();
    await editor.save();
    await editor.command("Problems: Focus on Problems View");
    await editor.page.locator(".markers-panel .monaco-list-row", { hasText: "is_admin" }).first().waitFor();
    await editor.picture("finding");
    await editor.keys("Control+j");
  },

  async "the view lists what is to be reviewed, and the keys go there"() {
    await editor.openFile("agent.py");
    await editor.goTo(1);
    await editor.keys("Alt+F9");
    await editor.page.locator(".statusbar-item", { hasText: "Ln 4, Col 1" }).waitFor();
    await editor.command("View: Show Answerable");
    const rows = editor.page.locator(".sidebar .monaco-list-row");
    for (const name of ["agent.py", "ghost.py", "copied.py"]) await rows.filter({ hasText: name }).first().waitFor();
    await rows.filter({ hasText: "my-agent" }).first().waitFor();
  },

  async "reviewed lines leave the view"() {
    const row = editor.page.locator(".sidebar .monaco-list-row", { hasText: "my-agent" }).first();
    await row.hover();
    await row.locator(".action-label[aria-label*='Mark as Reviewed']").click();
    await expectLines("agent.py", { 4: "ai my-agent reviewed", 6: "ai my-agent reviewed" });
    await row.waitFor({ state: "detached" });
    await editor.openFile("agent.py");
    await editor.until("a tick in the gutter", async () => (await editor.marks("reviewed")) > 0);
  },

  async "a killed server is started again, and nothing is lost"() {
    await editor.openFile("typed.py");
    const before = serverPid();
    process.kill(before, "SIGKILL");
    await editor.goTo(5);
    await editor.type("\ndef half(value):\n    return value / 2\n");
    await editor.until("another server", () => serverPid() !== undefined && serverPid() !== before);
    await editor.status("AI wrote 0 percent of this file");
    await editor.save();
    await expectLines("typed.py", { 3: "human", 4: "human" });
    assert.equal(await editor.page.locator(".notification-toast", { hasText: "failed" }).count(), 0);
  },

  async "a commit from the Source Control view is stamped"() {
    await editor.command("Source Control: Focus on Changes View");
    const input = editor.page.locator(".scm-editor .monaco-editor").first();
    await input.waitFor();
    project.git("add", ".");
    await editor.page.locator(".sidebar .monaco-list-row", { hasText: "Staged Changes" }).first().waitFor();
    await input.click();
    await editor.page.keyboard.type("A day of work");
    await editor.picture("commit");
    await editor.keys("Control+Enter");
    await editor.until("the commit", () => project.git("log", "-1", "--format=%s").trim() === "A day of work");
    const message = project.git("log", "-1", "--format=%B");
    assert.match(message, /^Provenance-Lines: ai=\d+ mixed=\d+ human=\d+ tool=\d+ unknown=\d+ reviewed=3$/m);
    assert.match(message, /^Assisted-by: .*my-agent/m);
    assert.match(message, /^Provenance-Record: sha256:[0-9a-f]{64}$/m);
    const count = (name) => Number(message.match(new RegExp(`${name}=(\\d+)`))[1]);
    assert.equal(count("ai"), 9);
    assert.ok(count("human") >= 6);
    assert.ok(count("tool") >= 1);
  },

  async "the record of the commit can be read"() {
    await editor.command("Answerable: Show the Record of a Commit");
    await editor.page.locator(".quick-input-widget", { hasText: "A commit, branch or tag" }).waitFor();
    await editor.keys("Enter");
    await editor.page.locator(".tab.active", { hasText: "Record of HEAD" }).waitFor();
    await editor.sees("ai");
  },

  async "light, dark and high contrast"() {
    await editor.openFile("ghost.py");
    await editor.goTo(1);
    for (const [name, theme, style] of [
      ["light", "Light Modern", "vs"],
      ["high-contrast", "Dark High Contrast", "hc-black"],
      ["high-contrast-light", "Light High Contrast", "hc-light"],
      ["dark", "Dark Modern", "vs-dark"],
    ]) {
      await editor.theme(theme);
      await editor.page.locator(`.monaco-workbench.${style}`).waitFor();
      await editor.until("the marks", async () => (await editor.marks("unreviewed")) > 0);
      await editor.picture(`theme-${name}`);
    }
  },
};

const UNTRUSTED = {
  async "an untrusted workspace starts nothing"() {
    await editor.openFile("typed.py");
    await editor.command("View: Show Answerable");
    await editor.page.locator(".sidebar", { hasText: "Answerable starts once this workspace is trusted" }).waitFor();
    assert.equal(serverPid(), undefined);
  },
};

await install("answerable-0.1.0.vsix", "helper.vsix");
project = new Project(join(work, "shop"), environment, bin);
const settings = {
  "answerable.server.path": join(bin, "answerable-lsp"),
  "answerable.completions.producer": GHOST,
};
const ok = (await play(STEPS, ["--disable-workspace-trust"])) && (await play(UNTRUSTED, []));
process.exitCode = ok ? 0 : 1;

async function play(steps, options) {
  const only = process.env.ANSWERABLE_E2E_UNTIL;
  editor = await Editor.open(place, project.folder, settings, options);
  try {
    for (const [name, step] of Object.entries(steps)) {
      const began = Date.now();
      try {
        await step();
      } catch (error) {
        await editor.picture("failed");
        await editor
          .command("Answerable: Show the Log")
          .then(() => editor.command("Notifications: Show Notifications"))
          .catch(() => undefined);
        await editor.picture("failed-log");
        console.log(`FAILED  ${name}\n${error.stack}`);
        console.log(`Pictures and logs: ${place.artifacts}`);
        return false;
      }
      await editor.picture(name.replace(/[^a-z]+/g, "-").slice(0, 50));
      console.log(`ok ${String(Date.now() - began).padStart(6)} ms  ${name}`);
      if (name === only) break;
    }
    return true;
  } finally {
    await editor.close();
  }
}

async function acceptWhole(text) {
  await editor.page
    .locator(".ghost-text-decoration, .ghost-text", { hasText: text.slice(0, 3) })
    .first()
    .waitFor();
  await editor.keys("Tab");
}

async function cursorColumn() {
  const text = await editor.page.locator(".statusbar-item", { hasText: /Ln \d+, Col \d+/ }).textContent();
  return Number(text.match(/Col (\d+)/)[1]);
}

/** What the command line says about lines of a file, once the server has told the journal. */
async function expectLines(name, wanted) {
  let seen = {};
  const matches = () => {
    seen = project.lines(name);
    return Object.entries(wanted).every(([line, what]) => seen[line] === what);
  };
  try {
    await editor.until(`the lines of ${name}`, matches);
  } catch {
    assert.deepEqual(seen, { ...seen, ...wanted }, `the lines of ${name}`);
  }
}

/** The process of the language server from this run's own environment. */
function serverPid() {
  for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (line.includes(join(bin, "answerable-lsp"))) return Number(pid);
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}

async function install(...packages) {
  for (const name of packages) {
    const path = name === "helper.vsix" ? join(work, name) : join(work, "dist", name);
    const child = codeServer(place, ["--install-extension", path]);
    const code = await new Promise((resolve) => child.once("exit", resolve));
    if (code !== 0) throw new Error(`${name} could not be installed (exit code ${code})`);
  }
}
