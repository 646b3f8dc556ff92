// ci/pulumi.mjs: plans, and updates that apply a plan.
import { describe, expect, it } from "vitest";
import {
  fakePulumi,
  type PreviewStep,
  pulumiCalls,
  runPulumiScript,
  sameStep,
  updateStep,
} from "./pulumi-script.ts";
import { newScriptsForEachTest, scripts } from "./scripts.ts";

newScriptsForEachTest();

describe("plan and up", () => {
  const applied = { kind: "update", result: "succeeded", version: 4, startTime: "1", endTime: "2" };

  it.each<[string, PreviewStep[], string]>([
    ["no change", [sameStep], "unchanged"],
    ["an update", [updateStep], "changes"],
    [
      "a changed setting of a provider",
      [{ op: "update", name: "default", type: "pulumi:providers:pulumi-nodejs" }, sameStep],
      "changes",
    ],
    [
      "a changed output of the stack",
      [{ ...sameStep, type: "pulumi:pulumi:Stack", old: { a: 1 }, now: { a: 2 } }],
      "changes",
    ],
  ])("the plan recognises %s", async (_, steps, outcome) => {
    fakePulumi({ steps, history: [applied] });
    expect((await runPulumiScript("plan")).exitCode).toBe(0);
    expect(scripts.readResult("lienz")).toMatchObject({ outcome });
  });

  const savePlan = async (steps: readonly PreviewStep[]) => {
    fakePulumi({ steps, history: [applied] });
    await runPulumiScript("plan");
    scripts.write("calls");
  };

  it("the update applies the saved plan, with the policies", async () => {
    await savePlan([updateStep]);
    expect((await runPulumiScript("up")).exitCode).toBe(0);
    expect(pulumiCalls().at(-1)).toMatch(
      /^up --stack lienz --yes --policy-pack node_modules\/pulumi-rockit-durst-policy .* --plan .*results\/lienz\.plan /,
    );
  });

  it("the policies come from the root of a mono-repository", async () => {
    scripts.writeSettings({ project: "teams/webhooks" });
    scripts.write("teams/webhooks/Pulumi.yaml");
    scripts.write("node_modules/pulumi-rockit-durst-policy/package.json");
    fakePulumi({ steps: [sameStep] });
    await runPulumiScript("preview");
    expect(pulumiCalls()[0]).toContain("--policy-pack ../../node_modules/pulumi-rockit-durst-policy ");
  });

  it("the update uses no plan file if the provider generates a random name", async () => {
    await savePlan([{ op: "create", now: { namePrefix: "builds", name: "builds-1a2b3c4" } }]);
    const { exitCode, stdout } = await runPulumiScript("up");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Applied without a plan file");
    expect(pulumiCalls().at(-1)).not.toContain("--plan");
  });

  it("an update with an outdated plan or without a plan is refused", async () => {
    await savePlan([updateStep]);
    fakePulumi({ history: [{ ...applied, version: 5 }, applied] });
    expect(await runPulumiScript("up")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("start the workflow again"),
    });
    expect(pulumiCalls().filter((call) => call.startsWith("up"))).toEqual([]);
    expect(await runPulumiScript("up", { STACK: "innsbruck" })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("no plan"),
    });
  });

  it("a plan for a new stack gets no token and leaves the file unchanged; the update creates the stack", async () => {
    const file =
      "secretsprovider: awskms://key\nencryptionsalt: v1:abc\nconfig:\n  rockit:endpoint: https://rockit.example\n";
    scripts.write("Pulumi.lienz.yaml", file);
    fakePulumi({ prints: "error: no stack named 'lienz' found\n", code: 6 });
    expect((await runPulumiScript("plan", { PULUMI_ACCESS_TOKEN: "canary" })).exitCode).toBe(0);
    expect(scripts.readResult("lienz").outcome).toBe("new");
    expect(scripts.read("environment")).not.toContain("canary");
    expect(scripts.read("Pulumi.lienz.yaml")).toBe(file);
    scripts.writeSettings({ organization: "your-org", secretsProvider: "awskms://key" });
    fakePulumi({});
    await runPulumiScript("up");
    expect(
      pulumiCalls()
        .slice(-3)
        .map((call) => call.replace(/ --non-interactive.*/, "")),
    ).toEqual([
      "stack select --create your-org/lienz --secrets-provider awskms://key",
      expect.stringMatching(/^stack history --stack your-org\/lienz /),
      expect.stringMatching(/^up --stack your-org\/lienz --yes /),
    ]);
  });
});

it("an update planned for a new stack is refused if the stack exists by now", async () => {
  scripts.writeResults({ lienz: { outcome: "new" } });
  fakePulumi({ history: [{ kind: "update", result: "succeeded", version: 1 }] });
  expect(await runPulumiScript("up")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("exists since"),
  });
  expect(pulumiCalls().filter((call) => call.startsWith("up"))).toEqual([]);
});
