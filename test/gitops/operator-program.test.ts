// The operator's Program: its objects follow the operator's documentation, its resources the native schema.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseYamlDocuments, textOf } from "./files.ts";
import { isCredential, knownKeys, knownVariables } from "./known-settings.ts";
import { programSchema, programStackSchema } from "./stack-schema.ts";

interface ObjectType {
  readonly inputProperties: Readonly<Record<string, unknown>>;
  readonly requiredInputs: readonly string[];
}

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../provider/schema.json"), "utf8")) as {
  readonly resources: Readonly<Record<string, ObjectType>>;
};
const [programObject, stackObject] = parseYamlDocuments(textOf("kubernetes-operator", "program.yaml"));
const program = programSchema.parse(programObject);
const stack = programStackSchema.parse(stackObject);

it("the Stack refers to the Program by name, in the same namespace", () => {
  expect(stack.spec.programRef.name).toBe(program.metadata.name);
  expect(stack.spec.stack.split("/")[1]).toBe(program.metadata.name);
  expect([program, stack].map(({ metadata }) => metadata.namespace)).toEqual([
    "rockit-durst",
    "rockit-durst",
  ]);
});

it.each(Object.entries(program.program.resources))("declares %s by the schema", (_, resource) => {
  const type = schema.resources[resource.type] as ObjectType;
  expect(type, resource.type).toBeDefined();
  const names = Object.keys(resource.properties);
  expect(Object.keys(type.inputProperties)).toEqual(expect.arrayContaining(names));
  expect(names).toEqual(expect.arrayContaining([...type.requiredInputs]));
});

it("the Stack sets every configuration value, and only settings that the plugin reads", () => {
  const { config, secretsRef, envRefs } = stack.spec;
  expect(Object.keys(secretsRef)).toEqual(Object.keys(program.program.configuration));
  const keys = Object.entries(config).flatMap(([key, text]) =>
    Object.keys(JSON.parse(text)).map((name) => key.replace("rockit-durst:", "").concat(":", name)),
  );
  expect([...knownKeys]).toEqual(expect.arrayContaining(keys));
  const { PULUMI_ACCESS_TOKEN: _, ...ours } = envRefs;
  for (const variable of Object.keys(ours)) {
    expect(knownVariables, variable).toContain(variable);
    expect(isCredential(variable)).toBe(true);
  }
});
