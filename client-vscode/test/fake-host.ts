// Stands in for the editor: only what the tests use, and what they can look at afterwards.

type Listener = (event: never) => unknown;

export class EventEmitter<T> {
  private readonly listeners = new Set<(event: T) => unknown>();
  readonly event = (listener: (event: T) => unknown): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(event: T): void {
    this.listeners.forEach((listener) => listener(event));
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class DocumentDropOrPasteEditKind {
  static readonly Empty = new DocumentDropOrPasteEditKind("");
  constructor(readonly value: string) {}
  append(part: string): DocumentDropOrPasteEditKind {
    return new DocumentDropOrPasteEditKind([this.value, part].filter(Boolean).join("."));
  }
}

export class Range {
  readonly places: readonly number[];
  constructor(...places: number[]) {
    this.places = places;
  }
}

export class DataTransferItem {
  constructor(private readonly value: string) {}
  asString(): Promise<string> {
    return Promise.resolve(this.value);
  }
}

export enum TextDocumentChangeReason {
  Undo = 1,
  Redo = 2,
}

export const registered = new Map<string, Listener>();
export const executed: string[] = [];
/** What the editor's own commands do. */
export const builtin = new Map<string, () => unknown>();
export const pasteProviders: object[] = [];
export const willSave = new EventEmitter<{ document: object }>();
export const didSave = new EventEmitter<object>();

export const commands = {
  registerCommand(name: string, work: Listener): { dispose(): void } {
    registered.set(name, work);
    return { dispose: () => registered.delete(name) };
  },
  executeCommand(name: string): Promise<unknown> {
    executed.push(name);
    return Promise.resolve(builtin.get(name)?.());
  },
};

export const window: { activeTextEditor: object | undefined } = { activeTextEditor: undefined };
export const extensions: { all: object[] } = { all: [] };
export const languages = {
  registerDocumentPasteEditProvider(_selector: object, provider: object): { dispose(): void } {
    pasteProviders.push(provider);
    return { dispose: () => undefined };
  },
};
export const workspace = { onWillSaveTextDocument: willSave.event, onDidSaveTextDocument: didSave.event };
