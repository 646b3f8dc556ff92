// Draws pictures as SVG. The background is white, since GitHub shows them on light and dark pages.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { type EChartsCoreOption, init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

/** The width of a text, with room for the widest of the usual sans-serif fonts. */
export const textWidth = (text: string, size = 12): number => text.length * size * 0.62;
setPlatformAPI({
  measureText: (text, font) => ({ width: textWidth(text, Number(/([\d.]+)px/.exec(font ?? "")?.[1] ?? 12)) }),
});

// The colours of Okabe and Ito, which colour-blind people can distinguish; grey is for the baseline.
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

export function renderSvg(height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      silent: true,
      backgroundColor: "#ffffff",
      textStyle: { fontFamily: "sans-serif" },
      ...option,
    });
    return withoutInteraction(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Removes styles for a pointer, an attribute that some viewers don't support, and running numbers, which differ between two
 * drawings.
 */
const withoutInteraction = (svg: string) =>
  svg
    .replace(/<style >.*?<\/style>\n?/gs, "")
    .replace(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="\w+")/g, "")
    .replaceAll('dominant-baseline="central"', 'dy="0.35em"')
    .replace(/\bzr\d+-/g, "");
