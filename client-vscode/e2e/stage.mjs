// Where a chapter plays: a project, an editor, and steps of which each leaves a picture. The first step that fails ends
// its chapter, with pictures and logs; the other chapters are played all the same.

import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";

import { Editor, codeServer } from "./editor.mjs";
import { Project } from "./project.mjs";

export class Stage {
  /** `house` has cache, work, bin, environment, extensions, artifacts: what all chapters share. */
  constructor(house, chapter) {
    this.house = house;
    this.chapter = chapter;
    this.work = join(house.work, chapter);
    this.place = {
      ...house,
      data: join(this.work, "data"),
      artifacts: join(house.artifacts, chapter),
    };
    mkdirSync(this.place.artifacts, { recursive: true });
  }

  /** A repository with the given files, its hooks set up. */
  begin(files) {
    this.project = new Project(join(this.work, "shop"), this.place.environment, this.house.bin, files);
    return this.project;
  }

  /** Opens the editor on a folder; one that is open already is closed first. */
  async open({
    folder = this.project.folder,
    settings = {},
    options = ["--disable-workspace-trust"],
    ...elsewhere
  } = {}) {
    await this.close();
    const server = { "answerable.server.path": join(this.house.bin, "answerable-lsp") };
    // `environment` and `extensions` may be others than the house's.
    this.editor = await Editor.open({ ...this.place, ...elsewhere }, folder, { ...server, ...settings }, options);
    return this.editor;
  }

  async close() {
    await this.editor?.close();
    this.editor = undefined;
  }

  async step(name, work) {
    const began = Date.now();
    try {
      await work();
    } catch (error) {
      await this.report(name, error);
      throw new Failed(name);
    }
    await this.editor?.picture(name.replace(/[^a-z]+/g, "-").slice(0, 50));
    console.log(`ok ${String(Date.now() - began).padStart(6)} ms  ${this.chapter}: ${name}`);
  }

  async report(name, error) {
    console.log(`FAILED  ${this.chapter}: ${name}\n${error.stack}\nPictures and logs: ${this.place.artifacts}`);
    try {
      await this.editor?.picture("failed");
      await this.editor?.command("Answerable: Show the Log");
      await this.editor?.command("Notifications: Show Notifications");
      await this.editor?.picture("failed-log");
    } catch {
      // What the editor cannot show any more is in the logs.
    }
  }

  /** What the command line says about lines of a file, once the server has told the journal. */
  async lines(name, wanted) {
    let seen = {};
    const matches = () => {
      seen = this.project.lines(name);
      return Object.entries(wanted).every(([line, what]) => [what].flat().includes(seen[line]));
    };
    await this.editor
      .until(`the lines of ${name}`, matches)
      .catch(() => assert.deepEqual(seen, { ...seen, ...wanted }, `the lines of ${name}`));
  }

  /** The process of the language server below a folder of ours. */
  serverPid(root = this.house.bin) {
    for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        if (line.includes(root) && line.includes("answerable-lsp")) return Number(pid);
      } catch {
        // It ended while we looked.
      }
    }
    return undefined;
  }
}

export class Failed extends Error {}

/** Installs packaged extensions into the editor's folder. */
export async function install(house, ...packages) {
  const place = { ...house, data: join(house.work, "install") };
  mkdirSync(place.artifacts, { recursive: true });
  for (const path of packages) {
    const child = codeServer(place, ["--install-extension", path]);
    const code = await new Promise((resolve) => child.once("exit", resolve));
    if (code !== 0) throw new Error(`${path} could not be installed (exit code ${code})`);
  }
}
