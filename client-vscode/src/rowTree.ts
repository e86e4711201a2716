// A view that shows rows.

import * as host from "./host";
import type { Row } from "./rows";
import { spoken } from "./rows";

export class RowTree implements host.TreeDataProvider<Row>, host.Disposable {
  readonly view: host.TreeView<Row>;
  private readonly changes = new host.EventEmitter<void>();
  private rows: readonly Row[] = [];

  readonly onDidChangeTreeData = this.changes.event;

  constructor(name: string) {
    this.view = host.window.createTreeView<Row>(name, { treeDataProvider: this, showCollapseAll: true });
  }

  show(rows: readonly Row[]): void {
    this.rows = rows;
    this.changes.fire();
  }

  getChildren(row?: Row): Row[] {
    return [...(row ? (row.children ?? []) : this.rows)];
  }

  getTreeItem(row: Row): host.TreeItem {
    const { None, Collapsed, Expanded } = host.TreeItemCollapsibleState;
    const state = (row.children ?? []).length === 0 ? None : row.folded ? Collapsed : Expanded;
    const isFile = row.file !== undefined && !row.icon;
    const item = isFile ? new host.TreeItem(host.Uri.file(row.file), state) : new host.TreeItem(row.label, state);
    item.id = row.id;
    item.label = row.label;
    item.description = row.description ?? false;
    item.tooltip = row.tooltip ?? spoken(row);
    item.iconPath = isFile ? host.ThemeIcon.File : icon(row);
    item.accessibilityInformation = { label: spoken(row) };
    if (row.kind) {
      item.contextValue = row.kind;
    }
    const command = commandOf(row);
    if (command) {
      item.command = command;
    }
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
  }
}

function icon(row: Row): host.ThemeIcon {
  return new host.ThemeIcon(row.icon ?? "blank", row.colour ? new host.ThemeColor(row.colour) : undefined);
}

function commandOf(row: Row): host.Command | undefined {
  if (row.command) {
    return { command: row.command, title: row.label };
  }
  if (row.file === undefined || (row.children ?? []).length > 0) {
    return undefined;
  }
  const line = row.line ?? 0;
  const selection = new host.Range(line, 0, line, 0);
  return { command: "vscode.open", title: "Open", arguments: [host.Uri.file(row.file), { selection }] };
}
