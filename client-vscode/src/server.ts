// The server's life: found, started, watched, started again.

import type { ErrorHandler, ServerOptions } from "vscode-languageclient/node";
import {
  CloseAction,
  ErrorAction,
  State as ClientState,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";

import { Backoff } from "./backoff";
import * as host from "./host";
import type { Found, Located, Program } from "./locate";
import type { Log } from "./log";
import type { Hint } from "./protocol";
import { DID_EDIT, REGIONS_CHANGED } from "./protocol";
import { serverSection } from "./settings";

export type State = "stopped" | "starting" | "running" | "failed";

/** What the server's life needs of the rest. */
export interface Surroundings {
  locate(): Promise<Located>;
  logLevel(): string;
  /** How a change arrived that is about to be sent. */
  explain(event: host.TextDocumentChangeEvent): Hint | undefined;
  /** There is no server: offer to install one. */
  missing(): void;
  readonly version: string;
  readonly log: Log;
}

export class Server implements host.Disposable {
  private readonly states = new host.EventEmitter<State>();
  private readonly regions = new host.EventEmitter<string>();
  private readonly opened = new host.EventEmitter<host.TextDocument>();
  private readonly backoff = new Backoff(Date.now);
  private client: LanguageClient | undefined;
  private found: Found | undefined;
  private now: State = "stopped";
  /** Starts and stops happen one after the other. */
  private queue: Promise<void> = Promise.resolve();

  readonly onState = this.states.event;
  /** The URI of a document whose regions changed without an edit. */
  readonly onRegions = this.regions.event;
  /** The server was told of a document; it can be asked about it from now on. */
  readonly onOpened = this.opened.event;

  constructor(private readonly around: Surroundings) {}

  get state(): State {
    return this.now;
  }

  /** The command line that belongs to the server, where there is one. */
  get cli(): Program | undefined {
    return this.found?.cli;
  }

  restart(): Promise<void> {
    this.backoff.forget();
    this.queue = this.queue.then(async () => {
      await this.halt();
      await this.start();
    });
    return this.queue;
  }

  stop(): Promise<void> {
    this.queue = this.queue.then(() => this.halt());
    return this.queue;
  }

  /** Asks the server; `undefined` when there is none or it refuses, which the log says. */
  async ask<T>(method: string, params: object): Promise<T | undefined> {
    const client = this.client;
    if (!client || this.now !== "running") {
      return undefined;
    }
    try {
      return await client.sendRequest<T>(method, params);
    } catch (error) {
      this.around.log.warn(`${method}: ${said(error)}`);
      return undefined;
    }
  }

  /** Has the server carry out one of its commands; a refusal is shown to the user, in the server's words. */
  async command(command: string, argument: object): Promise<void> {
    if (!this.client || this.now !== "running") {
      void host.window.showWarningMessage("The Answerable server is not running.");
      return;
    }
    try {
      await this.client.sendRequest("workspace/executeCommand", { command, arguments: [argument] });
    } catch (error) {
      void host.window.showWarningMessage(said(error));
    }
  }

  dispose(): void {
    void this.stop();
    this.states.dispose();
    this.regions.dispose();
    this.opened.dispose();
  }

  private async start(): Promise<void> {
    this.become("starting");
    const located = await this.around.locate();
    if ("problem" in located) {
      this.become("failed");
      this.complain(located.problem);
      return;
    }
    if ("missing" in located) {
      this.become("failed");
      this.around.log.warn("No server was found: not in the settings, the workspace, our own environment or the PATH.");
      this.around.missing();
      return;
    }
    this.found = located.found;
    const { server, origin } = located.found;
    this.around.log.info(`Starting ${[server.command, ...server.args].join(" ")} (from ${origin}).`);
    const client = this.clientOf(server);
    this.client = client;
    client.onNotification(REGIONS_CHANGED, (params: { uri: string }) => this.regions.fire(params.uri));
    client.onDidChangeState(({ newState }) => {
      this.become(newState === ClientState.Running ? "running" : "starting");
    });
    try {
      await client.start();
      this.compareVersions(client);
    } catch (error) {
      this.become("failed");
      this.complain(`The server did not start: ${said(error)}`);
    }
  }

  private async halt(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      // One that never came up cannot be stopped, and need not be.
      await client.dispose(2_000).catch(() => undefined);
    }
    this.become("stopped");
  }

  private clientOf(server: Program): LanguageClient {
    const options: ServerOptions = {
      command: server.command,
      args: [...server.args, "--log-level", this.around.logLevel()],
      transport: TransportKind.stdio,
      // Python's own start must not depend on a setting of the workspace's environment.
      options: { env: { ...process.env, PYTHONUTF8: "1" } },
    };
    const client: LanguageClient = new LanguageClient("answerable", "Answerable", options, {
      documentSelector: [{ scheme: "file" }],
      outputChannel: this.around.log.channel,
      initializationOptions: serverSection(),
      errorHandler: this.errorHandler(),
      initializationFailedHandler: () => false,
      // What fails while the server is away is in the log; the status bar says that it is away.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        didOpen: async (document, next) => {
          await next(document);
          this.opened.fire(document);
        },
        // The hint goes first and nothing is awaited between the two: messages leave in the order they are given.
        didChange: (event, next) => {
          const hint = event.contentChanges.length > 0 ? this.around.explain(event) : undefined;
          if (hint) {
            const uri = client.code2ProtocolConverter.asUri(event.document.uri);
            void client.sendNotification(DID_EDIT, { uri, version: event.document.version, ...hint });
          }
          return next(event);
        },
        workspace: {
          configuration: (asked) => asked.items.map((item) => (item.section === "answerable" ? serverSection() : null)),
        },
      },
    });
    return client;
  }

  private errorHandler(): ErrorHandler {
    return {
      error: (_error, _message, count) => ({
        action: count !== undefined && count > 3 ? ErrorAction.Shutdown : ErrorAction.Continue,
        handled: true,
      }),
      closed: async () => {
        const wait = this.backoff.next();
        if (wait === undefined) {
          this.become("failed");
          this.complain("The server ended five times in three minutes and is not started again; the log says why.");
          return { action: CloseAction.DoNotRestart, handled: true };
        }
        this.around.log.warn(`The server ended; it is started again in ${wait} ms.`);
        this.become("starting");
        await new Promise((resolve) => setTimeout(resolve, wait));
        return { action: this.client ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private compareVersions(client: LanguageClient): void {
    const served = client.initializeResult?.serverInfo?.version;
    if (served !== this.around.version) {
      this.complain(
        `This extension is version ${this.around.version}, the server ${served ?? "of an unknown version"} ` +
          `(from ${this.found?.origin ?? "an unknown place"}). Marks may be missing until both are the same.`,
      );
    }
  }

  private complain(sentence: string): void {
    this.around.log.warn(sentence);
    void host.window.showWarningMessage(`Answerable: ${sentence}`, "Show Log", "Restart").then((choice) => {
      if (choice === "Show Log") {
        this.around.log.channel.show();
      } else if (choice === "Restart") {
        void this.restart();
      }
    });
  }

  private become(state: State): void {
    if (state !== this.now) {
      this.now = state;
      this.states.fire(state);
    }
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
