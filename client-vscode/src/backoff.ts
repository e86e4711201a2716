/** How long to wait before a crashed server is started again: longer each time, and after a few times not at all. */
export class Backoff {
  private ends: number[] = [];

  constructor(
    private readonly now: () => number,
    private readonly most = 5,
    private readonly within = 180_000,
    private readonly first = 500,
  ) {}

  /** Milliseconds to wait after one more end, `undefined` when it has ended too often lately. */
  next(): number | undefined {
    const at = this.now();
    this.ends = [...this.ends.filter((end) => at - end < this.within), at];
    return this.ends.length > this.most ? undefined : this.first * 2 ** (this.ends.length - 1);
  }

  /** The user starts the server: what was is forgotten. */
  forget(): void {
    this.ends = [];
  }
}
