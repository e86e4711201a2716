// What a reviewer sees and does: findings, hover, marks, the view, keys, the status bar, the walkthrough, themes.

import assert from "node:assert/strict";

const FILES = {
  "orders.py": `import db


def delete_order(user, order):
    if not user.is_admin:
        raise PermissionError("only an administrator may delete an order")
    db.execute("DELETE FROM orders WHERE id = ?", (order,))
`,
  "greet.py": '"""Greetings."""\n',
  "thank.py": '"""Thanks."""\n',
};
const GREET = '\n\ndef greet(name):\n    text = "Hello, " + name\n    return text\n';
const THANK = '\n\ndef thank(name):\n    return "Thanks, " + name\n';

export default async (stage) => {
  const project = stage.begin(FILES);
  const editor = await stage.open();
  const side = (text) => editor.page.locator(".sidebar .monaco-list-row", { hasText: text }).first();

  await stage.step("what an agent wrote is marked and explained", async () => {
    project.agentWrites("greet.py", FILES["greet.py"] + GREET);
    project.agentWrites("thank.py", FILES["thank.py"] + THANK);
    await editor.openFile("greet.py");
    await editor.status("3 lines to review");
    await editor.until("a mark in the gutter", async () => (await editor.marks("unreviewed")) > 0);
    await editor.page.locator(".editor-instance .codelens-decoration", { hasText: "AI" }).first().waitFor();
    await editor.goTo(5, 6);
    await editor.hover("my-agent");
  });

  await stage.step("a removed check is a finding", async () => {
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
  });

  await stage.step("a quick fix restores it", async () => {
    await editor.openFile("orders.py");
    await editor.goTo(5, 5);
    const restore = await editor.quickFix("Restore what was removed");
    await editor.picture("quick-fix");
    await restore.click();
    await editor.sees("if not user.is_admin:");
    await editor.page
      .locator(".editor-instance .squiggly-error, .editor-instance .squiggly-warning")
      .first()
      .waitFor({ state: "detached" });
    await editor.save();
    assert.equal(project.read("orders.py"), FILES["orders.py"]);
  });

  await stage.step("the view lists what is to be reviewed, file by file", async () => {
    await editor.command("View: Show Answerable");
    for (const name of ["greet.py", "thank.py", "my-agent"]) await side(name).waitFor();
    await editor.picture("view");
  });

  await stage.step("the keys go from lines to lines and from file to file", async () => {
    await editor.openFile("greet.py");
    await editor.goTo(1);
    await editor.keys("Alt+F9");
    await editor.page.locator(".statusbar-item", { hasText: "Ln 4, Col 1" }).waitFor();
    await editor.keys("Alt+F9");
    await editor.page.locator(".tab.active", { hasText: "thank.py" }).waitFor();
    await editor.page.locator(".statusbar-item", { hasText: "Ln 4, Col 1" }).waitFor();
    await editor.keys("Shift+Alt+F9");
    await editor.page.locator(".tab.active", { hasText: "greet.py" }).waitFor();
  });

  await stage.step("light, dark and high contrast", async () => {
    await editor.openFile("greet.py");
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
  });

  await stage.step("reviewed lines leave the view", async () => {
    await editor.command("View: Show Answerable");
    const row = side("Lines 4");
    await row.hover();
    await row.locator(".action-label[aria-label*='Mark as Reviewed']").click();
    await stage.lines("greet.py", { 4: "ai my-agent reviewed", 6: "ai my-agent reviewed" });
    await side("greet.py").waitFor({ state: "detached" });
    await editor.openFile("greet.py");
    await editor.until("a tick in the gutter", async () => (await editor.marks("reviewed")) > 0);
  });

  await stage.step("files with lines to review have a badge in the explorer", async () => {
    await editor.command("View: Show Explorer");
    await editor.page
      .locator(".explorer-folders-view .monaco-list-row", { hasText: "thank.py" })
      .locator(".monaco-icon-label[aria-label*='of AI text to review'], [title*='of AI text to review']")
      .first()
      .waitFor({ state: "attached" });
  });

  await stage.step("files that the user hides are not listed", async () => {
    await editor.command("View: Show Answerable");
    await side("thank.py").waitFor();
    project.write(".vscode/settings.json", '{ "files.exclude": { "**/thank.*": true } }\n');
    await side("thank.py").waitFor({ state: "detached" });
  });

  await stage.step("the walkthrough leads through it", async () => {
    await editor.command("Welcome: Open Walkthrough");
    const input = editor.page.locator(".quick-input-widget input");
    await input.fill("Answerable");
    await editor.page
      .locator(".quick-input-list .monaco-list-row.focused", { hasText: "Answerable" })
      .first()
      .waitFor();
    await editor.keys("Enter");
    for (const title of ["Start the server", "Read the marks", "Stamp your commits", "Sign a branch off"]) {
      await editor.page.locator(".gettingStartedContainer", { hasText: title }).first().waitFor();
    }
  });

  await stage.step("the log is one command away", async () => {
    await editor.command("Answerable: Show the Log");
    await editor.page.locator(".part.panel", { hasText: "Starting" }).first().waitFor();
  });
};
