import { drawn, grey, ink, plainAxis, textWidth } from "./drawing.ts";

export interface Bars {
  readonly axis: Axis;
  /** The groups' names, from top to bottom. */
  readonly groups: readonly string[];
  /** A bar in each group, of these values; no value, no bar. */
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly (Bar | undefined)[];
  }[];
}

interface Axis {
  /** With its unit. */
  readonly name: string;
  /** It is logarithmic. */
  readonly log?: boolean;
  /** Where bars begin: to the right of it, or to the left. */
  readonly start: number;
  /** What stands where bars begin, if it is worth a line. */
  readonly line?: string;
  readonly write: (value: number) => string;
}

/** Bars that say how many times the floor's wall time something takes. */
export const wallTimesOf = (floor: string): Axis => ({
  name: `wall time ÷ that of the ${floor} (logarithmic), median of the rounds`,
  log: true,
  start: 1,
  line: floor,
  write: (value) => `${value}×`,
});

interface Bar {
  readonly value: number;
  readonly label: string;
  /** If it is not the series'. */
  readonly colour?: string;
}

const inARow = 3;

/** Without the groups and the series that have no bar at all. */
function withBars({ groups, series }: Omit<Bars, "axis">): Omit<Bars, "axis"> {
  const has = (index: number) => series.some(({ values }) => values[index] !== undefined);
  return {
    groups: groups.filter((_, index) => has(index)),
    series: series
      .filter(({ values }) => values.some((bar) => bar !== undefined))
      .map((each) => ({ ...each, values: each.values.filter((_, index) => has(index)) })),
  };
}

export function bars({ axis, ...all }: Bars): string {
  const { groups, series } = withBars(all);
  const legend = series.length > 1 ? 30 * Math.ceil(series.length / inARow) : 0;
  const top = 16 + legend + (axis.line === undefined ? 0 : 16);
  const values = series.flatMap((each) => each.values.flatMap((bar) => bar?.value ?? []));
  const labels = series.flatMap((each) => each.values.map((bar) => textWidth(bar?.label ?? "", 11)));
  return drawn(top + 56 + groups.length * (series.length * 15 + 18), {
    legend: {
      show: series.length > 1,
      left: 8,
      top: 8,
      itemWidth: 14,
      itemGap: 16,
      textStyle: { color: ink },
      data: series.flatMap(({ name }, index) => (index > 0 && index % inARow === 0 ? ["\n", name] : [name])),
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
          // A bar without a length has no colour to go by.
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

/** In halves and doubles, or in tenths and tens if these would be too many. */
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
