// Offers to make the private environment, and makes it when the user says so.

import * as fs from "node:fs/promises";
import * as path from "node:path";

import * as host from "./host";
import { NO_PYTHON, install, notPython } from "./install";
import type { Log } from "./log";
import { run } from "./processes";
import type { Server } from "./server";
import { clientSettings } from "./settings";

const INSTALL = "Install";
const CHOOSE = "Choose an Interpreter";

export class Installer {
  private offered = false;

  constructor(
    private readonly server: Server,
    private readonly log: Log,
    private readonly extension: string,
    private readonly environment: () => string,
  ) {}

  /** There is no server: the user decides whether one is installed, and is asked once. */
  async offer(): Promise<void> {
    if (this.offered) {
      return;
    }
    this.offered = true;
    const told =
      "Answerable's server is not installed here. It needs Python 3.11 or later; its dependencies come from your " +
      "Python package index.";
    await this.follow(await host.window.showInformationMessage(told, INSTALL, CHOOSE));
  }

  async make(): Promise<void> {
    const folder = path.join(this.extension, "server");
    const [name] = (await fs.readdir(folder).catch(() => [])).filter((one) => one.endsWith(".whl"));
    if (!name) {
      void host.window.showErrorMessage("This build of the extension brings no server: install it with pip.");
      return;
    }
    const wish = {
      environment: this.environment(),
      wheel: path.join(folder, name),
      interpreter: clientSettings().interpreter,
      windows: process.platform === "win32",
    };
    await this.server.stop();
    const title = "Installing the Answerable server";
    const problem = await host.window.withProgress({ location: host.ProgressLocation.Notification, title }, () =>
      install(wish, run),
    );
    if (problem) {
      this.log.warn(problem);
      const choices = [NO_PYTHON, notPython(wish.interpreter)].includes(problem) ? [CHOOSE] : [];
      await this.follow(await host.window.showErrorMessage(problem, ...choices));
      return;
    }
    await this.sweep();
    await this.server.restart();
  }

  private async follow(choice: string | undefined): Promise<void> {
    if (choice === INSTALL) {
      await this.make();
    } else if (choice === CHOOSE) {
      await host.commands.executeCommand("workbench.action.openSettings", "answerable.server.interpreter");
    }
  }

  /** Environments of other versions are of no use any more. */
  private async sweep(): Promise<void> {
    const own = path.basename(this.environment());
    const folder = path.dirname(this.environment());
    const names = await fs.readdir(folder).catch(() => []);
    for (const name of names.filter((one) => one.startsWith("server-") && one !== own)) {
      await fs.rm(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
