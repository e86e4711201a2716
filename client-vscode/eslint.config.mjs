import tseslint from "typescript-eslint";

export default tseslint.config(
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off", // the compiler option noUncheckedIndexedAccess asks for them
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off", // one-line callbacks read better
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: "test", package: "node:test" }] },
      ],
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "vscode", message: "Only src/host.ts imports the editor." }] },
      ],
    },
  },
  { files: ["src/host.ts"], rules: { "no-restricted-imports": "off" } },
  { ignores: ["dist", "out", "e2e", "editors", "*.mjs"] },
);
