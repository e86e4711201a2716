/** Work that is done anew when something happened: after a quiet moment, never twice at once, never on a timer. */
export class Refresher {
  private timer: NodeJS.Timeout | undefined;
  private busy = false;
  private again = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly quiet = 300,
  ) {}

  /** What happens while the work is being done is looked at afterwards. */
  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.now(), this.quiet);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private async now(): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      await this.work();
    } finally {
      this.busy = false;
      if (this.again) {
        this.again = false;
        this.soon();
      }
    }
  }
}
