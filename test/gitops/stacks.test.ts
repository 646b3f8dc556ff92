// ci/stacks.mjs lists the stacks, and the stacks that a pull request can change.
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { skippedSuffix, whyNoProgram } from "../helpers/needed-programs.ts";
import { Scripts } from "./scripts.ts";

const siteNames = (count: number) => Array.from({ length: count }, (_, index) => `site-${index}`);
const stackFilesOf = (stacks: readonly string[]) => stacks.map((stack) => `Pulumi.${stack}.yaml`);

async function listStacks(files: readonly string[], environment: Record<string, string> = {}) {
  using scripts = new Scripts();
  for (const file of files) scripts.write(file);
  return await scripts.run("stacks.mjs", [], environment);
}

it.each([
  ["no stack at all", ["Pulumi.yaml"], []],
  [
    "stacks with both file endings, in order",
    ["Pulumi.yaml", "Pulumi.lienz.yml", "Pulumi.innsbruck-2.yaml"],
    ["innsbruck-2", "lienz"],
  ],
  [
    "no stack for other files",
    ["Pulumi.lienz.yaml", "Pulumi.lienz.yaml.orig", "xPulumi.a.yaml", "policy-config.json"],
    ["lienz"],
  ],
])("lists %s", async (_, files, expected) => {
  const { exitCode, stdout } = await listStacks(files);
  expect({ exitCode, stacks: JSON.parse(stdout) }).toEqual({ exitCode: 0, stacks: expected });
});

it.each([
  ["a command in its name", ["Pulumi.$(id).yaml"], /has characters/],
  ["a quote in its name", ['Pulumi.a"b.yaml'], /has characters/],
  ["a line break in its name", ["Pulumi.a\nnames=[].yaml"], /has characters/],
  ["a name that looks like an option", ["Pulumi.--yes.yaml"], /has characters/],
  ["a name of the pipeline itself", ["Pulumi.orphaned-stacks.yaml"], /the pipeline itself uses that name/],
  ["two files", ["Pulumi.lienz.yaml", "Pulumi.lienz.yml"], /lienz has two files/],
  [
    "a name that differs from another only in case",
    ["Pulumi.lienz.yaml", "Pulumi.Lienz.yaml"],
    /only in upper and lower case/,
  ],
  [
    "the name of another stack's environment",
    ["Pulumi.lienz.yaml", "Pulumi.lienz-drift.yaml"],
    /the name of the environment/,
  ],
])("refuses a stack with %s", async (_, files, message) => {
  const { exitCode, stdout, stderr } = await listStacks(files);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(message);
});

it.each([
  [250, {}, 0],
  [256, { GITHUB_ACTIONS: "true" }, 0],
  [257, { GITHUB_ACTIONS: "true" }, 1],
  [257, {}, 0],
])("%d stacks with %j: exit code %d", async (count, environment, expected) => {
  expect((await listStacks(stackFilesOf(siteNames(count)), environment)).exitCode).toBe(expected);
});

it("writes the stack of ONLY to GitHub's output, and refuses a stack without a file", async () => {
  using scripts = new Scripts();
  for (const file of stackFilesOf(["innsbruck", "lienz"])) scripts.write(file);
  const { stdout } = await scripts.run("stacks.mjs", [], {
    ONLY: "lienz",
    GITHUB_OUTPUT: scripts.path("out"),
  });
  expect([stdout, scripts.read("out")]).toEqual(['["lienz"]', 'names=["lienz"]\n']);
  const { exitCode, stderr } = await scripts.run("stacks.mjs", [], { ONLY: "$(id)" });
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "error: there is no file Pulumi.$(id).yaml." });
});

/** Makes the folder a repository with one commit; runs git in it. */
async function initRepository({ folder }: Scripts) {
  const git = (...args: readonly string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@t.example", ...args], { cwd: folder });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "before");
  return git;
}

const noGit = whyNoProgram("git");
describe.skipIf(noGit)(`for a pull request in a mono-repository${skippedSuffix(noGit)}`, () => {
  const all = ["innsbruck", "lienz"];
  it.each([
    ["documentation", ["webhooks/README.md"], []],
    ["another project", ["website/index.ts"], []],
    ["the pipeline's scripts", ["ci/pulumi.mjs"], all],
    ["one stack's file", ["webhooks/Pulumi.lienz.yaml"], ["lienz"]],
    ["a stack's file of another project", ["website/Pulumi.lienz.yaml"], []],
    ["the program", ["webhooks/index.ts", "webhooks/Pulumi.lienz.yaml"], all],
    ["the lock file", ["package-lock.json"], all],
    ["a folder with the same beginning of its name", ["webhooks-old/index.ts"], []],
    ["a file with a line break in its name", ["webhooks/a\nb.ts"], all],
  ])("lists the affected stacks for a change of %s", async (_, changed, expected) => {
    using scripts = new Scripts();
    scripts.writeSettings({ project: "webhooks", watch: ["webhooks", "package-lock.json"] });
    for (const stack of all) scripts.write(`webhooks/Pulumi.${stack}.yaml`);
    const git = await initRepository(scripts);
    for (const file of changed) scripts.write(file, "changed");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "after");
    const { stdout } = await scripts.run("stacks.mjs", [], { CHANGED_SINCE: "HEAD^1" });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it("warns that the subscriptions stay if a stack's file is removed", async () => {
    using scripts = new Scripts();
    for (const stack of ["graz", "lienz"]) scripts.write(`Pulumi.${stack}.yaml`);
    const git = await initRepository(scripts);
    await git("rm", "--quiet", "Pulumi.graz.yaml");
    await git("commit", "--quiet", "--message", "after");
    const environment = { CHANGED_SINCE: "HEAD^1", GITHUB_ACTIONS: "true" };
    const { stdout, stderr } = await scripts.run("stacks.mjs", [], environment);
    expect(stdout).toBe("[]");
    expect(stderr).toMatch(/^::notice::The file of the stack graz is removed: its subscriptions stay/);
  });
});
