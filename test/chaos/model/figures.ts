/** The statistics of all runs. */
export class Figures {
  requests = 0;
  commands = 0;
  reportedSubscribers = 0;
  conflicts = 0;
  deliveries = 0;
  private readonly counts = new Map<string, Map<string, number>>();

  count(table: "faults" | "outcomes" | "violations", row: string, by = 1): void {
    const rows = this.counts.get(table) ?? new Map<string, number>();
    this.counts.set(table, rows.set(row, (rows.get(row) ?? 0) + by));
  }

  totalOf(table: "faults" | "outcomes" | "violations"): number {
    return [...(this.counts.get(table)?.values() ?? [])].reduce((sum, each) => sum + each, 0);
  }

  countOf(table: "faults" | "outcomes" | "violations", row: string): number {
    return this.counts.get(table)?.get(row) ?? 0;
  }

  /** The text that `npm run chaos` prints at the end. */
  report({ seed, runs, seconds }: { seed: number; runs: number; seconds: number }): string {
    const table = (name: "faults" | "outcomes") =>
      [...(this.counts.get(name) ?? [])]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([row, times]) => `  ${row.padEnd(34)} ${String(times).padStart(7)}`);
    const verdict = ["lost", "duplicated", "unmanaged", "wrong secret", "rotated"].map(
      (kind) => `${kind} ${this.countOf("violations", kind)}`,
    );
    return [
      `seed ${seed}: ${runs} runs in ${seconds.toFixed(0)} s, ${this.commands} commands, ${this.requests} requests`,
      `faults that happened: ${this.totalOf("faults")}`,
      ...table("faults"),
      `operations: ${this.totalOf("outcomes")}`,
      ...table("outcomes"),
      `${verdict.join(", ")}; ${this.reportedSubscribers} subscribers reported as possibly left behind, ${this.conflicts} names that others kept, ${this.deliveries} deliveries verified`,
    ].join("\n");
  }
}
