// The checks, repairs and removals of ci/pulumi.mjs, with a fake engine. Plans: pulumi-script-plan.test.ts.
import { describe, expect, it } from "vitest";
import {
  fakePulumi,
  type PreviewStep,
  pulumiCalls,
  runPulumiScript,
  sameStep,
  updateStep,
  urnOf,
} from "./pulumi-script.ts";
import { newScriptsForEachTest, scripts } from "./scripts.ts";

newScriptsForEachTest();

const refreshStep: PreviewStep = { op: "refresh" };
const failedUpdate = { kind: "update", result: "failed", endTime: "2026-11-30T03:00:00Z" };

describe("check", () => {
  it.each<[string, PreviewStep[], object[], string[], string[]]>([
    [
      "a change at the server",
      [{ ...refreshStep, old: { url: "a" }, now: { url: "b" } }, updateStep],
      [],
      ["drift"],
      ["changed"],
    ],
    ["a deletion at the server", [{ ...refreshStep, now: null }, { op: "create" }], [], ["drift"], ["gone"]],
    ["an unapplied merge", [refreshStep, updateStep], [], ["unapplied"], ["unapplied"]],
    [
      "an unapplied replacement",
      [refreshStep, { op: "delete-replaced" }, { op: "replace" }],
      [],
      ["unapplied"],
      ["unapplied"],
    ],
    [
      "a resource that was never created",
      [refreshStep, sameStep, { op: "create", name: "new" }],
      [],
      ["unapplied"],
      ["never created"],
    ],
    ["a resource that is to be deleted", [refreshStep, { op: "delete" }], [], ["unapplied"], ["unapplied"]],
    [
      "a repair that stopped half-way",
      [refreshStep, updateStep],
      [failedUpdate],
      ["half-done"],
      ["unapplied"],
    ],
    [
      "a first update that failed at once",
      [{ op: "create" }],
      [failedUpdate],
      ["half-done"],
      ["never created"],
    ],
    ["a site that was never created", [{ op: "create" }], [], ["never created"], ["never created"]],
    [
      "drift besides a repair that stopped half-way",
      [
        refreshStep,
        { ...refreshStep, name: "other", old: { url: "a" }, now: { url: "b" } },
        updateStep,
        { ...updateStep, name: "other" },
      ],
      [failedUpdate],
      ["half-done", "drift"],
      ["unapplied", "changed"],
    ],
    [
      "a merge after an update that went well",
      [refreshStep, updateStep],
      [{ ...failedUpdate, result: "succeeded" }, failedUpdate],
      ["unapplied"],
      ["unapplied"],
    ],
    [
      "an older failure of a refresh",
      [refreshStep, updateStep],
      [{ ...failedUpdate, kind: "refresh" }],
      ["unapplied"],
      ["unapplied"],
    ],
  ])("recognises %s", async (_, steps, history, kinds, causes) => {
    fakePulumi({ steps, history, code: 7 });
    expect((await runPulumiScript("check")).exitCode).toBe(7);
    const { outcome, findings = [], resources = [] } = scripts.readResult("lienz");
    expect(outcome).toBe("differs");
    expect(findings.map(({ kind }) => kind)).toEqual(kinds);
    expect(resources.map(({ cause }) => cause)).toEqual(causes);
    expect(pulumiCalls()[0]).toMatch(/^preview --stack lienz --diff .* --refresh --expect-no-changes /);
  });

  it.each<[string, PreviewStep]>([
    ["an endpoint", { op: "update", name: "default", type: "pulumi:providers:pulumi-nodejs" }],
    ["an output", { op: "same", type: "pulumi:pulumi:Stack", old: { a: 1 }, now: { a: 2 } }],
  ])("fails for %s that was merged but not applied, which Pulumi does not count", async (_, step) => {
    fakePulumi({ steps: [refreshStep, sameStep, step], code: 0 });
    expect((await runPulumiScript("check")).exitCode).toBe(7);
    const { outcome, findings = [] } = scripts.readResult("lienz");
    expect([outcome, ...findings.map(({ kind }) => kind)]).toEqual(["differs", "unapplied"]);
  });

  it("recognises a secret's change at the server in the text, because events mask secrets", async () => {
    fakePulumi({
      steps: [refreshStep, updateStep],
      prints: `    ~ pulumi-nodejs:dynamic/rockit:Subscription: (refresh)\n        [id=builds]\n        [urn=${urnOf("builds")}]\n`,
      code: 7,
    });
    await runPulumiScript("check");
    expect(scripts.readResult("lienz").findings?.map(({ kind }) => kind)).toEqual(["drift"]);
  });

  it.each([
    ["no difference", { steps: [refreshStep, sameStep] }, 0, "unchanged"],
    ["a server that is down", { steps: [refreshStep], code: 1 }, 1, "failed"],
    ["a killed engine", { steps: [refreshStep], code: 137 }, 137, "failed"],
    ["no stack yet", { prints: "error: no stack named 'lienz' found\n", code: 6 }, 7, "differs"],
    [
      "a program that prints that there is no stack",
      { steps: [sameStep], prints: "error: no stack named 'lienz' found\n", code: 1 },
      1,
      "failed",
    ],
    [
      "a program that prints the error about changes",
      { steps: [sameStep], prints: "error: no changes were expected\n", code: 1 },
      1,
      "failed",
    ],
  ])("exits and reports correctly with %s", async (_, run, exitCode, outcome) => {
    fakePulumi(run);
    expect((await runPulumiScript("check")).exitCode).toBe(exitCode);
    expect(scripts.readResult("lienz").outcome).toBe(outcome);
  });

  it("fails if Pulumi is not installed", async () => {
    expect((await scripts.run("pulumi.mjs", ["check"], { STACK: "lienz", PATH: "/nowhere" })).exitCode).toBe(
      1,
    );
    expect(scripts.has("results/lienz.json")).toBe(false);
  });
});

it.each(["preview", "plan", "check"])("%s fails if the engine wrote no events", async (command) => {
  fakePulumi({});
  expect((await runPulumiScript(command)).exitCode).toBe(1);
  expect(scripts.readResult("lienz").outcome).toBe("failed");
});

it("a preview explains that a new stack imports an ESC environment", async () => {
  scripts.write("Pulumi.lienz.yaml", "environment:\n  - lienz\n");
  fakePulumi({ prints: "error: no stack named 'lienz' found\n", code: 6 });
  expect((await runPulumiScript("preview")).stdout).toContain("Pulumi.lienz.yaml imports an ESC environment");
});

describe("repair and remove", () => {
  const last = { kind: "update", result: "succeeded", version: 4, startTime: "1", endTime: "2" };

  it.each<[string, object, RegExp]>([
    ["was updated since its check", { outcome: "differs", last: { ...last, version: 3 } }, /updated since/],
    ["was found unchanged", { outcome: "unchanged" }, /no check found a difference/],
    ["could not be checked", { outcome: "failed" }, /no check found a difference/],
  ])("refuses to repair a stack that %s", async (_, result, message) => {
    scripts.writeResults({ lienz: result as { outcome: string } });
    fakePulumi({ history: [last] });
    scripts.write("calls");
    expect(await runPulumiScript("repair")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(message),
    });
    expect(pulumiCalls().filter((call) => call.startsWith("up"))).toEqual([]);
  });

  it("repairs a stack after a check that found a difference", async () => {
    fakePulumi({ steps: [refreshStep, updateStep], history: [last], code: 7 });
    await runPulumiScript("check");
    fakePulumi({ history: [last] });
    expect((await runPulumiScript("repair")).exitCode).toBe(0);
  });

  it("repairs by `up --refresh` in one command, with the policies", async () => {
    fakePulumi({ code: 1 });
    expect((await runPulumiScript("repair")).exitCode).toBe(1);
    expect(pulumiCalls().at(-1)).toMatch(/^up --stack lienz --yes --refresh --policy-pack /);
    expect(pulumiCalls().some((call) => call.startsWith("refresh"))).toBe(false);
  });

  it.each(["Pulumi.lienz.yaml", "Pulumi.lienz.yml"])(
    "refuses to remove a stack that still has its file %s",
    async (file) => {
      scripts.write(file);
      fakePulumi({});
      for (const command of ["remove-preview", "remove"])
        expect(await runPulumiScript(command)).toMatchObject({
          exitCode: 1,
          stderr: expect.stringContaining("is still there"),
        });
      expect(scripts.has("calls")).toBe(false);
    },
  );

  it("keeps a stack whose resources could not be destroyed", async () => {
    fakePulumi({ code: 1 });
    expect((await runPulumiScript("remove")).exitCode).toBe(1);
    expect(pulumiCalls()).toEqual([expect.stringMatching(/^destroy --stack lienz --yes /)]);
  });
});

it("opens the credentials' environment for commands that contact a server, never for previews", async () => {
  scripts.writeSettings({ credentials: "your-org/rockit-durst/{stack}-credentials" });
  scripts.replacePulumi(`
printf '%s\\n' "$*" >> "$HOME/calls"
if [ "$1 $2" = "env open" ]; then echo 'warning: {' >&2; echo '{"DURST_PASSWORD":"canary","ROCKIT_API_KEY":"other"}'; exit 0; fi
if [ "$1 $2" = "stack history" ]; then echo '[]'; exit 0; fi
printf '%s %s %s\\n' "$1" "$DURST_PASSWORD" "$ROCKIT_API_KEY" >> "$HOME/saw"`);
  for (const command of ["preview", "plan", "check", "repair", "remove-preview", "remove"]) {
    scripts.writeResults({ lienz: { outcome: "differs" } });
    const { all } = await runPulumiScript(command, { ROCKIT_API_KEY: "own" });
    expect(all).not.toContain("canary");
  }
  expect(pulumiCalls().filter((call) => call.startsWith("env"))).toHaveLength(3);
  expect(pulumiCalls().find((call) => call.startsWith("env"))).toMatch(
    /^env open your-org\/rockit-durst\/lienz-credentials environmentVariables --format json /,
  );
  const saw = scripts.read("saw").trim().split("\n");
  expect(saw).toEqual([
    ...["preview  own", "preview  own"],
    ...["preview canary own", "stack canary own", "up canary own"],
    ...["destroy  own", "destroy canary own", "stack canary own"],
  ]);
});

it("masks the credentials in GitHub's log, and treats an empty secret as not set", async () => {
  scripts.writeSettings({ credentials: "your-org/{stack}" });
  scripts.replacePulumi(`
if [ "$1 $2" = "env open" ]; then echo '{"DURST_PASSWORD":"first\\nsecond"}'; exit 0; fi
if [ "$1" = stack ]; then echo '[]'; exit 0; fi
printf '%s' "$DURST_PASSWORD" > "$HOME/saw"`);
  const { exitCode, stdout } = await runPulumiScript("repair", {
    DURST_PASSWORD: "",
    GITHUB_ACTIONS: "true",
  });
  expect({ exitCode, saw: scripts.read("saw") }).toEqual({ exitCode: 0, saw: "first\nsecond" });
  const [stop = "", resume, ...rest] = stdout.split("\n");
  expect(rest.slice(0, 3)).toEqual(["::add-mask::first", "::add-mask::second", stop]);
  expect(resume).toBe(`::${stop.replace("::stop-commands::", "")}::`);
});

it.each(["$(touch pwned)", "; touch pwned", "--yes", "a/b", "..", "", "a\nb", "a b"])(
  "refuses the stack name %j",
  async (STACK) => {
    fakePulumi({});
    expect(await runPulumiScript("check", { STACK })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("is not the name of a stack"),
    });
    expect([scripts.has("calls"), scripts.has("pwned")]).toEqual([false, false]);
  },
);

it("keeps GitHub from running workflow commands in Pulumi's output", async () => {
  fakePulumi({ steps: [sameStep], prints: "::set-env name=PATH::/tmp\n" });
  const lines = (await runPulumiScript("check", { GITHUB_ACTIONS: "true" })).stdout.split("\n");
  const [, token] = /^::stop-commands::([\w-]{36})$/.exec(lines[0] ?? "") ?? [];
  expect(lines).toEqual([`::stop-commands::${token}`, "::set-env name=PATH::/tmp", `::${token}::`]);
});
