// The extension's own settings; the server asks for its own itself.

import * as host from "./host";
import { SERVER_SETTINGS } from "./generated/server-settings";
import type { Kind } from "./lines";
import type { Level } from "./protocol";

const SECTION = "answerable";

export interface ClientSettings {
  readonly serverPath: string;
  readonly interpreter: string;
  readonly logLevel: string;
  readonly producer: string;
  readonly shown: readonly Kind[];
  /** What branches are compared with, empty for the usual one. */
  readonly base: string;
  /** Whether findings are shown, and down to which level. */
  readonly risk: boolean;
  readonly level: Level;
}

export function clientSettings(): ClientSettings {
  const section = host.workspace.getConfiguration(SECTION);
  return {
    serverPath: section.get("server.path", ""),
    interpreter: section.get("server.interpreter", ""),
    logLevel: section.get("server.logLevel", "WARNING"),
    producer: section.get("completions.producer", ""),
    shown: section.get<readonly Kind[]>("marks.show", []),
    base: section.get("branch.base", ""),
    risk: section.get("diagnostics.risk", true),
    level: section.get<Level>("diagnostics.level", "info"),
  };
}

/** What the server is told when it asks for its section: its own settings and nothing else. */
export function serverSection(): Record<string, unknown> {
  const section = host.workspace.getConfiguration(SECTION);
  return Object.fromEntries(SERVER_SETTINGS.map((name) => [name, section.get(name)]));
}

/** Whether a change of the configuration concerns how the server is started. */
export function concernsStart(event: host.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SECTION}.server`);
}

export function concernsBranch(event: host.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SECTION}.branch`);
}

export function concernsRisk(event: host.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SECTION}.diagnostics`);
}

export function concernsMarks(event: host.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SECTION}.marks`);
}
