// ci/report.mjs writes the comment on a pull request and the summary for an approver.
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { newScriptsForEachTest, type Results, scripts } from "./scripts.ts";

newScriptsForEachTest();

const RUN = "https://run.example";

async function writeReport(results: Results, stacks = Object.keys(results)) {
  scripts.writeResults(results);
  const output = scripts.path("output");
  const environment = { STACKS: JSON.stringify(stacks), RUN, GITHUB_OUTPUT: output };
  const { exitCode, all } = await scripts.run("report.mjs", ["report.md"], environment);
  expect({ exitCode, all }).toEqual({ exitCode: 0, all: "" });
  return scripts.read("report.md");
}

it("lists changed, failed and missing stacks, the urgent ones first, and counts unchanged stacks", async () => {
  const text = await writeReport(
    {
      innsbruck: { outcome: "unchanged", text: "same text" },
      lienz: { outcome: "changes", text: "url: a => b" },
      graz: { outcome: "failed", text: "error: no" },
      wels: { outcome: "new", text: "create" },
    },
    ["graz", "innsbruck", "lienz", "villach", "wels"],
  );
  expect(text).toMatch(/4 of 5 stacks would change or failed/);
  expect([...text.matchAll(/^\| (\w+) \| (.*?) \|$/gm)].map(([, stack]) => stack)).toEqual([
    "villach",
    "graz",
    "wels",
    "lienz",
  ]);
  expect(text).toContain("| villach | **no result**: its job failed or timed out");
  expect(text).toContain("1 unchanged.");
  expect(text).toContain("url: a =&gt; b");
  expect(text).not.toContain("same text");
  expect(scripts.read("output")).toContain('changed=["lienz","wels"]\n');
});

it.each<[string, Results, RegExp, string]>([
  ["no stack", {}, /0 of 0 stacks/, "changed=[]"],
  ["no change", { lienz: { outcome: "unchanged" } }, /1 unchanged\./, "changed=[]"],
  [
    "drift",
    { lienz: { outcome: "differs", text: "x" } },
    /\| lienz \| \*\*differs\*\* \|/,
    'differing=["lienz"]',
  ],
])("reports %s", async (_, results, text, output) => {
  expect(await writeReport(results)).toMatch(text);
  expect(scripts.read("output")).toContain(output);
});

it("quotes the output of a preview as plain text", async () => {
  const text = await writeReport({
    lienz: { outcome: "changes", text: "</pre>@everyone <img src=x> & so on" },
  });
  expect(text).toContain("&lt;/pre&gt;&#64;everyone &lt;img src=x&gt; &amp; so on");
  expect(text.match(/<\/pre>/g)).toHaveLength(1);
});

it("marks where a text was cut", async () => {
  const text = await writeReport({
    lienz: { outcome: "changes", text: "<".repeat(100_000) },
    graz: { outcome: "changes", text: "short" },
  });
  expect(text.match(/\*\*Cut here\*\*/g)).toHaveLength(1);
  expect(text).toContain("short");
  expect(text.length).toBeLessThan(65_536);
  expect(text).not.toMatch(/&l?t?\n/);
});

it.each([1, 50, 250, 600])("fits %d changed stacks into one comment", async (count) => {
  const name = (index: number) => `${"a-long-name-of-a-site-".repeat(3)}${index}`;
  const results = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      name(index),
      { outcome: "changes", text: "x".repeat(20_000) },
    ]),
  );
  const text = await writeReport(results);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain(`${count} of ${count} stack`);
  const shown = text.match(/<details>/g)?.length ?? 0;
  if (count > 300) expect(text).toContain(`… and ${count - 300} more stacks`);
  if (shown < Math.min(count, 300)) expect(text).toMatch(/more texts do not fit here/);
  else expect(shown).toBe(count);
});

describe("as a comment", () => {
  const mark = "<!-- pulumi preview -->";
  const comments: { id: number; user: { login: string }; body: string }[] = [];
  const app = Fastify({ bodyLimit: 1_000_000 });
  const bot = { login: "github-actions[bot]" };
  app.get<{ Querystring: { page: string } }>("/repos/org/repo/issues/7/comments", async ({ query }) =>
    comments.slice((Number(query.page) - 1) * 100, Number(query.page) * 100),
  );
  app.post<{ Body: { body: string } }>("/repos/org/repo/issues/7/comments", async ({ body }) => {
    comments.push({ id: comments.length + 1, user: bot, body: body.body });
    return {};
  });
  app.patch<{ Params: { id: string }; Body: { body: string } }>(
    "/repos/org/repo/issues/comments/:id",
    async ({ params, body }) => {
      const found = comments.find(({ id }) => String(id) === params.id);
      if (found) found.body = body.body;
      return {};
    },
  );

  it("is created once and then updated, even after 120 comments of people, which stay unchanged", async () => {
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    for (let id = 1; id <= 120; id += 1) comments.push({ id, user: { login: "someone" }, body: mark });
    const comment = async (text: string) => {
      scripts.writeResults({ lienz: { outcome: "changes", text } });
      const environment = {
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: "org/repo",
        GH_TOKEN: "token",
        PULL_REQUEST: "7",
      };
      return scripts.run("report.mjs", ["comment"], { ...environment, STACKS: '["lienz"]', RUN });
    };
    await comment("first text");
    await comment("second text");
    await app.close();
    expect(comments).toHaveLength(121);
    expect(comments[120]?.body).toContain("second text");
    expect(comments.slice(0, 120).every(({ body }) => body === mark)).toBe(true);
  });
});
