// The commit box: the stamp is there before the commit, follows what is staged, and is what the commit then gets.

import assert from "node:assert/strict";

const FILES = { "greet.py": '"""Greetings."""\n', "typed.py": '"""Typed by hand."""\n', "guard.py": guarded(true) };

function guarded(isGuarded) {
  const check = isGuarded ? '    if not user.is_admin:\n        raise PermissionError("administrators only")\n' : "";
  return `def drop(user, table):\n${check}    table.drop()\n`;
}

export default async (stage) => {
  const project = stage.begin(FILES);
  const editor = await stage.open();
  const stamped = (text) => editor.page.locator(".sidebar .monaco-list-row", { hasText: text }).first();
  const trailers = () => project.git("log", "-1", "--format=%B").trim().split("\n\n").at(-1).split("\n");
  const box = editor.page.locator(".scm-editor .monaco-editor").first();

  await stage.step("nothing is staged, and the view says so", async () => {
    await editor.openFile("typed.py");
    await editor.status("AI wrote 0 percent of this file");
    await editor.command("Source Control: Focus on Changes View");
    await box.waitFor();
    await editor.command("Focus on Stamp Of This Commit View");
    await editor.page.locator(".sidebar", { hasText: "Nothing is staged" }).first().waitFor();
  });

  await stage.step("the stamp is there before the commit", async () => {
    project.agentWrites("greet.py", `${FILES["greet.py"]}\n\ndef greet(name):\n    return "Hello, " + name\n`);
    project.git("add", "greet.py");
    await stamped("Provenance-Lines").waitFor();
    await stamped("ai=2 mixed=0 human=0").waitFor();
    await stamped("my-agent:m-1").waitFor();
    await editor.status("The next commit: ai 2");
  });

  await stage.step("it follows what is staged", async () => {
    await editor.openFile("typed.py");
    await editor.goTo(2);
    await editor.type("\nanswer = 42\n");
    await editor.save();
    await stage.lines("typed.py", { 3: "human" });
    project.write("guard.py", guarded(false));
    project.git("add", ".");
    await stamped("ai=2 mixed=0 human=1").waitFor();
    await stamped("Provenance-Risk").waitFor();
    await editor.picture("preview");
  });

  await stage.step("a commit from the Source Control view gets just that stamp", async () => {
    const shown = await editor.page
      .locator(
        ".sidebar .monaco-list-row[aria-label*='Provenance-'], .sidebar .monaco-list-row[aria-label*='Assisted-by']",
      )
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")));
    await box.click();
    await editor.page.keyboard.type("A day of work");
    await editor.picture("box");
    await editor.keys("Control+Enter");
    await editor.until("the commit", () => project.git("log", "-1", "--format=%s").trim() === "A day of work");
    assert.match(
      project.git("log", "-1", "--format=%B"),
      /^Provenance-Lines: ai=2 mixed=0 human=1 tool=0 unknown=0 reviewed=0$/m,
    );
    assert.deepEqual(shown.map((label) => label.replace(", ", ": ")).sort(), trailers().sort());
    await editor.page.locator(".sidebar", { hasText: "Nothing is staged" }).first().waitFor();
  });

  await stage.step("the stamp goes into the box when somebody asks for it, and the hook keeps one stamp", async () => {
    project.agentWrites("greet.py", `${project.read("greet.py")}\n\ndef thank(name):\n    return "Thanks, " + name\n`);
    project.git("add", ".");
    await stamped("ai=2 mixed=0 human=0").waitFor();
    await box.click();
    await editor.page.keyboard.type("More");
    await editor.command("Answerable: Put the Stamp Into the Commit Box");
    await editor.until("the stamp in the box", async () => (await box.textContent()).includes("Provenance-Lines"));
    await box.click();
    await editor.keys("Control+Enter");
    await editor.until("the commit", () => project.git("log", "-1", "--format=%s").trim() === "More");
    assert.equal(project.git("log", "-1", "--format=%B").match(/Provenance-Lines/g).length, 1);
  });

  await stage.step("the record of the commit can be read", async () => {
    await editor.command("Answerable: Show the Record of a Commit");
    await editor.page.locator(".quick-input-widget", { hasText: "A commit, branch or tag" }).waitFor();
    await editor.keys("Enter");
    await editor.page.locator(".tab.active", { hasText: "Record of HEAD" }).waitFor();
    await editor.sees("ai");
  });

  await stage.step("a server that is killed while somebody types is started again, and nothing is lost", async () => {
    await editor.openFile("typed.py");
    const before = stage.serverPid();
    await editor.goTo(4);
    const typing = editor.type("\ndef half(value):\n    return value / 2\n");
    process.kill(before, "SIGKILL");
    await typing;
    await editor.until("another server", () => stage.serverPid() !== undefined && stage.serverPid() !== before);
    await editor.status("AI wrote 0 percent of this file");
    await editor.save();
    assert.equal(
      project.read("typed.py"),
      `${FILES["typed.py"]}\nanswer = 42\n\ndef half(value):\n    return value / 2\n`,
    );
    await editor.until("its lines, none of them an AI's", () => {
      const lines = Object.values(project.lines("typed.py"));
      return lines.length > 0 && !lines.some((line) => line.startsWith("ai"));
    });
    assert.equal(await editor.page.locator(".notification-toast", { hasText: "failed" }).count(), 0);
  });
};
