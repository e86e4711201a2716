// Plays chapters in the real editor:  node play.mjs CACHE WORK [CHAPTER…]
// What is asserted is what a person sees, and what git and the command line say afterwards.

import { readdirSync } from "node:fs";
import { join } from "node:path";

import { cleanEnvironment } from "./project.mjs";
import { Failed, Stage, install } from "./stage.mjs";

const [cache, work, ...wanted] = process.argv.slice(2);
const bin = join(work, "server", "bin");
const house = {
  cache,
  work,
  bin,
  environment: cleanEnvironment(join(work, "home"), bin),
  extensions: join(work, "extensions"),
  artifacts: process.env.ANSWERABLE_E2E_ARTIFACTS ?? join(import.meta.dirname, "artifacts"),
};
const dist = readdirSync(join(work, "dist")).find((name) => name.endsWith(".vsix"));
await install(house, join(work, "dist", dist), join(work, "helper.vsix"));

const all = readdirSync(join(import.meta.dirname, "chapters")).map((name) => name.replace(".mjs", ""));
const began = Date.now();
const failed = [];
for (const chapter of wanted.length > 0 ? wanted : all.sort()) {
  const { default: play } = await import(`./chapters/${chapter}.mjs`);
  const stage = new Stage(house, chapter);
  try {
    await play(stage);
  } catch (error) {
    if (!(error instanceof Failed)) await stage.report("the chapter itself", error);
    failed.push(chapter);
  } finally {
    await stage.close();
  }
}
console.log(
  `${failed.length === 0 ? "All chapters" : `Failed: ${failed.join(", ")};`} ${Math.round((Date.now() - began) / 1000)} s`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
