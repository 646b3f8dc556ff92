// ci/pulumi.mjs: plans, and updates that apply a plan.
import { describe, expect, it } from "vitest";
import { calls, eachInItsFolder, engine, pulumi, type Step, same, scripts, update } from "./pulumi-script.ts";

eachInItsFolder();

describe("plan and up", () => {
  const applied = { kind: "update", result: "succeeded", version: 4, startTime: "1", endTime: "2" };

  it.each<[string, Step[], string]>([
    ["no change", [same], "unchanged"],
    ["an update", [update], "changes"],
    [
      "a changed setting of a provider",
      [{ op: "update", name: "default", type: "pulumi:providers:pulumi-nodejs" }, same],
      "changes",
    ],
    [
      "a changed output of the stack",
      [{ ...same, type: "pulumi:pulumi:Stack", old: { a: 1 }, now: { a: 2 } }],
      "changes",
    ],
  ])("the plan recognises %s", async (_, steps, outcome) => {
    engine({ steps, history: [applied] });
    expect((await pulumi("plan")).exitCode).toBe(0);
    expect(scripts.result("lienz")).toMatchObject({ outcome });
  });

  const planned = async (steps: readonly Step[]) => {
    engine({ steps, history: [applied] });
    await pulumi("plan");
    scripts.write("calls");
  };

  it("the update applies the saved plan, with the policies", async () => {
    await planned([update]);
    expect((await pulumi("up")).exitCode).toBe(0);
    expect(calls().at(-1)).toMatch(
      /^up --stack lienz --yes --policy-pack node_modules\/pulumi-rockit-durst-policy .* --plan .*results\/lienz\.plan /,
    );
  });

  it("the policies come from the root of a mono-repository", async () => {
    scripts.settings({ project: "teams/webhooks" });
    scripts.write("teams/webhooks/Pulumi.yaml");
    scripts.write("node_modules/pulumi-rockit-durst-policy/package.json");
    engine({ steps: [same] });
    await pulumi("preview");
    expect(calls()[0]).toContain("--policy-pack ../../node_modules/pulumi-rockit-durst-policy ");
  });

  it("the update uses no plan file if the provider generates a random name", async () => {
    await planned([{ op: "create", now: { namePrefix: "builds", name: "builds-1a2b3c4" } }]);
    const { exitCode, stdout } = await pulumi("up");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Applied without a plan file");
    expect(calls().at(-1)).not.toContain("--plan");
  });

  it("an update with an outdated plan or without a plan is refused", async () => {
    await planned([update]);
    engine({ history: [{ ...applied, version: 5 }, applied] });
    expect(await pulumi("up")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("start the workflow again"),
    });
    expect(calls().filter((call) => call.startsWith("up"))).toEqual([]);
    expect(await pulumi("up", { STACK: "innsbruck" })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("no plan"),
    });
  });

  it("a plan for a new stack gets no token and leaves the file unchanged; the update creates the stack", async () => {
    const file =
      "secretsprovider: awskms://key\nencryptionsalt: v1:abc\nconfig:\n  rockit:endpoint: https://rockit.example\n";
    scripts.write("Pulumi.lienz.yaml", file);
    engine({ prints: "error: no stack named 'lienz' found\n", code: 6 });
    expect((await pulumi("plan", { PULUMI_ACCESS_TOKEN: "canary" })).exitCode).toBe(0);
    expect(scripts.result("lienz").outcome).toBe("new");
    expect(scripts.read("environment")).not.toContain("canary");
    expect(scripts.read("Pulumi.lienz.yaml")).toBe(file);
    scripts.settings({ organization: "your-org", secretsProvider: "awskms://key" });
    engine({});
    await pulumi("up");
    expect(
      calls()
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
  scripts.results({ lienz: { outcome: "new" } });
  engine({ history: [{ kind: "update", result: "succeeded", version: 1 }] });
  expect(await pulumi("up")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("exists since") });
  expect(calls().filter((call) => call.startsWith("up"))).toEqual([]);
});
