import * as host from "./host";

export interface Log {
  readonly channel: host.LogOutputChannel;
  info(text: string): void;
  warn(text: string): void;
}

export function openLog(): Log {
  const channel = host.window.createOutputChannel("Answerable", { log: true });
  return {
    channel,
    info: (text) => channel.info(text),
    warn: (text) => channel.warn(text),
  };
}
