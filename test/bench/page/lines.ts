import { drawn, ink, plainAxis, textWidth } from "./drawing.ts";

export interface Lines {
  readonly x: string;
  readonly y: string;
  /** One below the other. */
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
const each = top + inside + below;
const lineHeight = 16;

/** Both axes are logarithmic: what grows as its cause does is a straight line with the slope of one. */
export function lines({ x, y, panels: all }: Lines): string {
  const panels = all
    .map((panel) => ({ ...panel, lines: panel.lines.filter(({ points }) => points.length > 0) }))
    .filter((panel) => panel.lines.length > 0);
  const names = panels.flatMap(({ lines: own }) => own.map(({ name }) => textWidth(name)));
  const across = extentOf(panels.flatMap(({ lines: own }) => valuesOf(own, 0)));
  const up = panels.map(({ lines: own }) => rounded(extentOf(valuesOf(own, 1))));
  const written = (value: number) => value.toLocaleString("en");
  const common = { ...plainAxis, type: "log" };
  return drawn(each * panels.length, {
    title: panels.map(({ title }, index) => ({
      text: title,
      left: left - 6,
      top: index * each + 8,
      textStyle: { fontSize: 14, color: ink },
    })),
    grid: panels.map((_, index) => ({
      left,
      right: 24 + Math.max(...names),
      top: index * each + top,
      height: inside,
      outerBoundsMode: "none",
    })),
    xAxis: panels.map((_, gridIndex) => ({
      ...common,
      ...across,
      gridIndex,
      name: x,
      nameGap: 28,
      axisLabel: { color: ink, hideOverlap: true, formatter: written },
    })),
    yAxis: up.map((extent, gridIndex) => ({
      ...common,
      ...extent,
      gridIndex,
      name: y,
      nameGap: 50,
      axisLabel: { color: ink, hideOverlap: true, formatter: written },
    })),
    series: panels.flatMap(({ lines: own }, index) => {
      const shifts = apart(own, up[index] ?? across);
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

/** Of one value alone, what surrounds it: an axis needs a length. */
function extentOf(values: readonly number[]): Extent {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return min < max ? { min, max } : { min: min / 2, max: max * 2 };
}

/** To the next of 1, 2, 5, 10, 20 …, so that the axis ends with a figure that can be read. */
function rounded({ min, max }: Extent): Extent {
  const steps = (value: number) => [1, 2, 5, 10].map((step) => step * 10 ** Math.floor(Math.log10(value)));
  return {
    min: steps(min).findLast((step) => step <= min) ?? min,
    max: steps(max).find((step) => step >= max) ?? max,
  };
}

/** How far down each line's name moves from its last point, in pixels, so that no two lie on each other. */
function apart(all: readonly Line[], { min, max }: Extent): number[] {
  const share = (value: number) => Math.log(max / value) / Math.log(max / min);
  const wanted = all.map(({ points }) => inside * share(points.at(-1)?.[1] ?? min));
  const order = wanted
    .map((_, index) => index)
    .sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const placed: number[] = [];
  for (const index of order) placed[index] = Math.max(wanted[index] ?? 0, lowest(placed) + lineHeight);
  // What was pushed beyond the end moves up again, and those above it with it.
  const gained: number[] = [];
  let limit = inside + lineHeight / 2;
  for (const index of order.toReversed()) {
    limit = Math.min(placed[index] ?? 0, limit);
    gained[index] = limit - (wanted[index] ?? 0);
    limit -= lineHeight;
  }
  return gained;
}

const lowest = (placed: readonly number[]) =>
  Math.max(-lineHeight, ...placed.filter((at) => at !== undefined));
