// Begins when there is something to answer for: in a trusted workspace with a folder of a git repository.

import * as host from "./host";
import { openLog } from "./log";
import { folders } from "./places";
import { repositoriesOf } from "./repositories";
import { Session } from "./session";

let session: Session | undefined;

export function activate(context: host.ExtensionContext): void {
  const log = openLog();
  const look = async (): Promise<void> => {
    // The server is a program that a workspace may name: an untrusted one starts nothing.
    if (!host.workspace.isTrusted) {
      log.info("The workspace is not trusted: the server is not started.");
      return;
    }
    const repositories = await repositoriesOf(folders());
    if (repositories.length === 0 && !session) {
      log.info("No folder of this workspace is in a git repository: nothing is started.");
      return;
    }
    session ??= new Session(context, log);
    await session.serve(repositories);
  };
  const again = (): void => {
    look().catch((error: unknown) => log.warn(`Answerable did not start: ${String(error)}`));
  };
  const elsewhere = (work: (there: Session) => unknown) => async (): Promise<void> => {
    await look();
    if (session) {
      await work(session);
    } else {
      void host.window.showInformationMessage("Answerable works in folders of git repositories: there is none here.");
    }
  };
  context.subscriptions.push(
    log.channel,
    host.commands.registerCommand("answerable.showLog", () => log.channel.show()),
    host.commands.registerCommand(
      "answerable.restart",
      elsewhere((there) => there.restart()),
    ),
    host.commands.registerCommand(
      "answerable.install",
      elsewhere((there) => there.install()),
    ),
    host.workspace.onDidGrantWorkspaceTrust(again),
    host.workspace.onDidChangeWorkspaceFolders(again),
    new host.Disposable(() => session?.dispose()),
  );
  again();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
