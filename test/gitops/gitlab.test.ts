// The GitLab pipeline: gitlab-ci-local checks its schema and computes which jobs run.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { itWith, skippedSuffix, whyNoProgram } from "../helpers/needed-programs.ts";
import { gitopsFolder, textOf } from "./files.ts";
import { Scripts } from "./scripts.ts";

/** gitlab-ci-local starts both. */
const programs = ["git", "bash"];
const missingProgram = whyNoProgram(...programs);
const itWithPrograms = itWith(...programs);
const text = textOf("gitlab-ci", ".gitlab-ci.yml");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rockit-durst-gitlab-"));
  cpSync(join(gitopsFolder, "gitlab-ci"), folder, { recursive: true });
  cpSync(join(gitopsFolder, "ci"), join(folder, "ci"), { recursive: true });
  if (missingProgram !== undefined) return;
  const git = (...rest: string[]) => execa("git", rest, { cwd: folder });
  await git("init", "--quiet", "--initial-branch=main");
  // gitlab-ci-local finds a local include only if Git tracks the file.
  await git("add", "--all");
  await git(
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@t.example",
    "commit",
    "--quiet",
    "--allow-empty",
    "-m",
    "empty",
  );
  await git("remote", "add", "origin", "git@gitlab.example:your-org/your-subscriptions.git");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function listJobs(pipeline: string, variables: Readonly<Record<string, string>>, validated = false) {
  writeFileSync(join(folder, ".gitlab-ci.yml"), pipeline);
  const variableArgs = Object.entries(variables).flatMap(([name, value]) => [
    "--variable",
    `${name}=${value}`,
  ]);
  const { exitCode, stdout, stderr } = await execa(
    "gitlab-ci-local",
    [
      "--list-csv",
      `--json-schema-validation=${validated}`,
      ...variableArgs,
      ...["--ignore-predefined-vars", Object.keys(variables).join(",")],
    ],
    // Keeps the personal gitlab-ci-local settings of this machine out.
    { cwd: folder, reject: false, preferLocal: true, localDir: import.meta.dirname, env: { HOME: folder } },
  );
  const names = stdout
    .split("\n")
    .slice(1)
    .map((line) => line.split(";")[0] ?? "");
  return { exitCode, names, output: stdout + stderr };
}

const project = { CI_PROJECT_ID: "7", CI_DEFAULT_BRANCH: "main" };
const onMain = { ...project, CI_COMMIT_BRANCH: "main" };
const onFeature = { ...project, CI_COMMIT_BRANCH: "feature" };
const mergeRequest = { ...project, CI_PIPELINE_SOURCE: "merge_request_event", CI_COMMIT_BRANCH: "" };
const shardNames = (job: string) => [1, 2, 3, 4, 5].map((shard) => `${job}: [${shard}/5]`);

itWithPrograms("is valid by GitLab's schema", async () => {
  const { exitCode, output } = await listJobs(text, { ...onMain, CI_PIPELINE_SOURCE: "push" }, true);
  expect(output).toContain("json schema validated");
  expect(exitCode).toBe(0);
});

itWithPrograms("is refused by GitLab's schema with a misspelt key or an unknown value", async () => {
  const changes = [
    ["resource_group:", "resource_groop:"],
    ["when: manual", "when: by-hand"],
    ["expire_in:", "expires_in:"],
  ] as const;
  for (const [from] of changes) expect(text).toContain(from);
  const broken = changes.reduce((changed, [from, to]) => changed.replace(from, to), text);
  const { exitCode, output } = await listJobs(broken, { ...onMain, CI_PIPELINE_SOURCE: "push" }, true);
  expect(output).toContain("Invalid .gitlab-ci.yml configuration!");
  for (const word of ["resource_groop", "by-hand", "expires_in"]) expect(output).toContain(word);
  expect(exitCode).not.toBe(0);
});

describe.skipIf(missingProgram)(`runs${skippedSuffix(missingProgram)}`, () => {
  it.each([
    [
      "a preview for a merge request of this project",
      { ...mergeRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "7" },
      ["prepare", ...shardNames("preview"), "show"],
    ],
    [
      "a plan after a merge",
      { ...onMain, CI_PIPELINE_SOURCE: "push" },
      ["prepare", ...shardNames("plan"), "stacks", "run"],
    ],
    [
      "a plan by hand",
      { ...onMain, CI_PIPELINE_SOURCE: "web" },
      ["prepare", ...shardNames("plan"), "stacks", "run"],
    ],
    ["no plan by schedule", { ...onMain, CI_PIPELINE_SOURCE: "schedule" }, ["prepare", "stacks", "run"]],
    [
      "no plan for a repair",
      { ...onMain, CI_PIPELINE_SOURCE: "web", REPAIR: "true" },
      ["prepare", "stacks", "run"],
    ],
    ["nothing for a fork's merge request", { ...mergeRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "8" }, []],
    ["nothing on another branch by hand", { ...onFeature, CI_PIPELINE_SOURCE: "web" }, []],
    ["nothing to remove on another branch", { ...onFeature, CI_PIPELINE_SOURCE: "web", REMOVE: "graz" }, []],
    [
      "only the removal for REMOVE",
      { ...onMain, CI_PIPELINE_SOURCE: "web", REMOVE: "graz" },
      ["prepare", "remove-preview", "remove"],
    ],
  ])("%s", async (_, variables, expected) => {
    expect((await listJobs(text, variables)).names).toEqual(expected);
  });
});

interface Job {
  readonly extends?: string;
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly id_tokens?: object;
  readonly variables?: Readonly<Record<string, string>>;
  readonly when?: string;
  readonly script?: readonly string[];
  readonly needs?: unknown;
}
type Pipeline = Readonly<Record<string, Job>>;
const parentPipeline: Pipeline = parse(text, { merge: true });
const templates: Pipeline = parse(textOf("gitlab-ci", ".gitlab", "jobs.yml"));

/** A job merged with the jobs that it extends, as GitLab does it. */
function mergedJob(all: Pipeline, job: Job): Job {
  const base = job.extends === undefined ? undefined : all[job.extends];
  if (base === undefined) return job;
  const under = mergedJob(all, base);
  return { ...under, ...job, variables: { ...under.variables, ...job.variables } };
}

it("installs packages in a single job, without an environment or a token", () => {
  const all = { ...templates, ...parentPipeline };
  const installing = Object.entries(all).filter(([, { script = [] }]) =>
    /npm|install\.mjs/.test(script.join()),
  );
  expect(installing.map(([name]) => name)).toEqual(["prepare"]);
  const prepare = mergedJob(all, all["prepare"] ?? {});
  expect([prepare.id_tokens, prepare.environment]).toEqual([undefined, undefined]);
});

it("gives previews and plans no environment, and only the rights to read", () => {
  for (const name of ["preview", "show", "plan", "remove-preview"]) {
    const job = mergedJob({ ...templates, ...parentPipeline }, parentPipeline[name] ?? {});
    expect(job.environment).toBeUndefined();
    expect(job.variables?.["TEAM"] ?? "preview").toBe("preview");
  }
});

describe("the pipeline of a check or a deployment", () => {
  async function generatePipeline(
    mode: string,
    stacks: readonly string[],
    environment = {},
    outcomes: Record<string, string> = {},
  ) {
    using scripts = new Scripts();
    scripts.write(".gitlab/jobs.yml", textOf("gitlab-ci", ".gitlab", "jobs.yml"));
    const results = Object.entries(outcomes).map(([stack, outcome]) => [stack, { outcome }] as const);
    scripts.writeResults(Object.fromEntries(results));
    const variables = { STACKS: JSON.stringify(stacks), ...environment };
    const { exitCode, stdout, stderr } = await scripts.run("gitlab.mjs", [mode], variables);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const generated: Pipeline = parse(stdout);
    const names = Object.keys(generated).filter(
      (name) => !name.startsWith(".") && !["stages", "workflow"].includes(name),
    );
    return { text: stdout, names, job: (name: string) => mergedJob(generated, generated[name] ?? {}) };
  }

  itWithPrograms("is valid by GitLab's schema", async () => {
    for (const [mode, names] of [
      ["check", ["innsbruck", "lienz"]],
      ["up", []],
    ] as const) {
      const { text: generated } = await generatePipeline(mode, names, { REPAIR: "true" });
      const { output, exitCode } = await listJobs(
        generated,
        { ...onMain, CI_PIPELINE_SOURCE: "parent_pipeline" },
        true,
      );
      expect({ exitCode, output }).toEqual({
        exitCode: 0,
        output: expect.stringContaining("json schema validated"),
      });
    }
  });

  it("updates only changed stacks, after approval, one job per stack at a time, without interruption", async () => {
    const outcomes = { innsbruck: "unchanged", lienz: "changes", graz: "new", wels: "failed" };
    const { names, job } = await generatePipeline("up", [...Object.keys(outcomes), "villach"], {}, outcomes);
    expect(names).toEqual(["up: lienz", "up: graz"]);
    expect(job("up: lienz")).toMatchObject({
      environment: { name: "lienz" },
      resource_group: "lienz",
      interruptible: false,
      variables: { STACK: "lienz", TEAM: "deploy" },
    });
  });

  it("has a placeholder job when no stack changes", async () => {
    expect((await generatePipeline("up", ["lienz"], {}, { lienz: "unchanged" })).names).toEqual([
      "nothing to do",
    ]);
    expect((await generatePipeline("up", [])).names).toEqual(["nothing to do"]);
  });

  it("checks every stack in its own environment without a deployment, and always reports", async () => {
    const { names, job } = await generatePipeline("check", ["innsbruck", "lienz"]);
    expect(names).toEqual(["check: innsbruck", "check: lienz", "orphaned-stacks", "report"]);
    expect(job("check: lienz")).toMatchObject({
      environment: { name: "lienz-drift", action: "access" },
      variables: { STACK: "lienz", TEAM: "drift" },
    });
    expect(job("report")).toMatchObject({ when: "always", variables: { STACKS: '["innsbruck","lienz"]' } });
    expect(job("report").id_tokens).toBeUndefined();
  });

  it("repairs only when a person starts the job, in the stack's environment", async () => {
    const { job } = await generatePipeline("check", ["lienz"], { REPAIR: "true", ONLY: "lienz" });
    expect(job("repair: lienz")).toMatchObject({
      environment: { name: "lienz" },
      resource_group: "lienz",
      when: "manual",
      script: ["node ci/pulumi.mjs repair"],
    });
  });

  it("stays under 1 MiB for 250 stacks", async () => {
    const stacks = Array.from({ length: 250 }, (_, index) => `site-${index}`);
    const { names, text: generated } = await generatePipeline("check", stacks, { REPAIR: "true" });
    expect(names).toHaveLength(502);
    expect(generated.length).toBeLessThan(1024 * 1024);
  });
});

it("parallel jobs run each stack once, and only the job with a failed stack fails", async () => {
  const stacks = ["a", "b", "c", "d", "e", "f", "g"];
  const seen: string[] = [];
  for (const shard of ["1", "2", "3"]) {
    using scripts = new Scripts();
    const event = JSON.stringify({ resourcePreEvent: { metadata: { op: "same" } } });
    scripts.replacePulumi(`[ "$1" = preview ] && echo "seen $3" && echo '${event}' > "$6"; [ "$3" != c ]`);
    const environment = { STACKS: JSON.stringify(stacks), CI_NODE_INDEX: shard, CI_NODE_TOTAL: "3" };
    const { exitCode, stdout, stderr } = await scripts.run("each.mjs", ["preview"], environment);
    const own = [...stdout.matchAll(/^seen (\w)$/gm)].flatMap(([, stack]) => stack ?? []);
    expect(exitCode).toBe(own.includes("c") ? 1 : 0);
    if (own.includes("c")) expect(stderr).toContain("preview failed for c.");
    seen.push(...own);
  }
  expect(seen.sort()).toEqual(stacks);
});
