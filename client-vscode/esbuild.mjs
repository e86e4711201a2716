// Bundles the extension into dist/, or with --tests every test into out/test/ with a stand-in for the editor.
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const shared = { bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "warning" };

const fakeHost = {
  name: "fake-host",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^vscode$/ }, () => ({ path: `${import.meta.dirname}/test/fake-host.ts` })),
};

if (process.argv.includes("--tests")) {
  rmSync("out", { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: readdirSync("test")
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `test/${name}`),
    outdir: "out/test",
    sourcemap: "inline",
    plugins: [fakeHost],
  });
} else {
  await build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: process.argv.includes("--minify"),
    sourcemap: !process.argv.includes("--minify"),
  });
}
