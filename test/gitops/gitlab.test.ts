// The GitLab pipeline: gitlab-ci-local checks it against GitLab's own schema and works out which jobs run when.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itWith, skipped, whyNoProgram } from "../helpers/needed-programs.ts";
import { gitops, parseYaml, textOf } from "./files.ts";

/** gitlab-ci-local starts both. */
const programs = ["git", "bash"];
const lack = whyNoProgram(...programs);
const itRuns = itWith(...programs);
const text = textOf("gitlab-ci", ".gitlab-ci.yml");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rockit-durst-gitlab-"));
  cpSync(join(gitops, "gitlab-ci"), folder, { recursive: true });
  if (lack !== undefined) return;
  const git = (...rest: string[]) => execa("git", rest, { cwd: folder });
  await git("init", "--quiet", "--initial-branch=main");
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

async function jobs(pipeline: string, variables: Readonly<Record<string, string>>, validated = false) {
  writeFileSync(join(folder, ".gitlab-ci.yml"), pipeline);
  const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const { exitCode, stdout, stderr } = await execa(
    "gitlab-ci-local",
    [
      "--list-csv",
      `--json-schema-validation=${validated}`,
      ...given,
      ...["--ignore-predefined-vars", Object.keys(variables).join(",")],
    ],
    // Its settings of the person at this machine are not meant here.
    { cwd: folder, reject: false, preferLocal: true, localDir: import.meta.dirname, env: { HOME: folder } },
  );
  const names = stdout
    .split("\n")
    .slice(1)
    .map((line) => line.split(";")[0] ?? "");
  return { exitCode, names, said: stdout + stderr };
}

const project = { CI_PROJECT_ID: "7", CI_DEFAULT_BRANCH: "main" };
const onMain = { ...project, CI_COMMIT_BRANCH: "main" };
const onFeature = { ...project, CI_COMMIT_BRANCH: "feature" };
const mergeRequest = { ...project, CI_PIPELINE_SOURCE: "merge_request_event", CI_COMMIT_BRANCH: "" };
const each = (stage: string) => [`${stage}: [innsbruck]`, `${stage}: [lienz]`];

itRuns("is what GitLab's schema wants", async () => {
  const { exitCode, said } = await jobs(text, { ...onMain, CI_PIPELINE_SOURCE: "push" }, true);
  expect(said).toContain("json schema validated");
  expect(exitCode).toBe(0);
});

itRuns("would be refused by the schema with a misspelt key, or a value that does not exist", async () => {
  const changes = [
    ["resource_group:", "resource_groop:"],
    ["action: access", "action: acess"],
    ["expire_in:", "expires_in:"],
  ] as const;
  for (const [from] of changes) expect(text).toContain(from);
  const broken = changes.reduce((changed, [from, to]) => changed.replace(from, to), text);
  const { exitCode, said } = await jobs(broken, { ...onMain, CI_PIPELINE_SOURCE: "push" }, true);
  expect(said).toContain("Invalid .gitlab-ci.yml configuration!");
  for (const named of ["resource_groop", "found acess", "expires_in"]) expect(said).toContain(named);
  expect(exitCode).not.toBe(0);
});

describe.skipIf(lack)(`runs${skipped(lack)}`, () => {
  it.each([
    [
      "the preview for a merge request of this project",
      { ...mergeRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "7" },
      each("preview"),
    ],
    ["up after a merge", { ...onMain, CI_PIPELINE_SOURCE: "push" }, each("up")],
    ["up by hand", { ...onMain, CI_PIPELINE_SOURCE: "web" }, each("up")],
    ["the drift check by schedule", { ...onMain, CI_PIPELINE_SOURCE: "schedule" }, each("drift")],
    ["nothing for a fork's merge request", { ...mergeRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "8" }, []],
    ["nothing on another branch by hand", { ...onFeature, CI_PIPELINE_SOURCE: "web" }, []],
  ])("%s", async (_, variables, expected) => {
    expect((await jobs(text, variables)).names).toEqual(expected);
  });
});

interface Job {
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly artifacts?: { readonly paths: readonly string[] };
}
const { preview, up, drift } = parseYaml<Record<"preview" | "up" | "drift", Job>>(text);

it("gives a merge request no environment, and so none of a site's credentials", () => {
  expect(preview.environment).toBeUndefined();
});

it("updates a stack once at a time, is not broken off, and waits for the approval of the stack's environment", () => {
  expect(up).toMatchObject({
    environment: { name: "$STACK" },
    resource_group: "$STACK",
    interruptible: false,
  });
});

it("checks for drift in an environment of its own, without a deployment", () => {
  expect(drift.environment).toEqual({ name: "$STACK-drift", action: "access" });
});

it("keeps nothing but the preview's text", () => {
  expect(preview.artifacts?.paths).toEqual(["preview.txt"]);
  expect([up.artifacts, drift.artifacts]).toEqual([undefined, undefined]);
});
