import type { Measurement } from "./measure.ts";

/** A table of times and of their ratios to the baseline. */
export function ratioTable(title: string, baseline: string, measured: readonly Measurement[]): string {
  const rows = measured.map(({ name, microseconds, ratio: [lower, median, upper] }) => [
    name,
    microseconds.toFixed(1),
    median.toFixed(2),
    name === baseline ? "" : `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
  ]);
  return alignColumns([[title, "µs", "ratio", "half of all rounds"], ...rows]);
}

/** Aligns the columns in `left` to the left and all others to the right. */
export function alignColumns(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
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
