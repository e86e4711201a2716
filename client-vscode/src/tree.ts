// The Answerable view: the AI lines of the uncommitted change that nobody has reviewed, file by file.

import * as path from "node:path";

import type { FileToReview, OpenRegion } from "./change";
import { openLines } from "./change";
import * as host from "./host";
import { lines } from "./lines";
import type { Overview } from "./overview";

export interface RegionNode {
  readonly file: string;
  readonly region: OpenRegion;
}

type Node = FileToReview | RegionNode;

export class ReviewTree implements host.TreeDataProvider<Node>, host.Disposable {
  private readonly view: host.TreeView<Node>;
  private readonly subscription: host.Disposable;
  private readonly changes = new host.EventEmitter<void>();

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly overview: Overview) {
    this.view = host.window.createTreeView<Node>("answerable.review", { treeDataProvider: this });
    this.subscription = overview.onChange(() => {
      const count = overview.toReview().reduce((sum, file) => sum + openLines(file), 0);
      this.view.badge = count > 0 ? { value: count, tooltip: `${lines(count)} of AI text to review` } : undefined;
      this.changes.fire();
    });
  }

  getChildren(node?: Node): Node[] {
    if (!node) {
      return this.overview.toReview();
    }
    return "regions" in node ? node.regions.map((region) => ({ file: node.file, region })) : [];
  }

  getTreeItem(node: Node): host.TreeItem {
    return "regions" in node ? fileItem(node) : regionItem(node);
  }

  dispose(): void {
    this.subscription.dispose();
    this.view.dispose();
    this.changes.dispose();
  }
}

function fileItem(file: FileToReview): host.TreeItem {
  const item = new host.TreeItem(host.Uri.file(file.file), host.TreeItemCollapsibleState.Expanded);
  const said = `${lines(openLines(file))} to review`;
  item.description = said;
  item.iconPath = host.ThemeIcon.File;
  item.contextValue = "file";
  item.id = file.file;
  item.accessibilityInformation = { label: `${path.basename(file.file)}, ${said}` };
  return item;
}

function regionItem({ file, region }: RegionNode): host.TreeItem {
  const { first, last } = region;
  const where = first === last ? `Line ${first + 1}` : `Lines ${first + 1}–${last + 1}`;
  const who = [region.agent ?? "AI", region.model].filter(Boolean).join(" · ");
  const item = new host.TreeItem(where, host.TreeItemCollapsibleState.None);
  item.description = who;
  item.iconPath = new host.ThemeIcon("sparkle", new host.ThemeColor("answerable.unreviewed"));
  item.contextValue = "region";
  item.tooltip = `Written by ${who}, reviewed by nobody`;
  item.accessibilityInformation = { label: `${where}, written by ${who}, reviewed by nobody` };
  item.command = {
    command: "vscode.open",
    title: "Open",
    arguments: [host.Uri.file(file), { selection: new host.Range(first, 0, last, 0) }],
  };
  return item;
}
