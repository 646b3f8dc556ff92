// Pictures as SVG texts. The background is white on purpose: GitHub shows them on a light and on a dark page.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { type EChartsCoreOption, init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

/** Whatever sans-serif font the reader has: wide enough for the widest of the usual ones. */
export const textWidth = (text: string, size = 12): number => text.length * size * 0.62;
setPlatformAPI({
  measureText: (text, font) => ({ width: textWidth(text, Number(/([\d.]+)px/.exec(font ?? "")?.[1] ?? 12)) }),
});

// Okabe and Ito's colours, which colour-blind people tell apart; grey is for what the others are held to.
export const grey = "#6e7781";
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"] as const;

const width = 900;
export const ink = "#24292f";
const pale = "#d0d7de";

export const plainAxis = {
  axisLabel: { color: ink },
  axisLine: { lineStyle: { color: pale } },
  axisTick: { lineStyle: { color: pale } },
  splitLine: { lineStyle: { color: pale } },
  nameLocation: "middle",
  nameTextStyle: { color: ink, fontSize: 12 },
};

export function drawn(height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      silent: true,
      backgroundColor: "#ffffff",
      textStyle: { fontFamily: "sans-serif" },
      ...option,
    });
    return still(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Without what is there for a pointer, without a baseline that not every viewer knows, and without the library's running numbers, which
 * differ from one drawing to the next.
 */
const still = (svg: string) =>
  svg
    .replace(/<style >.*?<\/style>\n?/gs, "")
    .replace(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="\w+")/g, "")
    .replaceAll('dominant-baseline="central"', 'dy="0.35em"')
    .replace(/\bzr\d+-/g, "");
