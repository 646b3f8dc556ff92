import type { Measured } from "./measure.ts";

/** Lines of a table whose claim is the ratio to the baseline. */
export function table(title: string, baseline: string, measured: readonly Measured[]): string {
  const rows = measured.map(({ name, microseconds, ratio: [lower, median, upper] }) => [
    name,
    microseconds.toFixed(1),
    median.toFixed(2),
    name === baseline ? "" : `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
  ]);
  return aligned([[title, "µs", "ratio", "half of all rounds"], ...rows]);
}

/** The first column starts at the left, and others if told; the rest end at the right. */
export function aligned(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((text, column) => {
          const gap = column === 0 ? "" : "   ";
          return (
            gap + (left.includes(column) ? text.padEnd(widthOf(column)) : text.padStart(widthOf(column)))
          );
        })
        .join("")
        .trimEnd(),
    )
    .join("\n");
}
