// What the status bar says.

import type { Share } from "./lines";
import { lines } from "./lines";
import type { Totals } from "./protocol";
import type { State } from "./server";

export interface Words {
  readonly text: string;
  readonly spoken: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly warning: boolean;
}

export function stateWords(state: State): Words {
  switch (state) {
    case "starting":
      return plain("$(loading~spin) Answerable", "Answerable is starting", "The server is starting.");
    case "running":
      return plain("$(sparkle) Answerable", "Answerable is running", "Nothing is tracked here.");
    default:
      return {
        ...plain("$(warning) Answerable", "Answerable is not running", "The server is not running; the log says why."),
        warning: true,
      };
  }
}

export function fileWords(file: Share, change: Totals, note: string | undefined): Words {
  if (note) {
    return plain("$(sparkle) Answerable", note, note);
  }
  const percent = file.all === 0 ? 0 : Math.round((100 * file.ai) / file.all);
  const open = file.unreviewed > 0 ? ` · ${file.unreviewed} to review` : "";
  return {
    text: `$(sparkle) AI ${percent}%${open}`,
    spoken: `AI wrote ${percent} percent of this file, ${lines(file.unreviewed)} to review`,
    tooltip: [
      `**This file**: ${file.ai} of ${lines(file.all)} by an AI, ${file.unreviewed} of them to review` +
        `; ${file.tool} by a tool; ${file.unknown} unknown.`,
      `**Uncommitted change**: ai ${change.ai} · mixed ${change.mixed} · human ${change.human} · tool ${change.tool}` +
        ` · unknown ${change.unknown} · reviewed ${change.reviewed}.`,
      "Click for the next AI lines to review.",
    ].join("\n\n"),
    warning: false,
  };
}

function plain(text: string, spoken: string, tooltip: string): Words {
  return { text, spoken, tooltip, warning: false };
}
