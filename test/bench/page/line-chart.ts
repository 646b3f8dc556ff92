import { ink, plainAxis, renderSvg, textWidth } from "./svg.ts";

export interface LineChart {
  readonly x: string;
  readonly y: string;
  /** From top to bottom. */
  readonly panels: readonly {
    readonly title: string;
    readonly lines: readonly Line[];
  }[];
}

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
}

interface Extent {
  readonly min: number;
  readonly max: number;
}

const [left, top, below, inside] = [84, 40, 62, 260];
const panelHeight = top + inside + below;
const lineHeight = 16;

/** Both axes are logarithmic, so linear growth is a straight line with slope 1. */
export function lineChart({ x, y, panels: all }: LineChart): string {
  const panels = all
    .map((panel) => ({ ...panel, lines: panel.lines.filter(({ points }) => points.length > 0) }))
    .filter((panel) => panel.lines.length > 0);
  const names = panels.flatMap(({ lines: own }) => own.map(({ name }) => textWidth(name)));
  const across = extentOf(panels.flatMap(({ lines: own }) => valuesOf(own, 0)));
  const up = panels.map(({ lines: own }) => roundExtent(extentOf(valuesOf(own, 1))));
  const format = (value: number) => value.toLocaleString("en");
  const common = { ...plainAxis, type: "log" };
  return renderSvg(panelHeight * panels.length, {
    title: panels.map(({ title }, index) => ({
      text: title,
      left: left - 6,
      top: index * panelHeight + 8,
      textStyle: { fontSize: 14, color: ink },
    })),
    grid: panels.map((_, index) => ({
      left,
      right: 24 + Math.max(...names),
      top: index * panelHeight + top,
      height: inside,
      outerBoundsMode: "none",
    })),
    xAxis: panels.map((_, gridIndex) => ({
      ...common,
      ...across,
      gridIndex,
      name: x,
      nameGap: 28,
      axisLabel: { color: ink, hideOverlap: true, formatter: format },
    })),
    yAxis: up.map((extent, gridIndex) => ({
      ...common,
      ...extent,
      gridIndex,
      name: y,
      nameGap: 50,
      axisLabel: { color: ink, hideOverlap: true, formatter: format },
    })),
    series: panels.flatMap(({ lines: own }, index) => {
      const shifts = labelShifts(own, up[index] ?? across);
      return own.map((line, nth) => ({
        type: "line",
        name: line.name,
        xAxisIndex: index,
        yAxisIndex: index,
        symbol: "circle",
        symbolSize: 7,
        color: line.colour,
        lineStyle: { width: 2 },
        data: line.points,
        endLabel: {
          show: true,
          formatter: line.name,
          color: line.colour,
          distance: 8,
          offset: [0, shifts[nth] ?? 0],
        },
      }));
    }),
  });
}

const valuesOf = (all: readonly Line[], which: 0 | 1) =>
  all.flatMap(({ points }) => points.map((point) => point[which]));

/** The range of the values, made wider if they are all equal. */
function extentOf(values: readonly number[]): Extent {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return min < max ? { min, max } : { min: min / 2, max: max * 2 };
}

/** Extends the range to 1, 2, 5, 10, 20 …, so that the axis ends with a round number. */
function roundExtent({ min, max }: Extent): Extent {
  const steps = (value: number) => [1, 2, 5, 10].map((step) => step * 10 ** Math.floor(Math.log10(value)));
  return {
    min: steps(min).findLast((step) => step <= min) ?? min,
    max: steps(max).find((step) => step >= max) ?? max,
  };
}

/** How many pixels each line's label moves down from the last point, so that no labels overlap. */
function labelShifts(all: readonly Line[], { min, max }: Extent): number[] {
  const share = (value: number) => Math.log(max / value) / Math.log(max / min);
  const wanted = all.map(({ points }) => inside * share(points.at(-1)?.[1] ?? min));
  const order = wanted
    .map((_, index) => index)
    .sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const placed: number[] = [];
  for (const index of order) placed[index] = Math.max(wanted[index] ?? 0, lowest(placed) + lineHeight);
  // Labels beyond the lower end move up again, and push up those above them.
  const shifts: number[] = [];
  let limit = inside + lineHeight / 2;
  for (const index of order.toReversed()) {
    limit = Math.min(placed[index] ?? 0, limit);
    shifts[index] = limit - (wanted[index] ?? 0);
    limit -= lineHeight;
  }
  return shifts;
}

const lowest = (placed: readonly number[]) =>
  Math.max(-lineHeight, ...placed.filter((at) => at !== undefined));
