// Puts the parts together.

import * as path from "node:path";

import { Badges } from "./badges";
import { registerCommands } from "./commands";
import { Evidence } from "./evidence";
import { watchRepositories } from "./git";
import * as host from "./host";
import { install } from "./install";
import { Ledger } from "./ledger";
import { locate } from "./locate";
import type { Log } from "./log";
import { openLog } from "./log";
import { Marks } from "./marks";
import { Overview } from "./overview";
import { machine, run } from "./processes";
import { REGIONS } from "./protocol";
import type { Region, Regions } from "./protocol";
import { Records } from "./record";
import { repositoriesOf } from "./repositories";
import { Server } from "./server";
import { clientSettings, concernsStart } from "./settings";
import { StatusItem } from "./status";
import { ReviewTree } from "./tree";
import { explain, watch } from "./watch";

let running: Server | undefined;

/** In an untrusted workspace only the commands are there: the server is a program that a workspace may name. */
export function activate(context: host.ExtensionContext): void {
  const log = openLog();
  context.subscriptions.push(log.channel);
  const begin = (): void => {
    start(context, log).catch((error: unknown) => log.warn(`Answerable did not start: ${String(error)}`));
  };
  if (host.workspace.isTrusted) {
    begin();
  } else {
    log.info("The workspace is not trusted: the server is not started.");
    context.subscriptions.push(host.workspace.onDidGrantWorkspaceTrust(begin));
  }
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

async function start(context: host.ExtensionContext, log: Log): Promise<void> {
  const evidence = new Evidence(Date.now);
  let repositories: readonly string[] = [];
  const server = new Server({
    locate: () => locate(wanted(context), machine),
    logLevel: () => clientSettings().logLevel,
    explain: (event) => explain(evidence, event),
    missing: () => void offer(context, server, log),
    version: version(context),
    log,
  });
  running = server;
  const ledger = new Ledger(server);
  const overview = new Overview(server, ledger, log, () => repositories);
  const records = new Records(() => server.cli);
  const repositoryOf = (uri: host.Uri): string | undefined =>
    repositories.find((top) => uri.fsPath.startsWith(top + path.sep));
  const repositoryHere = (): string | undefined => {
    const document = host.window.activeTextEditor?.document;
    return (document && repositoryOf(document.uri)) ?? repositories[0];
  };

  context.subscriptions.push(
    server,
    ledger,
    overview,
    new Marks(context.extensionUri, ledger),
    new ReviewTree(overview),
    new Badges(overview),
    records.register(),
    ...watch(evidence, {
      producer: () => clientSettings().producer,
      regionsOf: (document) => regionsOf(server, document),
    }),
    ...registerCommands({
      server,
      ledger,
      log,
      install: () => make(context, server, log),
      refresh: () => overview.soon(),
      showRecord: async () => records.show(repositoryHere() ?? folders()[0] ?? "."),
      setUp: () => setUp(server, repositoryHere()),
    }),
    server.onState(
      (state) => void host.commands.executeCommand("setContext", "answerable.running", state === "running"),
    ),
    host.workspace.onDidChangeConfiguration((event) => (concernsStart(event) ? void server.restart() : undefined)),
  );

  let hasItem = false;
  const look = async (): Promise<void> => {
    repositories = await repositoriesOf(folders());
    if (repositories.length === 0) {
      // Without a repository there is nothing to answer for, and nothing is started.
      log.info("No folder of this workspace is in a git repository: the server is not started.");
      return;
    }
    if (!hasItem) {
      hasItem = true;
      context.subscriptions.push(
        new StatusItem(server, ledger, overview, repositoryOf),
        watchRepositories(() => overview.soon()),
      );
      await server.restart();
    }
    overview.soon();
  };
  context.subscriptions.push(host.workspace.onDidChangeWorkspaceFolders(() => void look()));
  await look();
}

async function regionsOf(server: Server, document: host.TextDocument): Promise<readonly Region[]> {
  const told = await server.ask<Regions>(REGIONS, { uri: document.uri.toString() });
  return told?.version === document.version ? told.regions : [];
}

function folders(): string[] {
  return (host.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.fsPath);
}

function environment(context: host.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, `server-${version(context)}`);
}

function version(context: host.ExtensionContext): string {
  return (context.extension.packageJSON as { readonly version: string }).version;
}

function wanted(context: host.ExtensionContext): Parameters<typeof locate>[0] {
  const { serverPath, interpreter } = clientSettings();
  return {
    serverPath,
    interpreter,
    folders: folders(),
    environment: environment(context),
    searchPath: process.env["PATH"] ?? "",
    windows: process.platform === "win32",
  };
}

/** There is no server: the user decides whether one is installed. */
async function offer(context: host.ExtensionContext, server: Server, log: Log): Promise<void> {
  const choice = await host.window.showInformationMessage(
    "Answerable's server is not installed here. It needs Python 3.11 or later; its dependencies come from your Python package index.",
    "Install",
    "Choose an Interpreter",
  );
  if (choice === "Install") {
    await make(context, server, log);
  } else if (choice) {
    await host.commands.executeCommand("workbench.action.openSettings", "answerable.server");
  }
}

async function make(context: host.ExtensionContext, server: Server, log: Log): Promise<void> {
  const wheels = await host.workspace.findFiles(new host.RelativePattern(context.extensionUri, "server/*.whl"));
  const wheel = wheels[0]?.fsPath;
  if (!wheel) {
    void host.window.showErrorMessage("This build of the extension brings no server: install it with pip.");
    return;
  }
  const wish = {
    environment: environment(context),
    wheel,
    interpreter: clientSettings().interpreter,
    windows: process.platform === "win32",
  };
  await server.stop();
  const title = "Installing the Answerable server";
  const problem = await host.window.withProgress({ location: host.ProgressLocation.Notification, title }, () =>
    install(wish, run),
  );
  if (problem) {
    log.warn(problem);
    void host.window.showErrorMessage(problem);
    return;
  }
  await server.restart();
}

/** The git hooks are set up in a terminal, where the user sees what is done. */
function setUp(server: Server, repository: string | undefined): void {
  const cli = server.cli;
  if (!cli || !repository) {
    const sentence = "Open a folder of a git repository, with the server running, to set up its hooks.";
    void host.window.showWarningMessage(sentence);
    return;
  }
  const quoted = [cli.command, ...cli.args].map((word) => `'${word.replace(/'/g, "'\\''")}'`);
  const terminal = host.window.createTerminal({ name: "Answerable", cwd: repository });
  terminal.show();
  terminal.sendText(`${quoted.join(" ")} init`);
}
