// Our command line where a person sees it and can be asked: for a confirmation, a passphrase, a touch of a key.

import * as host from "./host";
import type { Program } from "./locate";

/** Runs it to its end in a terminal that stays open; the exit code, `undefined` when it was closed. */
export async function runVisibly(
  cli: Program,
  args: readonly string[],
  repository: string,
  name: string,
): Promise<number | undefined> {
  const execution = new host.ProcessExecution(cli.command, [...cli.args, ...args], { cwd: repository });
  const task = new host.Task({ type: "answerable", verb: args[0] }, host.TaskScope.Workspace, name, "Answerable");
  task.execution = execution;
  task.presentationOptions = {
    reveal: host.TaskRevealKind.Always,
    focus: true,
    panel: host.TaskPanelKind.Dedicated,
    showReuseMessage: false,
    clear: true,
  };
  const started = await host.tasks.executeTask(task);
  return new Promise((resolve) => {
    const subscriptions = [
      host.tasks.onDidEndTaskProcess((event) => {
        if (event.execution === started) {
          end(event.exitCode);
        }
      }),
      host.tasks.onDidEndTask((event) => {
        if (event.execution === started) {
          end(undefined);
        }
      }),
    ];
    const end = (code: number | undefined): void => {
      subscriptions.forEach((one) => void one.dispose());
      resolve(code);
    };
  });
}
