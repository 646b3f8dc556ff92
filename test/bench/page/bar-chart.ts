import { grey, ink, plainAxis, renderSvg, textWidth } from "./svg.ts";

export interface BarChart {
  readonly axis: Axis;
  /** Names of the groups, from top to bottom. */
  readonly groups: readonly string[];
  /** Each series has one bar per group; `undefined` is no bar. */
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly (Bar | undefined)[];
  }[];
}

interface Axis {
  /** Includes the unit. */
  readonly name: string;
  /** Logarithmic scale. */
  readonly log?: boolean;
  /** The value at which bars begin; smaller values go to the left. */
  readonly start: number;
  /** Label of a vertical line at `start`. */
  readonly line?: string;
  readonly write: (value: number) => string;
}

/** An axis of wall times divided by those of the baseline. */
export const wallTimeAxis = (baseline: string): Axis => ({
  name: `wall time ÷ wall time of the ${baseline}, median of the rounds (logarithmic)`,
  log: true,
  start: 1,
  line: baseline,
  write: (value) => `${value}×`,
});

interface Bar {
  readonly value: number;
  readonly label: string;
  /** Default: the colour of the series. */
  readonly colour?: string;
}

const legendColumns = 3;

/** Leaves out groups and series without any bar. */
function withoutEmpty({ groups, series }: Omit<BarChart, "axis">): Omit<BarChart, "axis"> {
  const has = (index: number) => series.some(({ values }) => values[index] !== undefined);
  return {
    groups: groups.filter((_, index) => has(index)),
    series: series
      .filter(({ values }) => values.some((bar) => bar !== undefined))
      .map((each) => ({ ...each, values: each.values.filter((_, index) => has(index)) })),
  };
}

export function barChart({ axis, ...all }: BarChart): string {
  const { groups, series } = withoutEmpty(all);
  const legend = series.length > 1 ? 30 * Math.ceil(series.length / legendColumns) : 0;
  const top = 16 + legend + (axis.line === undefined ? 0 : 16);
  const values = series.flatMap((each) => each.values.flatMap((bar) => bar?.value ?? []));
  const labels = series.flatMap((each) => each.values.map((bar) => textWidth(bar?.label ?? "", 11)));
  return renderSvg(top + 56 + groups.length * (series.length * 15 + 18), {
    legend: {
      show: series.length > 1,
      left: 8,
      top: 8,
      itemWidth: 14,
      itemGap: 16,
      textStyle: { color: ink },
      data: series.flatMap(({ name }, index) =>
        index > 0 && index % legendColumns === 0 ? ["\n", name] : [name],
      ),
    },
    grid: {
      left: 20 + Math.max(...groups.map((group) => textWidth(group, 13))),
      right: 24 + Math.max(...labels),
      top,
      bottom: 52,
      outerBoundsMode: "none",
    },
    xAxis: {
      ...plainAxis,
      ...(axis.log ? logarithmic(axis.start, values) : { type: "value", min: axis.start }),
      startValue: axis.start,
      name: axis.name,
      nameGap: 28,
      axisLabel: { color: ink, hideOverlap: true, formatter: axis.write },
    },
    yAxis: {
      ...plainAxis,
      type: "category",
      inverse: true,
      data: groups,
      axisLabel: { color: ink, fontSize: 13 },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: series.map(({ name, colour, values: own }, index) => ({
      type: "bar",
      name,
      color: colour,
      barCategoryGap: "22%",
      barGap: "8%",
      data: own.map((bar) => {
        if (bar === undefined) return "-";
        const position = bar.value < axis.start ? "left" : "right";
        return {
          value: bar.value,
          // A bar without a length is invisible, so its label has its colour.
          label: {
            show: true,
            formatter: bar.label,
            position,
            color: bar.value === axis.start ? colour : ink,
            fontSize: 11,
          },
          itemStyle: { color: bar.colour ?? colour },
        };
      }),
      ...(index === 0 && axis.line !== undefined && { markLine: lineAt(axis.start, axis.line) }),
    })),
  });
}

/** An axis with powers of 2, or powers of 10 if there would be too many. */
function logarithmic(start: number, values: readonly number[]) {
  const [least, most] = [Math.min(start, ...values), Math.max(start, ...values)];
  const logBase = most / least > 64 ? 10 : 2;
  const power = (value: number, round: (exponent: number) => number) =>
    logBase ** round(Math.log(value) / Math.log(logBase));
  return {
    type: "log",
    logBase,
    min: least === start ? start : power(least, Math.floor),
    max: power(most, Math.ceil),
    splitNumber: 10,
  };
}

const lineAt = (xAxis: number, formatter: string) => ({
  symbol: "none",
  lineStyle: { color: grey, type: "solid", width: 1.5 },
  label: { formatter, color: ink, fontSize: 11, position: "start", distance: 4 },
  data: [{ xAxis }],
});
