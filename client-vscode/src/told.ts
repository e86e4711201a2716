// What the host itself says about an edit. It is a proposed part of the editor's interface, absent in most installations.

import type { Hint } from "./protocol";

interface Reason {
  readonly source: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The hint in an event's `detailedReason`; only what it says plainly is taken. */
export function toldBy(event: object): Hint | undefined {
  const reason = reasonOf(event);
  if (!reason) {
    return undefined;
  }
  const { source, metadata = {} } = reason;
  switch (source) {
    case "cursor":
      return metadata["kind"] === "paste" ? { mechanism: "pasted" } : undefined;
    case "inlineCompletionAccept":
    case "inlineCompletionPartialAccept":
      return completed(metadata["$extensionId"]);
    case "inlineChat.applyEdits":
    case "Chat.applyEdits":
      return completed(metadata["$extensionId"] ?? "chat");
    case "rename":
    case "codeAction":
      return { mechanism: "refactor" };
    case "snippet":
      return { mechanism: "snippet" };
    case "reloadFromDisk":
      return { mechanism: "disk" };
    default:
      return undefined;
  }
}

function completed(extension: unknown): Hint {
  const known = typeof extension === "string" ? producerOf(extension) : undefined;
  return known ? { mechanism: "completion", producer: known } : { mechanism: "unknown" };
}

function reasonOf(event: object): Reason | undefined {
  try {
    const reason: unknown = (event as { detailedReason?: unknown }).detailedReason;
    return isReason(reason) ? reason : undefined;
  } catch {
    // Hosts may refuse a proposed part by throwing.
    return undefined;
  }
}

function isReason(value: unknown): value is Reason {
  return typeof value === "object" && value !== null && typeof (value as Reason).source === "string";
}

/** Extensions whose inline suggestions come from a model, by id in lower case, and what Answerable calls them. */
const PRODUCERS: Readonly<Record<string, string>> = {
  "amazonwebservices.amazon-q-vscode": "amazon-q",
  "augment.vscode-augment": "augment",
  "codeium.codeium": "windsurf",
  "continue.continue": "continue",
  "github.copilot": "copilot",
  "github.copilot-chat": "copilot",
  "google.geminicodeassist": "gemini-code-assist",
  "sourcegraph.cody-ai": "cody",
  "supermaven.supermaven": "supermaven",
  "tabnine.tabnine-vscode": "tabnine",
};

export function producerOf(extension: string): string | undefined {
  return PRODUCERS[extension.toLowerCase()];
}

/**
 * Whose an accepted inline suggestion is: what the setting says, or the one known AI among the active extensions.
 * With two of them, or none, it cannot be known, and the text stays unknown.
 */
export function suggested(setting: string, active: readonly string[]): Hint {
  const known = new Set(active.map(producerOf).filter((name) => name !== undefined));
  const [only] = known;
  const producer = setting || (known.size === 1 ? only : undefined);
  return producer ? { mechanism: "completion", producer } : { mechanism: "unknown" };
}
