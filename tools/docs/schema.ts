// provider/schema.json, the native provider's Pulumi package schema, made of the rows.
import { z } from "zod";
import type { SettingRow } from "../../provider/config/settings.ts";
import type { Field, Output } from "../../provider/resource/field.ts";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import type { AnyVendor } from "../../provider/resource/vendor.ts";
import type { Values, VendorFunction } from "../../provider/resource/vendor-function.ts";

/** What the generator is handed, so that it can be shown made-up rows. */
export interface SchemaRows {
  readonly vendors: readonly AnyVendor[];
  readonly settingRows: (vendor: AnyVendor["settings"]) => Readonly<Record<string, SettingRow>>;
  readonly dynamicTokenOf: (kind: ResourceKind) => string;
  readonly variableOf: (vendor: AnyVendor["settings"], setting: string) => string;
  /** A resource's or function's examples, Markdown, by its name in the type tokens. */
  readonly examplesOf: (name: string) => string;
}

type Json = { readonly [name: string]: unknown };
type Types = Record<string, Json>;

const provider = "rockit-durst";

/** The whole schema, but for its version, which is the package's. */
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
    meta: { moduleFormat: "(.*)" },
    language: {
      nodejs: { respectSchemaVersion: true },
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
        "Settings of its own for the resources that are given it. A change of them touches no resource.",
      inputProperties: settings,
    },
    types: sorted(types),
    resources: sorted(resources),
    functions: sorted(called),
  };
}

const sorted = (named: Types): Types =>
  Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)));

const capital = (name: string) => name.replace(/^./, (first) => first.toUpperCase());

const sentence = (text: string) => `${capital(text)}${/[.:]$/.test(text) ? "" : "."}`;

/** A vendor's settings, as an object of the provider's arguments and of the configuration. */
function settingsOf(rows: SchemaRows, { settings }: AnyVendor, types: Types): [string, Json] {
  const token = `${provider}:index:${capital(settings.namespace)}`;
  const properties = Object.entries(rows.settingRows(settings)).map(([name, row]) => {
    const variable = `Environment variable \`${rows.variableOf(settings, name)}\`.`;
    const type = row.oneOf === undefined ? (row.type ?? "string") : "string";
    const { description, secret } = row;
    return [
      name,
      { type, description: `${sentence(description)} ${variable}`, ...(secret ? { secret } : {}) },
    ];
  });
  types[token] = {
    type: "object",
    description: `Where and as whom ${settings.title} is asked; what is left out is taken from the environment.`,
    properties: Object.fromEntries(properties),
  };
  return [settings.namespace, { $ref: `#/types/${token}`, description: `Settings of ${settings.title}.` }];
}

function resourceOf(rows: SchemaRows, kind: ResourceKind, types: Types): Json {
  const fields = Object.entries(kind.fields).filter(([, { internal }]) => internal !== true);
  const inputs = fields.map(([name, field]) => [name, propertyOf(kind, name, field, types, "input")]);
  const kept = fields.map(([name, field]) => [name, propertyOf(kind, name, field, types, "output")]);
  const added = Object.entries(kind.outputs).map(([name, output]) => [name, addedOf(output)]);
  const names = (which: (field: Field) => boolean) =>
    fields.filter(([, field]) => which(field)).map(([name]) => name);
  return {
    description: `${descriptionOf(kind)}\n\n${rows.examplesOf(kind.name)}`.trim(),
    aliases: [{ type: rows.dynamicTokenOf(kind) }],
    inputProperties: Object.fromEntries(inputs),
    requiredInputs: names(({ required, byDefault }) => required === true && byDefault === undefined),
    properties: Object.fromEntries([...kept, ...added]),
    required: names(({ required, default: value }) => required === true || value !== undefined),
  };
}

const descriptionOf = ({ noun, id }: ResourceKind) => `A ${noun}. Its id is ${id.form}.`;

const addedOf = ({ description, secret, changes }: Output): Json => ({
  type: "string",
  description: `${sentence(description)} Changes ${changes}.`,
  ...(secret ? { secret } : {}),
});

type Side = "input" | "output";

function propertyOf(kind: ResourceKind, name: string, field: Field, types: Types, side: Side): Json {
  const { description, onChange, secret, default: value, byDefault, onlyWith } = field;
  const said = [
    sentence(description),
    ...(onlyWith === undefined
      ? []
      : [`Only with \`${onlyWith.field}: ${onlyWith.value}\`, where it is required.`]),
    ...(byDefault === undefined ? [] : [`Default: ${byDefault}.`]),
    changeOf[onChange],
  ];
  return {
    ...typeOf(kind, name, field, types, side),
    description: said.join(" "),
    ...(secret ? { secret } : {}),
    ...(side === "input" && value !== undefined ? { default: value } : {}),
    ...(onChange === "replaces" ? { willReplaceOnChanges: true } : {}),
  };
}

const changeOf: Record<Field["onChange"], string> = {
  replaces: "A change replaces the object.",
  "in place": "Changed in place.",
  nothing: "Read at creation only.",
};

function typeOf(kind: ResourceKind, name: string, field: Field, types: Types, side: Side): Json {
  const token = tokenOf(kind, name);
  if (field.fields !== undefined) {
    const properties = Object.entries(field.fields).map(([inner, one]) => [
      inner,
      propertyOf({ ...kind, name: `${kind.name}${capital(name)}` }, inner, one, types, side),
    ]);
    const required = Object.entries(field.fields).flatMap(([inner, one]) => (one.required ? [inner] : []));
    types[token] = {
      type: "object",
      description: sentence(field.description),
      properties: Object.fromEntries(properties),
      required,
    };
    return { $ref: `#/types/${token}` };
  }
  return ofSchema(field.schema(), { token, types, isId: field.kept !== undefined, side });
}

/** `rockit-durst:rockit:SubscriptionEvent`; a list is named after one of its entries. */
const tokenOf = ({ name: kind }: ResourceKind, name: string, isList = false) =>
  `${provider}:${kind}${capital(isList ? name.replace(/s$/, "") : name)}`;

interface Place {
  readonly token: string;
  readonly types: Types;
  /** Whether it is the id of an object, which the engine has as a text and the vendor as a number. */
  readonly isId: boolean;
  readonly side: Side;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

const ofSchema = (schema: z.ZodType, place: Place): Json =>
  ofJsonSchema(z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as JsonSchema, place);

function ofJsonSchema({ type, enum: words, items, anyOf }: JsonSchema, place: Place): Json {
  // Of several forms the first is what a program gives.
  if (anyOf?.[0] !== undefined && anyOf.some((one) => typeof one === "object" && one.type === "array"))
    return ofJsonSchema(anyOf[0] as JsonSchema, place);
  if (anyOf !== undefined) return { oneOf: anyOf.map((one) => ofJsonSchema(one as JsonSchema, place)) };
  if (words !== undefined) return enumOf(words as string[], place);
  if (type === "array")
    return {
      type: "array",
      items: ofJsonSchema((items ?? {}) as JsonSchema, { ...place, token: place.token.replace(/s$/, "") }),
    };
  const isNumber = type === "number" || type === "integer";
  if (isNumber && place.isId && place.side === "input")
    return { oneOf: [{ type: "integer" }, { type: "string" }] };
  if (isNumber) return { type: "integer" };
  return type === undefined ? { $ref: "pulumi.json#/Any" } : { type };
}

function enumOf(words: readonly string[], { token, types }: Place): Json {
  types[token] = { type: "string", enum: words.map((value) => ({ name: nameOf(value), value })) };
  return { $ref: `#/types/${token}` };
}

/** A constant's name: `JwtSigning` for `JWT_SIGNING`. */
const nameOf = (value: string) =>
  value
    .split(/[^A-Za-z0-9]+/)
    .map((part) => capital(part === part.toUpperCase() ? part.toLowerCase() : part))
    .join("");

function functionOf(rows: SchemaRows, fn: VendorFunction<never>, types: Types): Json {
  const outputs = Object.entries(fn.answer).map(([name, { description, listOf }]) => {
    const token = `${provider}:${fn.name.replace(/:list/, ":Listed").replace(/s$/, "")}`;
    types[token] = { type: "object", ...objectOf(listOf, { token, types }) };
    return [name, { type: "array", items: { $ref: `#/types/${token}` }, description: sentence(description) }];
  });
  return {
    description: `${fn.description}\n\n${rows.examplesOf(fn.name)}`.trim(),
    inputs: { type: "object", ...objectOf(fn.arguments, { token: `${provider}:${fn.name}`, types }) },
    outputs: {
      type: "object",
      properties: Object.fromEntries(outputs),
      required: outputs.map(([name]) => name),
    },
  };
}

function objectOf(values: Values, { token, types }: Pick<Place, "token" | "types">): Json {
  const properties = Object.entries(values).map(([name, { description, schema, kept }]) => [
    name,
    {
      ...ofSchema(schema(), {
        token: `${token}${capital(name)}`,
        types,
        isId: kept !== undefined,
        side: "input",
      }),
      description: sentence(description),
    },
  ]);
  const required = Object.entries(values).flatMap(([name, value]) => (value.required ? [name] : []));
  return { properties: Object.fromEntries(properties), required };
}
