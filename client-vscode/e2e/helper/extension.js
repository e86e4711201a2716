// Plays what a machine without an account lacks: an AI's ghost text, a formatter, a rename, a folder on no disk.
const vscode = require("vscode");

/** What is suggested on an empty line below this comment, or behind this beginning of a line. */
const GHOSTS = [
  ["# totals", "def total(items):\n    found = sum(item.price for item in items)\n    return round(found, 2)"],
  ["label = ", "first_word(second_word)"],
];

/** A folder that is on no disk: one file. */
const MEMORY = "e2e-memory";
const FILE = { name: "afar.py", text: '"""From afar."""\n' };

function refuse() {
  throw vscode.FileSystemError.NoPermissions();
}

const memory = {
  onDidChangeFile: new vscode.EventEmitter().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat(uri) {
    if (uri.path === "/") return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    if (uri.path !== `/${FILE.name}`) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: FILE.text.length };
  },
  readDirectory: () => [[FILE.name, vscode.FileType.File]],
  readFile: () => new TextEncoder().encode(FILE.text),
  ...Object.fromEntries(["createDirectory", "writeFile", "delete", "rename"].map((name) => [name, refuse])),
};

exports.activate = ({ subscriptions }) => {
  const python = { language: "python" };
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider(MEMORY, memory, { isReadonly: true }),
    vscode.languages.registerInlineCompletionItemProvider(python, {
      provideInlineCompletionItems(document, position) {
        const before = document.lineAt(position.line).text.slice(0, position.character);
        const above = position.line > 0 ? document.lineAt(position.line - 1).text : "";
        for (const [trigger, text] of GHOSTS) {
          if (before === trigger || (before === "" && above === trigger)) {
            return [{ insertText: text, range: new vscode.Range(position, position) }];
          }
        }
        return [];
      },
    }),
    vscode.languages.registerDocumentFormattingEditProvider([python, { language: "plaintext" }], {
      provideDocumentFormattingEdits(document) {
        const end = document.lineAt(document.lineCount - 1).range.end;
        return [vscode.TextEdit.insert(end, "FORMATTED_BY = 'the formatter of this test'\n")];
      },
    }),
    vscode.languages.registerRenameProvider(python, {
      provideRenameEdits(document, position, newName) {
        const range = document.getWordRangeAtPosition(position);
        const edit = new vscode.WorkspaceEdit();
        for (const found of document.getText().matchAll(new RegExp(`\\b${document.getText(range)}\\b`, "g"))) {
          const [start, end] = [found.index, found.index + found[0].length].map((at) => document.positionAt(at));
          edit.replace(document.uri, new vscode.Range(start, end), newName);
        }
        return edit;
      },
    }),
  );
};
