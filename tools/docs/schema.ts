// Generates provider/schema.json, the Pulumi package schema of the native provider, from the rows.
import type { SettingRow } from "../../provider/config/settings.ts";
import type { Field } from "../../provider/resource/field.ts";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import type { AnyVendor } from "../../provider/resource/vendor.ts";
import type { VendorFunction } from "../../provider/resource/vendor-function.ts";
import { capital, type Json, objectOf, outputOf, propertyOf, sentence, type Types } from "./schema-types.ts";

/** The generator's input: a parameter, so tests can pass made-up rows. */
export interface SchemaRows {
  readonly vendors: readonly AnyVendor[];
  readonly settingRows: (vendor: AnyVendor["settings"]) => Readonly<Record<string, SettingRow>>;
  readonly dynamicTokenOf: (kind: ResourceKind) => string;
  readonly variableOf: (vendor: AnyVendor["settings"], setting: string) => string;
  /** The examples of a resource or function in Markdown, by its name in type tokens. */
  readonly examplesOf: (name: string) => string;
}

const provider = "rockit-durst";

/** The schema without its version, which is the package's version. */
export function packageSchema(rows: SchemaRows): Json {
  const types: Types = {};
  const lifecycles = rows.vendors.flatMap((vendor) => vendor.lifecycles as readonly { kind: ResourceKind }[]);
  const functions = rows.vendors.flatMap((vendor) => vendor.functions as readonly VendorFunction<never>[]);
  const settings = Object.fromEntries(rows.vendors.map((vendor) => settingsOf(rows, vendor, types)));
  const resources = Object.fromEntries(
    lifecycles.map(({ kind }) => [`${provider}:${kind.name}`, resourceOf(rows, kind, types)]),
  );
  const called = Object.fromEntries(
    functions.map((fn) => [`${provider}:${fn.name}`, functionOf(rows, fn, types)]),
  );
  return {
    name: provider,
    displayName: "ROCKIT and Durst",
    description: "Webhook and event subscriptions of ROCKIT Edge and Durst Workflow.",
    keywords: ["pulumi", "webhook", "subscription", "rockit", "durst", "category/utility"],
    license: "Apache-2.0",
    publisher: "pulumi-rockit-durst",
    // With `supportPack`, a Go SDK gets a go.mod, and imports that match its folders.
    meta: { moduleFormat: "(.*)", supportPack: true },
    language: {
      // TypeScript programs use `pulumi-rockit-durst/native`, so a generated SDK needs another name.
      nodejs: { packageName: "pulumi-rockit-durst-sdk", respectSchemaVersion: true },
      python: {
        packageName: "pulumi_rockit_durst",
        respectSchemaVersion: true,
        pyproject: { enabled: true },
      },
      go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
      csharp: { respectSchemaVersion: true },
    },
    config: { variables: settings },
    provider: {
      description:
        "Settings for the resources that use this provider. Changing provider settings changes no resource.",
      inputProperties: settings,
    },
    types: sorted(types),
    resources: sorted(resources),
    functions: sorted(called),
  };
}

const sorted = (named: Types): Types =>
  Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)));

/** A vendor's settings, as an object in the provider's arguments and in the configuration. */
function settingsOf(rows: SchemaRows, { settings }: AnyVendor, types: Types): [string, Json] {
  const all = Object.entries(rows.settingRows(settings));
  // Python's SDK breaks with a module `config`.
  const token = `${provider}:index:${capital(settings.namespace)}Settings`;
  const properties = all.map(([name, { description, needed, secret, oneOf, type = "string" }]) => {
    const said = [
      sentence(description),
      ...(needed === "no" ? [] : [`Required: ${needed}.`]),
      `Environment variable: \`${rows.variableOf(settings, name)}\`.`,
    ];
    return [
      name,
      {
        type: oneOf === undefined ? type : "string",
        description: said.join(" "),
        ...(secret ? { secret } : {}),
      },
    ];
  });
  types[token] = {
    type: "object",
    description: `Endpoint and account of ${settings.title}. Omitted settings come from the environment.`,
    properties: Object.fromEntries(properties),
  };
  const description = `Settings of ${settings.title}.`;
  // SDKs send the object as one text, so the whole object is secret if a part may be.
  const secret = all.some(([, row]) => row.secret);
  return [settings.namespace, { $ref: `#/types/${token}`, description, ...(secret ? { secret } : {}) }];
}

function resourceOf(rows: SchemaRows, kind: ResourceKind, types: Types): Json {
  const token = `${provider}:${kind.name}`;
  const fields = Object.entries(kind.fields).filter(([, { internal }]) => internal !== true);
  const properties = (side: "input" | "output") =>
    fields.map(([name, field]) => [name, propertyOf(name, field, { token, types, side })]);
  const names = (which: (field: Field) => boolean) =>
    fields.filter(([, field]) => which(field)).map(([name]) => name);
  const inputs = properties("input");
  const added = Object.entries(kind.outputs).map(([name, output]) => [name, outputOf(output)]);
  return {
    description: [kind.description, rows.examplesOf(kind.name), importing(kind, token)].join("\n\n"),
    aliases: [{ type: rows.dynamicTokenOf(kind) }],
    inputProperties: Object.fromEntries(inputs),
    requiredInputs: names(({ required, byDefault }) => required === true && byDefault === undefined),
    properties: Object.fromEntries([...properties("output"), ...added]),
    required: names(({ required, default: value }) => required === true || value !== undefined),
  };
}

const importing = ({ id }: ResourceKind, token: string): string =>
  `## Import\n\nThe id is ${id.form}.\n\n\`\`\`sh\n$ pulumi import ${token} NAME ID\n\`\`\``;

function functionOf(rows: SchemaRows, fn: VendorFunction<never>, types: Types): Json {
  const token = `${provider}:${fn.name}`;
  const outputs = Object.entries(fn.answer).map(([name, { description, listOf }]) => {
    const entry = token.replace(/:list/, ":Listed").replace(/s$/, "");
    types[entry] = {
      description: "An entry of the list, as returned by the server.",
      ...objectOf(listOf, { token: entry, types, side: "output" }),
    };
    return [name, { type: "array", items: { $ref: `#/types/${entry}` }, description: sentence(description) }];
  });
  const answered = {
    type: "object",
    properties: Object.fromEntries(outputs),
    required: outputs.map(([name]) => name),
  };
  return {
    description: [fn.description, rows.examplesOf(fn.name)].join("\n\n"),
    inputs: objectOf(fn.arguments, { token, types, side: "input" }),
    ...(outputs.length === 0 ? {} : { outputs: answered }),
  };
}
