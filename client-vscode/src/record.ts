// The record of a commit, as `answerable show` tells it, in a read-only document.

import * as host from "./host";
import type { Program } from "./locate";
import { run } from "./processes";

const SCHEME = "answerable-record";

export class Records implements host.TextDocumentContentProvider {
  constructor(private readonly cli: () => Program | undefined) {}

  async provideTextDocumentContent(uri: host.Uri): Promise<string> {
    const { repository, revision } = JSON.parse(uri.query) as { repository: string; revision: string };
    const cli = this.cli();
    if (!cli) {
      return "The Answerable command line was not found beside the server.\n";
    }
    const outcome = await run(cli, ["show", "--", revision], { cwd: repository, timeout: 60_000 });
    return outcome.output || outcome.errors;
  }

  register(): host.Disposable {
    return host.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  async show(repository: string): Promise<void> {
    const revision = await host.window.showInputBox({
      title: "Show the record of a commit",
      prompt: "A commit, branch or tag",
      value: "HEAD",
    });
    if (!revision) {
      return;
    }
    const uri = host.Uri.from({
      scheme: SCHEME,
      path: `Record of ${revision}`,
      query: JSON.stringify({ repository, revision }),
    });
    const document = await host.workspace.openTextDocument(uri);
    await host.window.showTextDocument(document, { preview: true });
  }
}
