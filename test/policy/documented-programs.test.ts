// Runs the programs of each policy in docs/policies.md, judged by that policy and by all others.
import { describe, expect, it } from "vitest";
import { policies } from "../../packages/policy/src/index.ts";
import { type Resource, type RunContext, validateResource, validateStack } from "./policy-server.ts";
import { resourcesOf } from "./programs.ts";

const nativeTypes: Partial<Record<Resource["type"], Resource["type"]>> = {
  rockitSubscription: "nativeRockitSubscription",
  durstSubscriber: "nativeDurstSubscriber",
  durstSubscription: "nativeDurstSubscription",
  provider: "nativeProvider",
};

/** Settings as the native class passes them to the engine: a JSON string for each vendor. */
function nativeProps({ type, props = {} }: Resource): Record<string, unknown> {
  if (type !== "provider") return props;
  const vendors: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of Object.entries(props)) {
    const [vendor = "", name = ""] = key.split(":");
    vendors[vendor] = { ...vendors[vendor], [name]: value };
  }
  return Object.fromEntries(Object.entries(vendors).map(([vendor, all]) => [vendor, JSON.stringify(all)]));
}

/** All violations that a policy reports for a program. */
async function violationsOf(
  name: string,
  program: string,
  context: RunContext,
  as: "dynamic" | "native" = "dynamic",
): Promise<string[]> {
  const policy = policies.find((one) => one.name === name);
  const resources = resourcesOf(program).map((resource) =>
    as === "native"
      ? { ...resource, type: nativeTypes[resource.type] ?? resource.type, props: nativeProps(resource) }
      : resource,
  );
  const violations: string[] = [];
  if (policy !== undefined && "validateResource" in policy)
    for (const resource of resources.filter(({ type }) => type !== "stack"))
      violations.push(...(await validateResource(name, resource, context)).violations);
  if (policy !== undefined && "validateStack" in policy)
    violations.push(...(await validateStack(name, resources, context)).violations);
  return violations;
}

const mandatory = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");

describe.each(policies)("$name", ({ name, docs }) => {
  const context: RunContext = { config: docs.configured ?? {}, stack: docs.stack ?? "dev" };

  it("reports the failing program", async () => {
    expect(await violationsOf(name, docs.fails, context)).not.toEqual([]);
  });

  it("judges native resources like dynamic ones", async () => {
    for (const program of [docs.passes, docs.fails])
      expect(await violationsOf(name, program, context, "native")).toEqual(
        await violationsOf(name, program, context),
      );
  });

  it("accepts the passing program, as do all mandatory policies", async () => {
    expect(await violationsOf(name, docs.passes, context)).toEqual([]);
    for (const other of mandatory.filter((one) => one.name !== name))
      expect({
        [other.name]: await violationsOf(other.name, docs.passes, { stack: docs.stack ?? "dev" }),
      }).toEqual({ [other.name]: [] });
  });

  it("has short programs, and describes the prevented risk with a source", () => {
    for (const program of [docs.passes, docs.fails])
      expect(program.trim().split("\n").length).toBeLessThanOrEqual(5);
    for (const line of [docs.passes, docs.fails].flatMap((program) => program.split("\n")))
      expect(line.length).toBeLessThanOrEqual(100);
    expect(docs.prevents).toMatch(/https:\/\/|CWE-\d+/);
  });
});
