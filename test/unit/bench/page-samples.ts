import { page } from "../../bench/page/page.ts";
import type { Latency, LeverSample, Results, ScaleSample } from "../../bench/results.ts";
import { comparison, loadingSamples, resultsOf, sample } from "./samples.ts";

export const scale: ScaleSample[] = ["one stack", "stacks of 1,000"].flatMap((layout, index) =>
  [1000, 10_000].map((resources) => ({
    layout,
    stacks: index === 0 ? 1 : resources / 1000,
    resources,
    operation: "create",
    wallSeconds: (resources / 20) * (index === 0 ? resources / 1000 : 1),
    requests: resources,
    stateBytes: resources * 1100,
  })),
);

const leverSamples = (name: string, on: number, off: number, round = 0): LeverSample[] =>
  (["on", "off"] as const).map((setting) => ({
    lever: name,
    setting,
    operation: "refresh",
    resources: 1000,
    round,
    wallSeconds: setting === "on" ? on : off,
    cpuSeconds: 1,
    requests: setting === "on" ? 1 : 1000,
    stateBytes: 1_100_000,
  }));

/** The textbook provider waits for each of its requests, this package waits once. */
export const latency: Latency = {
  contestants: comparison().contestants,
  samples: [100, 50, 0].flatMap((milliseconds) =>
    [0, 1].flatMap((round) =>
      Object.entries({ noop: 2, ours: 4 + milliseconds / 100, textbook: 8 + milliseconds / 5 }).map(
        ([contestant, wallSeconds]) => ({
          ...sample({ contestant, operation: "refresh", round, wallSeconds: wallSeconds * (round + 1) }),
          milliseconds,
        }),
      ),
    ),
  ),
};

export const loading = [
  ...loadingSamples("@pulumi/pulumi", [200, 300]),
  ...loadingSamples("@pulumi/pulumi and this package", [206, 310]),
  ...loadingSamples("the plugin's side", [70, 80]),
];

export const fullResults = (): Results =>
  resultsOf({
    compare: comparison(),
    loading,
    latency,
    scale,
    levers: [...leverSamples("one list", 10, 30), ...leverSamples("keep-alive", 10, 10)],
  });

/** The text of the page, with each paragraph on one line. */
export const readme = (results: Results) =>
  (page(results).get("README.md") ?? "").replaceAll(/(?<!\n)\n(?!\n)/g, " ");
