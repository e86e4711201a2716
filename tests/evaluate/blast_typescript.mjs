// What every identifier of the given files means, by the TypeScript compiler: [file, path, line, name] as JSON.
// The path is empty where the compiler does not know.
import { readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [, , library, folder] = process.argv;
const ts = createRequire(import.meta.url)(library);
const files = readFileSync(0, "utf8").split("\n").filter(Boolean);

const configured = path.join(folder, "tsconfig.json");
const read = existsSync(configured)
  ? ts.parseJsonConfigFileContent(ts.readConfigFile(configured, ts.sys.readFile).config ?? {}, ts.sys, folder).options
  : {};
const options = {
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  jsx: ts.JsxEmit.Preserve,
  ...read,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
};
const program = ts.createProgram(files.map((file) => path.join(folder, file)), options);
const checker = program.getTypeChecker();
const found = [];

const inside = (name) => path.relative(folder, name).split(path.sep).join("/");

function look(file, node) {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
    let symbol = checker.getSymbolAtLocation(node);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    if (!symbol?.declarations?.length) found.push([file, "", 0, node.text]);
    for (const declared of symbol?.declarations ?? []) {
      const source = declared.getSourceFile();
      const place = inside(source.fileName);
      if (!place.startsWith("..") && !place.includes("node_modules")) {
        const at = (declared.name ?? declared).getStart(source);
        const name = declared.name?.getText(source) ?? symbol.name;
        found.push([file, place, source.getLineAndCharacterOfPosition(at).line + 1, name]);
      }
    }
  }
  ts.forEachChild(node, (child) => look(file, child));
}

for (const file of files) {
  const source = program.getSourceFile(path.join(folder, file));
  if (source) look(file, source);
}
process.stdout.write(JSON.stringify([...new Map(found.map((each) => [each.join("\0"), each])).values()]));
