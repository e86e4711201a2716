// A branch before its gate: what is missing and who can give it; inspected, signed in the terminal with a key that has
// a passphrase, and verified.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PASSPHRASE = "four words of mine";
const POLICY = `version = 1
[[rule]]
name = "senior-review"
when = { ai_lines = ">0", author_level = "<senior" }
require = { reviewed_by = "senior", signed = true }
`;
const ROSTER = `version = 1
levels = ["junior", "senior"]
[[person]]
name = "Jo Junior"
email = "jo@example.org"
level = "junior"
[[person]]
name = "Ada Example"
email = "ada@example.org"
level = "senior"
`;
const JO = { GIT_AUTHOR_NAME: "Jo Junior", GIT_AUTHOR_EMAIL: "jo@example.org" };
const FILES = {
  "greet.py": '"""Greetings."""\n',
  "guard.py": "def drop(user, table):\n    if not user.is_admin:\n        raise PermissionError\n    table.drop()\n",
  ".answerable/policy.toml": POLICY,
  ".answerable/roster.toml": ROSTER,
};

export default async (stage) => {
  const project = stage.begin(FILES);
  const key = join(stage.work, "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", PASSPHRASE, "-C", "ada", "-f", key]);
  const [type, base64] = readFileSync(`${key}.pub`, "utf8").split(" ");
  project.write(".answerable/allowed_signers", `ada@example.org namespaces="signoff@answerable" ${type} ${base64}\n`);
  project.git("add", ".");
  project.git("commit", "-q", "-m", "Ada's key");
  project.git("config", "gpg.format", "ssh");
  project.git("config", "user.signingKey", key);
  project.git("checkout", "-q", "-b", "topic");
  const editor = await stage.open({ settings: { "terminal.integrated.gpuAcceleration": "off" } });
  const row = (text) => editor.page.locator(".sidebar .monaco-list-row", { hasText: text }).first();
  const terminal = (text) => editor.page.locator(".terminal-wrapper.active .xterm-rows", { hasText: text }).first();

  // Jo and Jo's agent write it, on Jo's machine. Jo's editor looks at the risk of what is staged: the hook need not.
  await stage.step("a commit of somebody with an agent", async () => {
    const jo = { ...JO, GIT_COMMITTER_NAME: JO.GIT_AUTHOR_NAME, GIT_COMMITTER_EMAIL: JO.GIT_AUTHOR_EMAIL };
    const ada = project.environment;
    project.environment = { ...ada, ...jo };
    project.agentWrites("greet.py", `${FILES["greet.py"]}\n\ndef greet(name):\n    return "Hello, " + name\n`);
    project.write("guard.py", "def drop(user, table):\n    table.drop()\n");
    project.git("add", ".");
    await editor.openFile("greet.py");
    await editor.status("The next commit: ai 2");
    project.git("commit", "-q", "-m", "Greetings");
    project.environment = ada;
  });

  await stage.step("the verdict says what is missing and who can give it", async () => {
    await editor.openFile("greet.py");
    await editor.status("The gate denies it");
    await editor.command("View: Show Answerable");
    await row("The gate denies it").waitFor();
    await row("Who can give it: Ada Example").waitFor();
    await editor.picture("denied");
  });

  await stage.step("the queue has the files, the most serious first", async () => {
    await row("To look at").waitFor();
    const files = editor.page.locator(".sidebar .monaco-list-row[aria-level='2']", { hasText: ".py" });
    await editor.until("both files", async () => (await files.count()) === 2);
    assert.match(await files.first().textContent(), /guard\.py/);
  });

  await stage.step("inspect shows what nobody has reviewed, and what was found", async () => {
    await editor.command("Answerable: Inspect What Nobody Has Reviewed");
    await editor.page.locator(".tab.active", { hasText: "To look at: topic → main" }).waitFor();
    for (const text of ["def greet", "is_admin"]) {
      await editor.page
        .locator(".multiDiffEditor .view-line, .multi-diff-editor .view-line, .view-line", { hasText: text })
        .first()
        .waitFor();
    }
    await editor.picture("inspect");
  });

  await stage.step("a request goes into the clipboard", async () => {
    await editor.command("Answerable: Request a Sign-Off");
    await editor.page.locator(".notification-toast", { hasText: "The request is in the clipboard" }).waitFor();
    const text = await editor.page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /topic for main/);
    assert.match(text, /answerable signoff main\.\.HEAD/);
    await editor.command("Notifications: Clear All Notifications");
  });

  await stage.step("signing asks in the terminal, for the decision and for the passphrase", async () => {
    await editor.command("Answerable: Sign Off This Branch");
    await editor.page.locator(".quick-input-widget", { hasText: "Sign off topic for main" }).waitFor();
    await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "Approve" }).first().click();
    await terminal("Approve this change?").waitFor();
    await editor.picture("terminal");
    await editor.page.keyboard.type("y\n");
    await terminal("passphrase").waitFor();
    await editor.page.keyboard.type(`${PASSPHRASE}\n`);
    await terminal("Signed: approve").waitFor();
    assert.equal(JSON.parse(project.answerable(["verify", "main..HEAD", "--json"])).signoffs.length, 1);
  });

  await stage.step("then the gate lets it pass, and the view says by whom", async () => {
    await editor.status("The gate lets it pass");
    await row("The gate lets it pass").waitFor();
    await row("Ada Example").waitFor();
    await editor.picture("signed");
  });

  await stage.step("the signature is verified in the terminal", async () => {
    await editor.command("Answerable: Verify the Sign-Offs of This Branch");
    await terminal("valid").waitFor();
  });

  await stage.step("whoever wrote it cannot sign it", async () => {
    project.git("config", "user.email", "jo@example.org");
    await editor.command("Answerable: Refresh");
    await editor.until("the refusal", async () => {
      await editor.command("Answerable: Sign Off This Branch");
      const told = editor.page.locator(".notification-toast", { hasText: "You cannot sign this off" }).first();
      const seen = await told.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (!seen) await editor.keys("Escape");
      return seen;
    });
  });
};
