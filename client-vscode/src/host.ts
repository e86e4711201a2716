// The one import of the editor. Tests put test/fake-host.ts in its place; esbuild and the editor supply the real one.
export * from "vscode";
