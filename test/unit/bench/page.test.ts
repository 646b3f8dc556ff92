import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { goals, pagesOf } from "../../bench/page/goals.ts";
import { page, writePage } from "../../bench/page/page.ts";
import type { Latency, LeverSample, ReceiverSample, Results, ScaleSample } from "../../bench/results.ts";
import { comparison, comparisonOf, loaded, resultsOf, rounds, sample } from "./samples.ts";

const scale: ScaleSample[] = ["one stack", "stacks of 1,000"].flatMap((layout, index) =>
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

const lever = (name: string, on: number, off: number, round = 0): LeverSample[] =>
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

/** The textbook provider's requests wait in turn, ours waits once. */
const latency: Latency = {
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

const loading = [
  ...loaded("@pulumi/pulumi", [200, 300]),
  ...loaded("@pulumi/pulumi and this package", [206, 310]),
  ...loaded("the plugin's side", [70, 80]),
];

const everything = (): Results =>
  resultsOf({
    compare: comparison(),
    loading,
    latency,
    scale,
    levers: [...lever("one list", 10, 30), ...lever("keep-alive", 10, 10)],
  });

const readme = (results: Results) => page(results).get("README.md") ?? "";

describe("the files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rockit-durst-page-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("are the same for the same results, whatever was drawn before", () => {
    const first = page(everything());
    page(resultsOf({ scale }));
    expect(page(everything())).toEqual(first);
  });

  test("are all that the page refers to, and nothing else", async () => {
    const written = await writePage(everything(), folder);
    const text = await readFile(join(folder, "README.md"), "utf8");
    const pictures = [...text.matchAll(/!\[.*?\]\((.*?)\)/g)].map(([, file]) => file);
    expect(written.map((path) => basename(path)).sort()).toEqual(["README.md", ...pictures].sort());
    expect((await readdir(folder)).sort()).toEqual(["README.md", ...pictures].sort());
    expect(pictures).toHaveLength(7);
  });

  test("no longer hold the picture of a part that is gone, and leave others alone", async () => {
    await writePage(everything(), folder);
    await writeFile(join(folder, "results.json"), "{}");
    await writePage(resultsOf({ scale }), folder);
    expect((await readdir(folder)).sort()).toEqual(["README.md", "results.json", "scale.svg"]);
  });
});

test.each([
  { of: "all parts", results: everything() },
  { of: "one sample", results: resultsOf({ scale: scale.slice(0, 1) }) },
  {
    of: "far apart",
    results: resultsOf({
      compare: comparison({ seconds: { textbook: 9000, ours: 0.01 }, sizes: [1, 5000] }),
    }),
  },
  { of: "one contestant", results: resultsOf({ compare: comparisonOf({ samples: rounds("ours", [1]) }) }) },
])("a picture of $of stands for itself: no script, no style of a page, white behind it", ({ results }) => {
  for (const [file, svg] of page(results)) {
    if (file === "README.md") continue;
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toMatch(/<script|<style|class=|zr\d|NaN|Infinity|undefined/);
    expect(svg).toMatch(/<rect [^>]*fill="#ffffff"/);
  }
});

test("a contestant has the same colour in all pictures", () => {
  const files = page(everything());
  for (const file of ["times.svg", "growth.svg", "state.svg", "requests.svg", "latency.svg"]) {
    expect(files.get(file)).toContain("#0072b2");
    expect(files.get(file)).toContain("#d55e00");
  }
});

test("what was not measured with so many has no empty place among the bars", () => {
  const all = comparison();
  const most = Math.max(...all.samples.map(({ resources }) => resources));
  const samples = all.samples.filter(
    ({ resources, operation, contestant }) =>
      resources !== most || (operation !== "change" && contestant !== "textbook"),
  );
  const [before, after] = [all, { ...all, samples }].map((compare) =>
    page(resultsOf({ compare })).get("times.svg"),
  );
  for (const text of [">change<", ">textbook | provider<"]) {
    expect(before).toContain(text);
    expect(after).not.toContain(text);
  }
  expect(after).toContain(">create<");
});

test("sentences and tables have the samples' figures", () => {
  const text = readme(everything());
  expect(text).toContain(
    "this package takes 1.05 times as long for `create`, 1.05 times as long for `unchanged`",
  );
  expect(text).toContain("The longest bar is `create` with textbook | provider: 5.00 times.");
  expect(text).toContain(
    "each takes 850 bytes in the state of this package: 0.85 times that of no-op provider",
  );
  expect(text).toContain("The signing secret lies in the clear in the state of textbook | provider.");
  expect(text).toContain(
    "this package sends 1,000 for `create`, 0 for `unchanged`, 0 for `preview`, 1 for `refresh`",
  );
  expect(text).toContain("`create` takes 5,000 s (one stack) and 500 s (stacks of 1,000)");
  expect(text).toContain("Without “one list”, `refresh` takes 3.00 times as long.");
  expect(text).toContain("do not agree that wall time is won by “keep-alive” (`refresh`)");
  expect(text).toContain("| `create` | textbook \\| provider | 50 | 5.00 | 100 | 100 |");
  expect(text).toContain("Measured on 2026-11-22: 2 processors (Zuse Z4), 7.7 GB of memory");
});

test("what a refresh takes is told by how soon the server answers, compared within a round", () => {
  const text = readme(everything());
  expect(text).toContain(
    "Compared with this package, textbook | provider takes 2.00 times at once, 4.00 times after 50 ms and 5.60 times after 100 ms.",
  );
  expect(text).toContain("| at once | this package | 6 (4–8) | 2.00 | 1.00 | 0 |");
  expect(text).toContain("| after 100 ms | textbook \\| provider | 42 (28–56) | 14.0 | 5.60 | 0 |");
});

test("a slow server decides the goal of a refresh, and no other", () => {
  const { latency: _, ...rest } = everything();
  const changed = goals(rest).flatMap((goal, at) =>
    JSON.stringify(goal) === JSON.stringify(goals(everything())[at]) ? [] : [goal.what],
  );
  expect(changed).toEqual([
    "refresh at a server that answers after 50 ms, textbook provider ÷ ours: at least 3.00",
  ]);
});

test("it says where this package takes longer, and only there", () => {
  expect(readme(everything())).toContain("| 1,000 | no-op provider | `create` 1.05, ");
  expect(readme(everything())).not.toContain("| 1,000 | textbook \\| provider | `create`");
  expect(readme(resultsOf({ compare: comparison({ seconds: { ours: 9 } }) }))).not.toContain("takes longer");
});

test("it says who is absent, and why", () => {
  const absent = [{ name: "terraform", title: "Terraform", reason: "there is no terraform on PATH" }];
  const text = readme(resultsOf({ compare: { ...comparison(), absent } }));
  expect(text).toContain("| Terraform | Not measured: there is no terraform on PATH. |");
});

test.each([
  { lacks: "compare", gone: ["## Wall time", "## How wall time grows", "## State", "## Requests", "## Who"] },
  { lacks: "latency", gone: ["## Refresh of 1,000 subscriptions, and how soon"] },
  { lacks: "scale", gone: ["## Scale"] },
  { lacks: "levers", gone: ["## What each lever pays"] },
] as const)("results without $lacks leave no heading of it", ({ lacks, gone }) => {
  const { [lacks]: _, ...rest } = everything();
  for (const heading of gone) {
    expect(readme(everything())).toContain(heading);
    expect(readme(rest as Results)).not.toContain(heading);
  }
});

test("samples of one number of subscriptions alone have no growth", () => {
  expect(page(resultsOf({ compare: comparison({ sizes: [1000] }) })).has("growth.svg")).toBe(false);
});

describe("goals", () => {
  const met = (results: Results) => goals(results).map((each) => each.met);
  const index = { state: 0, up: 1, textbookUp: 2, textbookRefresh: 3, refresh: 4, unchanged: 5, preview: 6 };

  test("are all met by costs that meet them, with their figures", () => {
    expect(met(everything())).toEqual(Array(9).fill(true));
    expect(goals(everything()).map(({ figure }) => figure)).toEqual([
      "0.85",
      "1.05",
      "4.76",
      "4.00",
      "1 for 1, 1 for 1,000",
      "0 for 1, 0 for 1,000",
      "0 for 1, 0 for 1,000",
      "8 (6–10) ms",
      "75 (70–80) ms",
    ]);
  });

  test.each([
    { goal: "state", costs: { bytes: { ours: 901_000 } } },
    { goal: "up", costs: { seconds: { ours: 10.6 } } },
    { goal: "textbookUp", costs: { seconds: { textbook: 24.1 } } },
    { goal: "refresh", costs: { requests: { refresh: 2 } } },
    { goal: "unchanged", costs: { requests: { unchanged: 1 } } },
    { goal: "preview", costs: { requests: { preview: 1 } } },
  ] as const)("$goal is not met by costs just beyond it", ({ goal, costs }) => {
    const results = { ...everything(), compare: comparison(costs) };
    expect(met(results)).toEqual(met(everything()).map((_, at) => at !== index[goal]));
    expect(readme(results).match(/\*\*no\*\*/g)).toHaveLength(1);
  });

  test("of a refresh is not met where the textbook provider takes less than three times as long", () => {
    const samples = latency.samples.map((each) =>
      each.contestant === "textbook" ? { ...each, wallSeconds: each.wallSeconds * 0.74 } : each,
    );
    const results = { ...everything(), latency: { ...latency, samples } };
    expect(met(results)).toEqual(met(everything()).map((_, at) => at !== index.textbookRefresh));
  });

  test.each([
    [300, 45, [true, true]],
    [301, 44, [false, true]],
    [299, 46, [true, false]],
  ])("of 10,000 subscriptions: created in %i s and checked in %i s", (up, drift, expected) => {
    const small = {
      stacks: 10,
      each: 100,
      parallel: 2,
      processors: 2,
      seconds: { up: 1, unchanged: 1, drift: 1 },
    };
    const large = { ...small, stacks: 12, each: 834, seconds: { up, unchanged: 30, drift } };
    const of16 = (fleet: readonly (typeof small)[]) =>
      goals(resultsOf({ fleet })).filter(({ goal }) => goal === 16);
    expect(of16([small])).toEqual([]);
    expect(of16([large, small])).toMatchObject([
      {
        what: "10,008 subscriptions in 12 stacks, one command, 2 processors: created: at most 300 s",
        met: expected[0],
      },
      { what: expect.stringContaining("checked for drift: at most 45 s"), met: expected[1] },
    ]);
  });

  test("are met by costs just within", () => {
    const costs = { bytes: { ours: 900_000 }, seconds: { ours: 10.5, textbook: 24.15 } };
    expect(met(resultsOf({ compare: comparison(costs), loading, latency }))).toEqual(Array(9).fill(true));
  });

  test("of loading are judged by the median of the differences", () => {
    const slow = [
      ...loaded("@pulumi/pulumi", [200, 300, 400]),
      ...loaded("@pulumi/pulumi and this package", [209, 311, 411]),
      ...loaded("the plugin's side", [79, 81, 82]),
    ];
    expect(met(resultsOf({ compare: comparison(), loading: slow })).slice(7)).toEqual([false, false]);
  });

  test("of 1,000 subscriptions say so when these were not measured", () => {
    const results = resultsOf({ compare: comparison({ sizes: [200] }) });
    expect(goals(results)[index.up]).toMatchObject({
      figure: "1,000 subscriptions were not measured",
      met: undefined,
    });
    expect(readme(results)).toContain("1,000 subscriptions were not measured | not measured |");
  });

  test("take one refresh too many in one round as not met", () => {
    const samples = rounds("ours", [1, 1, 1], { operation: "refresh" }).map((each) => ({
      ...each,
      requests: { GET: each.round === 1 ? 2 : 1 },
    }));
    expect(met(resultsOf({ compare: comparisonOf({ samples }) }))[index.refresh]).toBe(false);
  });

  test.each([
    [1, 1],
    [999, 1],
    [1000, 1],
    [1001, 2],
    [1999, 2],
    [2000, 3],
    [5000, 6],
  ])("a list of %i has %i pages", (resources, pages) => {
    expect(pagesOf(resources)).toBe(pages);
  });
});

describe("receiving webhooks", () => {
  const own: ReceiverSample = {
    contestant: "rockit-durst-webhooks",
    version: "0.1.0",
    packages: 2,
    bytes: 438_000,
    loadMilliseconds: [15, 18, 30],
    verificationsPerSecond: 4100,
  };
  const standard: ReceiverSample = {
    ...own,
    contestant: "standardwebhooks",
    packages: 3,
    loadMilliseconds: [10, 10, 10],
  };

  test("has a row for each package, and goals that are judged by the median round", () => {
    const results = resultsOf({ receiver: [own, standard] });
    expect(readme(results)).toContain(
      "| rockit-durst-webhooks | 0.1.0 | 2 | 438 | 18 | 1.80 (1.50–3.00) | 4,100 |",
    );
    const judged = (receiver: readonly ReceiverSample[]) =>
      goals(resultsOf({ receiver }))
        .filter(({ goal }) => goal === 17)
        .map(({ met }) => met);
    expect(judged([own, standard])).toEqual([true, true, true]);
    const slow = { ...own, bytes: 1_100_000, packages: 4, loadMilliseconds: [15, 21, 22] };
    expect(judged([slow, standard])).toEqual([false, false, false]);
    expect(judged([own])).toEqual([true, true, undefined]);
    expect(judged([])).toEqual([]);
  });
});

describe("the native plugin", () => {
  const both = (native: number, dynamic: number) => [
    ...loaded("first answer of the native plugin", [native, native, native]),
    ...loaded("first answer of the dynamic plugin", [dynamic, dynamic, dynamic]),
  ];

  test("has goals once it was measured, judged beside the no-op provider and the dynamic plugin", () => {
    const samples = [
      ...rounds("noop", [10, 10, 10], { operation: "create" }),
      ...rounds("native", [8, 9, 10], { operation: "create" }),
    ];
    const contestants = [{ name: "native", title: "native", about: "" }];
    const compare = { ...comparisonOf({ samples }), contestants };
    const own = (results: Results) =>
      goals(results)
        .filter(({ what }) => what.includes("native"))
        .map(({ what, figure, met }) => [what.split(",")[0], figure, met]);
    expect(own(everything())).toEqual([]);
    expect(own(resultsOf({ compare, loading: both(300, 1000) }))).toEqual([
      ["bytes of state", "it was not measured", undefined],
      ["`up` of 1", "0.90 (0.80–1.00)", true],
      ["`up` without changes of 1", "1,000 subscriptions were not measured", undefined],
      ["refresh of 1", "1,000 subscriptions were not measured", undefined],
      ["first answer of the plugin", "0.30", true],
    ]);
    expect(own(resultsOf({ loading: both(360, 1000) })).at(-1)).toEqual([
      "first answer of the plugin",
      "0.36",
      false,
    ]);
  });
});
