// A real editor in a real browser, driven as a person does: by keys, and by reading what is on the page.

import { spawn } from "node:child_process";
import { cpSync, createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

/** How long anything may take until it is seen. */
const PATIENCE = 30_000;

export class Editor {
  static SETTINGS = {
    "editor.autoClosingBrackets": "never",
    "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
    "editor.suggestOnTriggerCharacters": false,
    "editor.wordBasedSuggestions": "off",
    "[plaintext]": { "editor.formatOnSave": true },
    "editor.autoIndent": "none",
    "editor.minimap.enabled": false,
    "editor.accessibilitySupport": "off",
    "files.autoSave": "off",
    "git.autofetch": false,
    "git.openRepositoryInParentFolders": "never",
    "security.workspace.trust.startupPrompt": "never",
    "telemetry.telemetryLevel": "off",
    "window.autoDetectColorScheme": false,
    "workbench.colorTheme": "Dark Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "chat.disableAIFeatures": true,
  };

  /** Starts the server of the editor and opens a folder in a browser. `place` has cache, data, extensions, artifacts. */
  static async open(place, folder, settings, extra = []) {
    const editor = new Editor();
    editor.place = place;
    editor.settings = { ...Editor.SETTINGS, ...settings };
    mkdirSync(place.artifacts, { recursive: true });
    editor.writeSettings();
    const port = await freePort();
    editor.process = codeServer(place, [
      "--auth",
      "none",
      "--bind-addr",
      `127.0.0.1:${port}`,
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-getting-started-override",
      ...extra,
      folder,
    ]);
    await editor.until(
      "the editor's server",
      async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => ({}))).ok,
    );
    const { chromium } = createRequire(join(place.cache, "package.json"))("playwright-core");
    editor.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    const context = await editor.browser.newContext({ viewport: { width: 1200, height: 720 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    editor.page = await context.newPage();
    editor.page.setDefaultTimeout(PATIENCE);
    const kind = folder.endsWith(".code-workspace") ? "workspace" : "folder";
    await editor.page.goto(`http://127.0.0.1:${port}/?${kind}=${encodeURIComponent(folder)}`);
    await editor.page.waitForSelector(".monaco-workbench");
    await editor.page.waitForSelector(".statusbar-item");
    return editor;
  }

  /** Another window of the same editor, on another folder. */
  async another(folder) {
    const other = Object.assign(Object.create(Editor.prototype), this);
    other.page = await this.page.context().newPage();
    other.page.setDefaultTimeout(PATIENCE);
    await other.page.goto(`${new URL(this.page.url()).origin}/?folder=${encodeURIComponent(folder)}`);
    await other.page.waitForSelector(".monaco-workbench");
    await other.page.waitForSelector(".statusbar-item");
    return other;
  }

  writeSettings() {
    // Settings of the machine are taken from where the files are, as in every remote window.
    for (const kind of ["User", "Machine"]) {
      mkdirSync(join(this.place.data, kind), { recursive: true });
      const wanted = Object.entries(this.settings).filter(
        ([name]) => name.startsWith("answerable.server.") === (kind === "Machine"),
      );
      writeFileSync(join(this.place.data, kind, "settings.json"), JSON.stringify(Object.fromEntries(wanted)));
    }
  }

  /** Waits until `look` gives something; the answer. Looks again and again, with a short rest between. */
  async until(what, look, patience = PATIENCE) {
    const end = Date.now() + patience;
    let seen;
    for (;;) {
      seen = await look();
      if (seen) return seen;
      if (Date.now() > end) throw new Error(`Never seen: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async keys(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Types like a fast person: key by key. */
  async type(text) {
    const lines = text.split("\n");
    for (const [number, line] of lines.entries()) {
      if (number > 0) await this.keys("Enter");
      await this.page.keyboard.type(line, { delay: 8 });
    }
  }

  async command(title) {
    await this.keys("F1");
    const input = this.page.locator(".quick-input-widget input");
    await input.waitFor();
    await input.fill(`>${title}`);
    // What was used lately stands first, whatever else it is called.
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
  }

  async theme(name) {
    await this.keys("Control+k", "Control+t");
    const input = this.page.locator(".quick-input-widget input[placeholder*='Color Theme']");
    await input.waitFor();
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).first().waitFor();
    await this.keys("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async openFile(name) {
    await this.keys("Control+p");
    const input = this.page.locator(".quick-input-widget input");
    await input.waitFor();
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).first().waitFor();
    await this.keys("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
  }

  /** 1-based, as people count. */
  async goTo(line, column = 1) {
    await this.keys("Control+g");
    const input = this.page.locator(".quick-input-widget input");
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.keys("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
  }

  async save() {
    await this.keys("Control+s");
    await this.page.locator(".tab.active:not(.dirty)").waitFor();
  }

  /** The text that can be seen in the active editor. */
  async text() {
    const rows = await this.page
      .locator(".editor-instance .view-lines .view-line")
      .evaluateAll((lines) =>
        lines.map((line) => [parseFloat(line.style.top), line.textContent.replaceAll("\u00a0", " ")]),
      );
    return rows
      .sort(([one], [other]) => one - other)
      .map(([, text]) => text)
      .join("\n");
  }

  async sees(text) {
    await this.until(`the text ${text}`, async () => (await this.text()).includes(text));
  }

  async seesNot(text) {
    await this.until(`the text without ${text}`, async () => !(await this.text()).includes(text));
  }

  /** The hover over the cursor, which must say something. */
  async hover(wanted) {
    await this.until(`a hover with ${wanted}`, async () => {
      await this.command("Show or Focus Hover");
      const hover = this.page.locator(".monaco-hover:not(.hidden)", { hasText: wanted }).first();
      const seen = await hover.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      await this.keys("Escape");
      return seen;
    });
  }

  /** The quick fix at the cursor with this title, in the open menu. A menu closes when what it is about changes. */
  async quickFix(title) {
    const fix = this.page.locator(".action-widget .monaco-list-row", { hasText: title });
    await this.until(`a quick fix ${title}`, async () => {
      await this.command("Quick Fix...");
      const seen = await fix.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (!seen) await this.keys("Escape");
      return seen;
    });
    return fix;
  }

  /** The item in the status bar that says something to a screen reader. */
  async status(label) {
    await this.page
      .locator(`.statusbar-item-label[aria-label*="${label}"], .statusbar-item[aria-label*="${label}"]`)
      .first()
      .waitFor({ state: "attached" });
  }

  /** The number of gutter marks with this picture that are on the page. */
  marks(kind) {
    return this.page.evaluate((wanted) => {
      const pictures = [
        ...document.querySelectorAll(
          ".editor-instance .margin-view-overlays .cgmr.codicon, .editor-instance .glyph-margin-widgets *, .editor-instance .margin *",
        ),
      ];
      return pictures.filter((one) => getComputedStyle(one).backgroundImage.includes(`${wanted}-`)).length;
    }, kind);
  }

  /** Accepts the ghost text that begins like this, whole. */
  async acceptGhost(text) {
    await this.page.locator(".ghost-text-decoration, .ghost-text", { hasText: text }).first().waitFor();
    await this.keys("Tab");
  }

  async column() {
    const text = await this.page.locator(".statusbar-item", { hasText: /Ln \d+, Col \d+/ }).textContent();
    return Number(text.match(/Col (\d+)/)[1]);
  }

  /** A row of a tree in the side bar or the panel. */
  row(text) {
    return this.page.locator(".monaco-list-row", { hasText: text }).first();
  }

  async picture(name) {
    await this.page.screenshot({ path: join(this.place.artifacts, `${name}.png`) });
  }

  async close() {
    await this.browser?.close();
    if (this.process && this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process.once("exit", resolve));
      process.kill(-this.process.pid, "SIGTERM");
      await gone;
    }
    cpSync(join(this.place.data, "logs"), join(this.place.artifacts, "logs"), { recursive: true });
  }
}

/** Runs code-server with its own Node; `install` ends, everything else goes on. */
export function codeServer(place, args) {
  const root = join(place.cache, "node_modules");
  const child = spawn(
    join(root, "node", "bin", "node"),
    [
      join(root, "code-server", "out", "node", "entry.js"),
      "--user-data-dir",
      place.data,
      "--extensions-dir",
      place.extensions,
      ...args,
    ],
    { detached: true, stdio: ["ignore", "pipe", "pipe"], env: place.environment },
  );
  const log = createWriteStream(join(place.artifacts, "code-server.log"), { flags: "a" });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return child;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
