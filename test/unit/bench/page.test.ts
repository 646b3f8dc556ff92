import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { goals } from "../../bench/page/goals.ts";
import { page, writePage } from "../../bench/page/page.ts";
import type { Results } from "../../bench/results.ts";
import { fullResults, readme, scale } from "./page-samples.ts";
import { comparison, comparisonOf, resultsOf, samplesOfRounds } from "./samples.ts";

describe("the files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rockit-durst-page-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("depend only on the results, not on pages rendered before", () => {
    const first = page(fullResults());
    page(resultsOf({ scale }));
    expect(page(fullResults())).toEqual(first);
  });

  test("are the page and exactly the pictures that it shows", async () => {
    const paths = await writePage(fullResults(), folder);
    const text = await readFile(join(folder, "README.md"), "utf8");
    const pictures = [...text.matchAll(/!\[.*?\]\((.*?)\)/g)].map(([, file]) => file);
    expect(paths.map((path) => basename(path)).sort()).toEqual(["README.md", ...pictures].sort());
    expect((await readdir(folder)).sort()).toEqual(["README.md", ...pictures].sort());
    expect(pictures).toHaveLength(7);
  });

  test("no longer include the picture of a removed part, and other files are kept", async () => {
    await writePage(fullResults(), folder);
    await writeFile(join(folder, "results.json"), "{}");
    await writePage(resultsOf({ scale }), folder);
    expect((await readdir(folder)).sort()).toEqual(["README.md", "results.json", "scale.svg"]);
  });
});

test.each([
  { of: "all parts", results: fullResults() },
  { of: "one sample", results: resultsOf({ scale: scale.slice(0, 1) }) },
  {
    of: "values that differ by a factor of a million",
    results: resultsOf({
      compare: comparison({ seconds: { textbook: 9000, ours: 0.01 }, sizes: [1, 5000] }),
    }),
  },
  {
    of: "one contestant",
    results: resultsOf({ compare: comparisonOf({ samples: samplesOfRounds("ours", [1]) }) }),
  },
])("a picture of $of has a white background and no script or style", ({ results }) => {
  for (const [file, svg] of page(results)) {
    if (file === "README.md") continue;
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toMatch(/<script|<style|class=|zr\d|NaN|Infinity|undefined/);
    expect(svg).toMatch(/<rect [^>]*fill="#ffffff"/);
  }
});

test("prose has at most 100 characters a line, and goals about one topic stand together", () => {
  const lines = (page(fullResults()).get("README.md") ?? "").split("\n");
  expect(lines.filter((line) => line.length > 100 && !/^[|!]/.test(line))).toEqual([]);
  const [, goalLines = ""] = lines.join("\n").split("## Goals\n");
  const topics = [...(goalLines.split("\n## ")[0] ?? "").matchAll(/^\| (?!about|-)([^|]+) \|/gm)].map(
    ([, topic]) => topic,
  );
  const groups = topics.filter((topic, at) => topic !== topics[at - 1]);
  expect(groups.length).toBeGreaterThan(3);
  expect(new Set(groups).size).toBe(groups.length);
});

test("the pictures of contestants use the colours of this package and the textbook provider", () => {
  const files = page(fullResults());
  for (const file of ["times.svg", "growth.svg", "state.svg", "requests.svg", "latency.svg"]) {
    expect(files.get(file)).toContain("#0072b2");
    expect(files.get(file)).toContain("#d55e00");
  }
});

test("a contestant or operation without samples gets no place in the bar chart", () => {
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

test("sentences and tables contain the figures of the samples", () => {
  const text = readme(fullResults());
  expect(text).toContain(
    "Wall time of this package ÷ that of the no-op provider: `create` 1.05, `unchanged` 1.05, ",
  );
  expect(text).toContain("The largest ratio is 5.00, for `create` with textbook | provider.");
  expect(text).toContain(
    "With 1,000 subscriptions, the state of this package has 850 bytes per subscription. This size ÷ that of the others: no-op provider 0.85 and",
  );
  expect(text).toContain("Signing secrets are in plain text in the state of textbook | provider.");
  expect(text).toContain(
    "this package sends this number of requests: `create` 1,000, `unchanged` 0, `preview` 0, `refresh` 1,",
  );
  expect(text).toContain("`create` takes 5,000 s (one stack) and 500 s (stacks of 1,000)");
  expect(text).toContain("Without “one list”, `refresh` takes 3.00 times as long.");
  expect(text).toContain("In at least one round, these saved no wall time: “keep-alive” (`refresh`).");
  expect(text).toContain("| `create` | textbook \\| provider | 50 | 5.00 | 100 | 100 |");
  expect(text).toContain("Measured on 2026-11-22: 2 processors (Zuse Z4), 7.7 GB of memory");
});

test("refresh times are listed by delay of the server and compared within a round", () => {
  const text = readme(fullResults());
  expect(text).toContain(
    "Wall time of textbook | provider ÷ that of this package: 2.00 without delay, 4.00 after 50 ms and 5.60 after 100 ms.",
  );
  expect(text).toContain("| without delay | this package | 6 (4–8) | 2.00 | 1.00 | 0 |");
  expect(text).toContain("| after 100 ms | textbook \\| provider | 42 (28–56) | 14.0 | 5.60 | 0 |");
});

test("results without a slow server change only the goal for its refresh", () => {
  const { latency: _, ...rest } = fullResults();
  const changed = goals(rest).flatMap((goal, at) =>
    JSON.stringify(goal) === JSON.stringify(goals(fullResults())[at]) ? [] : [goal.what],
  );
  expect(changed).toEqual([
    "wall time of `refresh` with a server that answers after 50 ms, hand-written dynamic provider ÷ pulumi-rockit-durst",
  ]);
});

test("the page lists the operations in which this package is slower, and no others", () => {
  expect(readme(fullResults())).toContain("| 1,000 | no-op provider | `create` 1.05, ");
  expect(readme(fullResults())).not.toContain("| 1,000 | textbook \\| provider | `create`");
  expect(readme(resultsOf({ compare: comparison({ seconds: { ours: 9 } }) }))).not.toContain("is slower");
});

test("the page names each absent contestant with the reason", () => {
  const absent = [{ name: "terraform", title: "Terraform", reason: "there is no terraform on PATH" }];
  const text = readme(resultsOf({ compare: { ...comparison(), absent } }));
  expect(text).toContain("| Terraform | Not measured: there is no terraform on PATH. |");
});

test.each([
  {
    lacks: "compare",
    gone: [
      "## What is compared",
      "## How it is measured",
      "## Wall time",
      "## How wall time grows",
      "## Size of the state",
      "## Requests",
    ],
  },
  { lacks: "latency", gone: ["## Refresh of 1,000 subscriptions with a slow server"] },
  { lacks: "scale", gone: ["## Large numbers of subscriptions"] },
  { lacks: "levers", gone: ["## What each optimisation saves"] },
] as const)("results without $lacks give a page without its headings", ({ lacks, gone }) => {
  const { [lacks]: _, ...rest } = fullResults();
  for (const heading of gone) {
    expect(readme(fullResults())).toContain(heading);
    expect(readme(rest as Results)).not.toContain(heading);
  }
});

test("samples of a single number of subscriptions give no growth picture", () => {
  expect(page(resultsOf({ compare: comparison({ sizes: [1000] }) })).has("growth.svg")).toBe(false);
});
