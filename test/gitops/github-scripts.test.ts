// The workflows' shell, run as GitHub runs it: which stacks there are, one comment a pull request, one issue a stack.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect } from "vitest";
import { itWith } from "../helpers/needed-programs.ts";
import { stepNamed } from "./github.ts";

const it = itWith("bash");

interface Entry {
  number: number;
  author: string;
  body: string;
  title?: string;
  open?: boolean;
  closedWith?: string;
}
interface GitHub {
  issues: Entry[];
  comments: Entry[];
}

let folder: string;
const file = (name: string) => join(folder, name);
const github = (): GitHub => JSON.parse(readFileSync(file("github.json"), "utf8"));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rockit-durst-gitops-"));
  mkdirSync(file("bin"));
  copyFileSync(join(import.meta.dirname, "gh.mjs"), file("bin/gh"));
  chmodSync(file("bin/gh"), 0o755);
  put({ issues: [], comments: [] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (state: GitHub) => writeFileSync(file("github.json"), JSON.stringify(state));

/** `shell: bash` is `bash -eo pipefail`, the default on Linux `bash -e`. */
async function run(workflow: string, step: string, environment: Record<string, string>) {
  const { run: script = "", shell } = stepNamed(workflow, step);
  await execa("bash", [...(shell === "bash" ? ["-eo", "pipefail"] : ["-e"]), "-c", script], {
    cwd: folder,
    env: {
      ...environment,
      GH_STATE: file("github.json"),
      PATH: `${file("bin")}${delimiter}${process.env["PATH"]}`,
    },
  });
}

it("takes the files Pulumi.<stack>.yaml for the stacks, and no name that is none", async () => {
  for (const name of [
    "Pulumi.yaml",
    "Pulumi.lienz.yaml",
    "Pulumi.innsbruck-2.yaml",
    "Pulumi.$(id).yaml",
    'Pulumi.a"b.yaml',
  ]) {
    writeFileSync(file(name), "");
  }
  await run("stacks.yml", "List the stacks", { GITHUB_OUTPUT: file("output") });
  expect(readFileSync(file("output"), "utf8")).toBe('names=["innsbruck-2","lienz"]\n');
});

const comment = () =>
  run("preview.yml", "Write the comment, or the earlier one anew", {
    PULL_REQUEST: "7",
    GITHUB_REPOSITORY: "org/repo",
    RUN: "https://run.example",
  });

function previews(texts: Readonly<Record<string, string>>) {
  mkdirSync(file("previews"), { recursive: true });
  for (const [stack, text] of Object.entries(texts)) writeFileSync(file(`previews/${stack}.txt`), text);
}

it("writes one comment for all stacks, and that one anew after the next push", async () => {
  const someoneElse = { number: 1, author: "someone", body: "<!-- pulumi preview -->" };
  put({ issues: [], comments: [someoneElse] });
  previews({ innsbruck: "first text", lienz: "other text" });
  await comment();
  expect(github().comments).toHaveLength(2);
  expect(github().comments[1]?.body).toMatch(
    /2 stack\(s\)[\s\S]*innsbruck[\s\S]*first text[\s\S]*lienz[\s\S]*other text/,
  );

  previews({ innsbruck: "second text" });
  await comment();
  expect(github().comments).toHaveLength(2);
  expect(github().comments[0]).toEqual(someoneElse);
  expect(github().comments[1]?.body).toContain("second text");
  expect(github().comments[1]?.body).not.toContain("first text");
});

it("makes nothing but text of what a preview printed, and no more than GitHub takes", async () => {
  previews({ innsbruck: "</pre>@everyone <img src=x> & so on", lienz: "<".repeat(100_000) });
  await comment();
  const body = github().comments[0]?.body ?? "";
  expect(body).toContain("&lt;/pre&gt;@everyone &lt;img src=x&gt; &amp; so on");
  expect(body.match(/<\/pre>/g)).toHaveLength(2);
  expect(body.length).toBeLessThan(65_536);
});

it("comments even if no stack got as far as a preview", async () => {
  await comment();
  expect(github().comments[0]?.body).toContain("Preview of 0 stack(s)");
});

const report = (check: string) =>
  run("drift.yml", "Open, update or close the issue", {
    STACK: "lienz",
    CHECK: check,
    RUN: "https://run.example",
  });

it("opens one issue about drift, writes it anew while it lasts, and closes it", async () => {
  writeFileSync(
    file("drift.txt"),
    "url: old\nerror: no changes were expected for refresh but changes were proposed\n",
  );
  await report("failure");
  writeFileSync(
    file("drift.txt"),
    "url: newer\nerror: no changes were expected for refresh but changes were proposed\n",
  );
  await report("failure");
  expect(github().issues).toHaveLength(1);
  expect(github().issues[0]).toMatchObject({ title: "Drift: lienz", open: true });
  expect(github().issues[0]?.body).toMatch(
    /do not have what was declared for \*\*lienz\*\*[\s\S]*url: newer/,
  );

  writeFileSync(file("drift.txt"), "nothing to say\n");
  await report("success");
  expect(github().issues[0]).toMatchObject({ open: false });
  await report("success");
  expect(github().issues).toHaveLength(1);
});

it("leaves the issues of other stacks and of people alone", async () => {
  const others = [
    { number: 1, open: true, author: "github-actions[bot]", title: "Drift: innsbruck", body: "theirs" },
    { number: 2, open: true, author: "someone", title: "Drift: lienz", body: "a person's" },
  ];
  put({ issues: others, comments: [] });
  await report("success");
  expect(github().issues).toEqual(others);
});

it("says so when the check failed, whether Pulumi printed anything or was never begun", async () => {
  writeFileSync(file("drift.txt"), "error: Durst refused the credentials\n");
  await report("failure");
  expect(github().issues[0]?.body).toMatch(/could not be told[\s\S]*refused the credentials/);
  rmSync(file("drift.txt"));
  await report("skipped");
  expect(github().issues).toHaveLength(1);
  expect(github().issues[0]?.body).toContain("could not be told");
});
