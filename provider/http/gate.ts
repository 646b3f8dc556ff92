import { setTimeout as sleep } from "node:timers/promises";

/** Lets in as many at once as there are connections, and nobody while the server has asked for a pause. */
export class Gate {
  private readonly waiting: (() => void)[] = [];
  private pausedUntil = 0;

  constructor(private free: number) {}

  /** Does the work inside. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((enter) => this.waiting.push(enter));
    try {
      for (let left = this.pauseLeft(); left > 0; left = this.pauseLeft()) await sleep(left);
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }

  /** Nobody begins for this many milliseconds. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
  }

  private pauseLeft(): number {
    return this.pausedUntil - Date.now();
  }
}
