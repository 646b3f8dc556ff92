// provider/schema.json matches the rows completely.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingRows } from "../../../provider/config/settings.ts";
import { type Field, isAlwaysThere } from "../../../provider/resource/field.ts";
import {
  dynamicTokenOf,
  fieldsWithPaths,
  nativeTokenOf,
  secretPaths,
} from "../../../provider/resource/kind.ts";
import type { AnyLifecycle, AnyVendor } from "../../../provider/resource/vendor.ts";
import { vendors } from "../../../provider/vendors.ts";
import { packageSchema } from "../../../tools/docs/schema.ts";
import { readExamples } from "../../../tools/docs/schema-examples.ts";
import { schemaRowsOf } from "../../helpers/documents.ts";
import { madeUpVendors } from "../rows/made-up.ts";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly oneOf?: readonly Property[];
  readonly description?: string;
  readonly secret?: boolean;
  readonly default?: unknown;
  readonly willReplaceOnChanges?: boolean;
}

interface ObjectType {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly enum?: readonly { readonly name: string; readonly value: string; readonly description?: string }[];
}

interface Resource extends ObjectType {
  readonly aliases: readonly { readonly type: string }[];
  readonly inputProperties: Readonly<Record<string, Property>>;
  readonly requiredInputs: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
}

interface Schema {
  readonly types: Readonly<Record<string, ObjectType>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly functions: Readonly<Record<string, { readonly description: string }>>;
  readonly provider: { readonly inputProperties: Readonly<Record<string, Property>> };
  readonly config: { readonly variables: Readonly<Record<string, Property>> };
}

const schemaOf = (shownVendors: readonly AnyVendor[] = vendors): Schema =>
  packageSchema(schemaRowsOf(shownVendors)) as unknown as Schema;
const schema = schemaOf();
const kindsOf = (shownVendors: readonly AnyVendor[]) =>
  shownVendors.flatMap(({ lifecycles }) => (lifecycles as readonly AnyLifecycle[]).map(({ kind }) => kind));

const typeIn = ({ types }: Schema, { $ref }: Property): ObjectType | undefined =>
  types[$ref?.replace("#/types/", "") ?? ""];

/** Paths of the properties that satisfy the condition, nested ones too. */
function propertyPaths(
  schema: Schema,
  properties: Readonly<Record<string, Property>>,
  condition: (property: Property) => unknown,
): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const { properties: inner = {} } = typeIn(schema, property) ?? {};
    return [
      ...(condition(property) ? [name] : []),
      ...propertyPaths(schema, inner, condition).map((path) => `${name}.${path}`),
    ];
  });
}

it("is in provider/schema.json as `npm run docs` makes it", () => {
  const text = readFileSync(join(import.meta.dirname, "../../../provider/schema.json"), "utf8");
  expect(JSON.parse(text)).toEqual(schema);
});

it("has every kind and every function, each with an example in every language", () => {
  const functions = vendors.flatMap(({ functions: all }) => all.map(nativeTokenOf));
  expect(Object.keys(schema.resources)).toEqual(kindsOf(vendors).map(nativeTokenOf).sort());
  expect(Object.keys(schema.functions)).toEqual(functions.sort());
  for (const [token, { description }] of Object.entries({ ...schema.resources, ...schema.functions })) {
    for (const language of ["typescript", "python", "go", "yaml"])
      expect(description, token).toContain(`\n\`\`\`${language}\n`);
  }
  const exampleTokens = readExamples().map(({ of }) => `rockit-durst:${of}`);
  expect(new Set(exampleTokens)).toEqual(new Set([...Object.keys(schema.resources), ...functions]));
});

describe.each([
  ["the vendors' rows", vendors],
  ["rows with two made-up fields", [madeUpVendors.rockit, madeUpVendors.durst]],
] as const)("of %s", (_, shownVendors) => {
  const vendorSchema = schemaOf(shownVendors);

  it.each(kindsOf(shownVendors).map((kind) => [kind.name, kind] as const))(
    "%s matches the rows of its kind",
    (_name, kind) => {
      const { aliases, inputProperties, requiredInputs, properties, required } = vendorSchema.resources[
        nativeTokenOf(kind)
      ] as Resource;
      const publicFields = fieldsWithPaths(kind.fields).filter(({ field }) => field.internal !== true);
      const fieldPaths = (condition: (field: Field) => unknown) =>
        publicFields.flatMap(({ path, field }) => (condition(field) ? [path] : []));
      const isTopLevel = (path: string) => !path.includes(".");

      expect(aliases).toEqual([{ type: dynamicTokenOf(kind) }]);
      expect(propertyPaths(vendorSchema, inputProperties, () => true)).toEqual(fieldPaths(() => true));
      const all = [...fieldPaths(() => true), ...Object.keys(kind.outputs)];
      expect(propertyPaths(vendorSchema, properties, () => true)).toEqual(all);
      const secret = (property: Property) => property.secret;
      expect(propertyPaths(vendorSchema, properties, secret).sort()).toEqual([...secretPaths(kind)].sort());
      expect(propertyPaths(vendorSchema, inputProperties, secret)).toEqual(
        fieldPaths((field) => field.secret),
      );
      expect(requiredInputs).toEqual(
        fieldPaths((field) => field.required && field.byDefault === undefined).filter(isTopLevel),
      );
      expect(required).toEqual(fieldPaths(isAlwaysThere).filter(isTopLevel));
      const replaces = ({ willReplaceOnChanges }: Property) => willReplaceOnChanges;
      expect(propertyPaths(vendorSchema, inputProperties, replaces)).toEqual(
        fieldPaths(({ onChange }) => onChange === "replaces"),
      );
      expect(
        propertyPaths(vendorSchema, inputProperties, ({ default: value }) => value !== undefined),
      ).toEqual(fieldPaths(({ default: value }) => value !== undefined));
      for (const { path, field } of publicFields.filter(({ path }) => isTopLevel(path))) {
        expect(inputProperties[path]?.description).toContain(field.description.slice(1));
      }
    },
  );

  it("has an enum for each list of words, with the descriptions of the rows", () => {
    for (const { fields } of kindsOf(shownVendors))
      for (const { field } of fieldsWithPaths(fields).filter(
        ({ field: one }) => one.valueDescriptions !== undefined,
      )) {
        const entry = Object.values(vendorSchema.types).find(
          ({ enum: values }) =>
            values?.map(({ value }) => value).join() === Object.keys(field.valueDescriptions ?? {}).join(),
        );
        const descriptions = entry?.enum?.map(({ description }) => description?.slice(1));
        expect(descriptions).toEqual(
          Object.values(field.valueDescriptions ?? {}).map((words) => `${words.slice(1)}.`),
        );
      }
  });
});

it("has the settings of each vendor, each as one secret object", () => {
  expect(schema.config.variables).toEqual(schema.provider.inputProperties);
  for (const { settings } of vendors) {
    const property = schema.provider.inputProperties[settings.namespace] as Property;
    expect(property.secret).toBe(true);
    const { properties = {} } = typeIn(schema, property) ?? {};
    expect(Object.keys(properties)).toEqual(Object.keys(settingRows(settings)));
  }
});

it("refers to existing types only, and to each at least once", () => {
  const text = JSON.stringify(schema);
  const named = [...text.matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token);
  expect([...new Set(named)].sort()).toEqual(Object.keys(schema.types).sort());
});

it("has no types in a module `config` and no names that are not identifiers", () => {
  for (const token of Object.keys(schema.types)) expect(token).not.toContain(":config:");
  const names = Object.values(schema.types).flatMap(({ enum: values = [] }) =>
    values.map(({ name }) => name),
  );
  for (const name of names) expect(name).toMatch(/^[A-Z][A-Za-z0-9]*$/);
});
