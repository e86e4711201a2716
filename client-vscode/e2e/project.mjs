// A small repository with a clean configuration of git, and the command line of the built wheel.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export class Project {
  constructor(folder, environment, bin, files) {
    this.folder = folder;
    this.environment = environment;
    this.bin = bin;
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.git("init", "-q", "-b", "main");
    this.git("add", ".");
    this.git("commit", "-q", "-m", "Begin");
    this.answerable(["init"]);
  }

  write(name, text) {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  read(name) {
    return readFileSync(join(this.folder, name), "utf8");
  }

  git(...args) {
    return this.run("git", args);
  }

  answerable(args, input = "") {
    return this.run(join(this.bin, "answerable"), args, input);
  }

  /** An agent's hook reports, as a real one does. */
  checkpoint(report) {
    this.answerable(["checkpoint", "agent-v1"], JSON.stringify({ repo_working_dir: this.folder, ...report }));
  }

  /** An agent writes a file as a real one does: its hook reports before and after. */
  agentWrites(name, text, agent = "my-agent") {
    this.checkpoint({ type: "human", will_edit_filepaths: [name] });
    this.write(name, text);
    this.checkpoint({
      type: "ai_agent",
      edited_filepaths: [name],
      agent_name: agent,
      model: "m-1",
      conversation_id: "42",
    });
  }

  /** What is known of the uncommitted lines of a file: "class grade agent", by 1-based line. */
  lines(name) {
    const { files } = JSON.parse(this.answerable(["status", "--json"]));
    const found = {};
    for (const region of files.find(({ path }) => path === name)?.regions ?? []) {
      for (let line = region.start; line <= region.end; line += 1) {
        const reviewed = region.reviewed_by.length > 0 ? ["reviewed"] : [];
        found[line] = [region.class, region.agent, ...reviewed].filter(Boolean).join(" ");
      }
    }
    return found;
  }

  run(command, args, input = "") {
    const done = spawnSync(command, args, { cwd: this.folder, env: this.environment, input, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr || done.error}`);
    // What a hook complains about is worth reading when a later step fails.
    if (done.stderr) console.log(`  ${command} ${args[0]}: ${done.stderr.trim()}`);
    return done.stdout;
  }
}

/** An environment in which git reads nobody's configuration. */
export function cleanEnvironment(home, bin) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, ".gitconfig"), "[user]\n\tname = Ada Example\n\temail = ada@example.org\n");
  const kept = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GIT_|VSCODE_|XDG_|PYTHON)/.test(name)),
  );
  return { ...kept, HOME: home, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8", PATH: `${bin}:${process.env.PATH}` };
}
