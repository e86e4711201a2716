// What only the editor knows about an edit: how it arrived. The answer is given before the edit is sent to the server.

import type { CopiedFrom } from "./copied";
import type { Hint } from "./protocol";

/** One update of a document, as the editor reports it. */
export interface Change {
  readonly uri: string;
  readonly reason: "undo" | "redo" | undefined;
  /** Whether the text is now the file's: it was read from the disk again. Asked only when nothing else is known. */
  readonly reloaded: () => boolean;
  /** The inserted text and the number of removed characters of each part. */
  readonly parts: readonly { readonly text: string; readonly removed: number }[];
  /** What the host itself says, where it offers that. */
  readonly told?: Hint | undefined;
}

interface Watch {
  readonly hint: Hint;
  /** The only document that is meant; without it all are. */
  readonly uri: string | undefined;
  /** Whether the first change is the only one that is meant. */
  readonly once: boolean;
}

/** The last paste is forgotten after so many milliseconds: what is inserted then is something else. */
const PASTE_LASTS = 5_000;

export class Evidence {
  private readonly watches = new Set<Watch>();
  private readonly saving = new Set<string>();
  private paste: { uri: string; text: string; from: CopiedFrom | undefined; at: number } | undefined;

  constructor(private readonly now: () => number) {}

  /**
   * Runs one of the editor's own commands; the changes that come while it runs are its doing. The editor reports
   * changes and the end of a command in the order in which they happened, so that nothing later is mistaken.
   */
  async during<T>(
    hint: Hint,
    where: { readonly uri?: string; readonly once?: boolean },
    work: () => PromiseLike<T>,
  ): Promise<T> {
    const watch: Watch = { hint, uri: where.uri, once: where.once ?? false };
    this.watches.add(watch);
    try {
      return await work();
    } finally {
      this.watches.delete(watch);
    }
  }

  /** Text is about to be pasted into a document; `from` is the AI it was copied from, where that is known. */
  pasting(uri: string, text: string, from?: CopiedFrom): void {
    this.paste = { uri, text: printed(text), from, at: this.now() };
  }

  /**
   * A document is being saved: what changes until then without a key is a tool's doing. (The editor's own formatting on
   * save comes before this and stays unknown; what other extensions do while a document is saved comes after.)
   */
  saves(uri: string): void {
    this.saving.add(uri);
  }

  saved(uri: string): void {
    this.saving.delete(uri);
  }

  /** How a change arrived, `undefined` when nothing is known: the server then judges by shape and content. */
  explain(change: Change): Hint | undefined {
    if (change.reason) {
      return { mechanism: change.reason };
    }
    return (
      this.watched(change) ??
      this.pasted(change) ??
      change.told ??
      this.whileSaving(change) ??
      (change.reloaded() ? { mechanism: "disk" } : undefined)
    );
  }

  private watched(change: Change): Hint | undefined {
    for (const watch of this.watches) {
      if (watch.uri === undefined || watch.uri === change.uri) {
        if (watch.once) {
          this.watches.delete(watch);
        }
        return watch.hint;
      }
    }
    return undefined;
  }

  private pasted(change: Change): Hint | undefined {
    const paste = this.paste;
    if (!paste || paste.uri !== change.uri) {
      return undefined;
    }
    this.paste = undefined;
    if (this.now() - paste.at > PASTE_LASTS || !paste.text) {
      return undefined;
    }
    // The editor indents what it pastes anew, and with several cursors each gets the whole text or one line of it.
    const parts = change.parts.map((part) => printed(part.text));
    const isPaste = parts.every((part) => part === paste.text) || parts.reverse().join("") === paste.text;
    return isPaste ? { mechanism: "pasted", ...paste.from } : undefined;
  }

  private whileSaving(change: Change): Hint | undefined {
    const [only, ...others] = change.parts;
    const isKey = others.length === 0 && only !== undefined && printed(only.text).length <= 1 && only.removed <= 1;
    return this.saving.has(change.uri) && !isKey ? { mechanism: "format" } : undefined;
  }
}

function printed(text: string): string {
  return text.replace(/\s+/g, "");
}
