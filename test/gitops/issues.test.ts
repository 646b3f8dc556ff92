// ci/issues.mjs keeps one open issue for each stack that differs or could not be checked.
import Fastify from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newScriptsForEachTest, type Result, type Results, Scripts, scripts } from "./scripts.ts";
import { issueOf, startTracker, type Tracker, trackerApis } from "./trackers.ts";

const drift: Omit<Result, "stack"> = {
  outcome: "differs",
  findings: [{ kind: "drift", text: "1 resource changed or deleted on the servers." }],
  resources: [{ resource: "rockit:Subscription::builds", cause: "changed" }],
  text: "url: a => b",
};

describe.each(Object.entries(trackerApis))("at %s", (_, api) => {
  newScriptsForEachTest();
  let tracker: Tracker;
  beforeEach(async () => {
    tracker = await startTracker(api);
  });
  afterEach(() => tracker[Symbol.asyncDispose]());

  /** Runs the script on one night's results. `orphaned`: stacks without a file, `undefined` if the search failed. */
  async function updateIssues(
    results: Results,
    { stacks = Object.keys(results), orphaned = [] as object[] | undefined, environment = {} } = {},
  ) {
    scripts.write("results/.orphaned-stacks.json", JSON.stringify(orphaned));
    scripts.writeResults(results);
    const result = await scripts.run("issues.mjs", [], {
      ...tracker.environment,
      STACKS: JSON.stringify(stacks),
      RUN: "https://run.example",
      ...environment,
    });
    expect(result.all).not.toContain("canary");
    return result;
  }
  const openTitles = () => tracker.issues.filter((issue) => issue.open).map(({ title }) => title);

  it("opens one issue, updates it while the drift lasts, and closes it after a clean check", async () => {
    await updateIssues({ lienz: drift });
    await updateIssues({ lienz: { ...drift, text: "url: a => c" } });
    expect(tracker.issues).toMatchObject([{ title: "Drift: lienz", labels: "pulumi-drift", open: true }]);
    expect(tracker.issues[0]?.body).toMatch(
      /\*\*drift\*\*: 1 resource[\s\S]*changed on the server: rockit[\s\S]* {4}url: a => c/,
    );
    await updateIssues({ lienz: { outcome: "unchanged", text: "" } });
    expect(openTitles()).toEqual([]);
    expect(tracker.issues[0]?.comments).toEqual([expect.stringContaining("found no difference")]);
    await updateIssues({ lienz: { outcome: "unchanged", text: "" } });
    expect(tracker.issues).toHaveLength(1);
  });

  it.each<[string, Results, RegExp]>([
    ["timed out", {}, /timed out, was cancelled, or failed before it compared anything/],
    [
      "failed",
      { lienz: { outcome: "failed", text: "error: Durst refused the credentials" } },
      /^Could not check \*\*lienz\*\*: the check failed[\s\S]*refused/,
    ],
    ["wrote an invalid result", { lienz: { outcome: 7 as never } }, /timed out/],
  ])("opens an issue and keeps it open for a check that %s", async (_, results, body) => {
    await updateIssues(results, { stacks: ["lienz"] });
    await updateIssues(results, { stacks: ["lienz"] });
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.issues[0]).toMatchObject({ open: true, body: expect.stringMatching(body) });
  });

  it("opens an issue about the check itself if the stacks can't be listed, and closes the issue the next night", async () => {
    await updateIssues({}, { environment: { STACKS: "" } });
    expect(openTitles()).toEqual(["Drift: the check itself"]);
    await updateIssues({ lienz: { outcome: "unchanged" } });
    expect(openTitles()).toEqual([]);
  });

  it("keeps the issue of a removed site open until its stack owns nothing", async () => {
    tracker.issues.push(issueOf("graz", 1));
    await updateIssues({ lienz: { outcome: "unchanged" } }, { orphaned: [{ stack: "graz", resources: 3 }] });
    expect(tracker.issues[0]).toMatchObject({
      open: true,
      body: expect.stringContaining("is not empty (3 entries in its state)"),
    });
    await updateIssues({ lienz: { outcome: "unchanged" } }, { orphaned: [{ stack: "graz", resources: 0 }] });
    expect(openTitles()).toEqual([]);
  });

  it("reports a failed search for removed sites and keeps their issues open", async () => {
    tracker.issues.push(issueOf("graz", 1));
    scripts.write("results/.keep");
    const result = await scripts.run("issues.mjs", [], { ...tracker.environment, STACKS: "[]" });
    expect(result.exitCode).toBe(0);
    expect(openTitles()).toEqual(["Drift: graz", "Drift: the check itself"]);
  });

  it("leaves foreign issues unchanged, and other stacks' issues if only one stack was checked", async () => {
    const others = [
      issueOf("lienz", 1, { labels: "question" }),
      issueOf("", 2, { title: "Something else" }),
      issueOf("lienz-2", 3),
    ];
    tracker.issues.push(...others.map((issue) => ({ ...issue })));
    await updateIssues({ lienz: { outcome: "unchanged" } }, { environment: { ONLY: "lienz" } });
    expect(tracker.issues).toEqual(others);
    await updateIssues({ lienz: { outcome: "unchanged" } });
    expect(openTitles()).toEqual(["Drift: lienz", "Something else"]);
  });

  it("quotes Pulumi's output as plain text and marks where the text was cut", async () => {
    const text = `/close\n@everyone\r/label ~x\r\n</pre><img src=x>\n${"x".repeat(60_000)}`;
    const resources = Array.from({ length: 300 }, () => ({ resource: "r".repeat(500), cause: "changed" }));
    await updateIssues({ lienz: { ...drift, text: `${text}${"\n".repeat(9_000)}`, resources } });
    const { body = "" } = tracker.issues[0] ?? {};
    expect(body).not.toMatch(/^(\/close|@everyone|\/label|<\/pre>)/m);
    expect(body).toMatch(/\*\*Cut here\*\*: \[The run\]\(https:\/\/run\.example\)/);
    expect(body.length).toBeLessThan(65_536);
  });

  it("opens one issue for all stacks if the shared server is down, and closes the issue afterwards", async () => {
    tracker.issues.push(issueOf("site-7", 1));
    const resultsOfAll = (outcome: string) =>
      Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`site-${index}`, { outcome, text: "" }]));
    await updateIssues(resultsOfAll("failed"));
    expect(openTitles()).toEqual(["Drift: site-7", "Drift: many stacks"]);
    expect(tracker.issues[1]?.body).toMatch(/^249 stacks differ[\s\S]*- site-0: failed\n/);
    expect(tracker.issues[1]?.body).not.toContain("site-7:");
    await updateIssues(resultsOfAll("unchanged"));
    expect(openTitles()).toEqual([]);
  });

  it("updates a stack's issue among hundreds instead of opening another", async () => {
    for (let number = 1; number <= 250; number += 1) tracker.issues.push(issueOf(`site-${number}`, number));
    await updateIssues({ "site-250": drift }, { orphaned: [], environment: { ONLY: "site-250" } });
    expect(tracker.issues).toHaveLength(250);
    expect(tracker.issues[249]?.body).toContain("**drift**");
  });

  it("reports the status of a refused request and fails", async () => {
    tracker.status = 403;
    const { exitCode, all } = await updateIssues({ lienz: drift });
    expect(all).toContain(`answered 403 to GET`);
    expect(exitCode).toBe(1);
  });

  it("the issue says that there was no stack to check", async () => {
    scripts.write("results/.orphaned-stacks.json", "[]");
    await scripts.run("issues.mjs", [], { ...tracker.environment, STACKS: "[]", RUN: "https://run.example" });
    expect(tracker.issues[0]?.body).toMatch(/^No stack was checked: the project has no file/);
  });

  it("sends a heartbeat if any check succeeded, and none if all failed", async () => {
    let heartbeats = 0;
    const app = Fastify();
    app.post("/", async () => {
      heartbeats += 1;
    });
    const environment = { HEARTBEAT_URL: await app.listen({ port: 0, host: "127.0.0.1" }) };
    await updateIssues({ lienz: drift, graz: { outcome: "failed" } }, { environment });
    expect(heartbeats).toBe(1);
    await updateIssues({ lienz: { outcome: "failed" } }, { environment });
    await app.close();
    expect(heartbeats).toBe(1);
  });
});

it("leaves an issue open at GitHub that a person opened, even with the label", async () => {
  using scripts = new Scripts();
  await using tracker = await startTracker(trackerApis.GitHub);
  tracker.issues.push(issueOf("lienz", 1, { bot: false }));
  scripts.writeResults({ lienz: { outcome: "unchanged" } });
  scripts.write("results/.orphaned-stacks.json", "[]");
  await scripts.run("issues.mjs", [], { ...tracker.environment, STACKS: '["lienz"]' });
  expect(tracker.issues[0]?.open).toBe(true);
});

it("names the missing token", async () => {
  using scripts = new Scripts();
  const { exitCode, all } = await scripts.run("issues.mjs", [], { STACKS: "[]" });
  expect([exitCode, all]).toEqual([0, expect.stringContaining("DRIFT_ISSUE_TOKEN is not set")]);
});
