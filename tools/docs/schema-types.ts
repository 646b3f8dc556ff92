// Types and properties of the native provider's schema, made of fields, settings and the values of functions.
import { z } from "zod";
import type { Field, Output } from "../../provider/resource/field.ts";
import type { Values } from "../../provider/resource/vendor-function.ts";

export type Json = { readonly [name: string]: unknown };
export type Types = Record<string, Json>;

/** Where a type is named, and how. */
export interface Place {
  /** Name of the type, should it need one: `rockit-durst:rockit:SubscriptionEvent`. */
  readonly token: string;
  /** The types that were named so far; a new one is added. */
  readonly types: Types;
  /** What a program gives, or what the resource then has: an id is given as text or number, and kept as a number. */
  readonly side: "input" | "output";
}

export const capital = (name: string): string => name.replace(/^./, (first) => first.toUpperCase());

export const sentence = (text: string): string => `${capital(text)}${/[.:]$/.test(text) ? "" : "."}`;

/** Name of the type of a property: a list's is that of one of its entries. */
const below = (token: string, name: string): string => `${token}${capital(name)}`;
const ofEntry = (token: string): string => token.replace(/s$/, "");

const changeOf: Record<Field["onChange"], string> = {
  replaces: "A change replaces the object.",
  "in place": "Changed in place.",
  nothing: "Read at creation only.",
};

/** Types that say all there is to say of the form of a value. */
const plainTypes = ["string", "number", "boolean", "object", "any value"];

/** How a value is written, where its schema can't say so. */
function formatOf({ type, valueDescriptions, schema }: Field): string[] {
  const isList = schema !== undefined && enumIn(schema()) !== undefined;
  return plainTypes.includes(type) || valueDescriptions !== undefined || isList ? [] : [`Format: ${type}.`];
}

/** An argument of a resource, as a program gives it or as the resource has it. */
export function propertyOf(name: string, field: Field, { token, types, side }: Place): Json {
  const { description, onChange, secret, default: value, byDefault, onlyWith } = field;
  const said = [
    sentence(description),
    ...formatOf(field),
    ...(onlyWith ? [`Only with \`${onlyWith.field}: ${onlyWith.value}\`, and then required.`] : []),
    ...(byDefault === undefined ? [] : [`If left out: ${byDefault}.`]),
    ...(value === undefined ? [] : [`Default: \`${value}\`.`]),
    changeOf[onChange],
  ];
  return {
    ...typeOf(field, { token: below(token, name), types, side }),
    description: said.join(" "),
    ...(secret ? { secret } : {}),
    ...(side === "input" && value !== undefined ? { default: value } : {}),
    // Of a type's properties only the documents learn of it: the provider plans replacements.
    ...(onChange === "replaces" ? { willReplaceOnChanges: true } : {}),
  };
}

function typeOf(field: Field, place: Place): Json {
  if (field.fields === undefined) return ofSchema(field.schema(), field, place);
  const { token, types } = place;
  // One type for both sides, with the defaults that a program may rely on.
  const properties = Object.entries(field.fields).map(([name, inner]) => [
    name,
    propertyOf(name, inner, { ...place, side: "input" }),
  ]);
  types[token] = {
    type: "object",
    description: sentence(field.description),
    properties: Object.fromEntries(properties),
    required: Object.entries(field.fields).flatMap(([name, { required }]) => (required ? [name] : [])),
  };
  return { $ref: `#/types/${token}` };
}

/** What a resource has beside its arguments. */
export const outputOf = ({ description, secret, changes }: Output): Json => ({
  type: "string",
  description: `${sentence(description)} Changes ${changes}.`,
  ...(secret ? { secret } : {}),
});

/** Arguments of a function, or the fields of an object that it answers. */
export function objectOf(values: Values, place: Place): Json {
  const properties = Object.entries(values).map(([name, value]) => [
    name,
    {
      ...ofSchema(value.schema(), value, { ...place, token: below(place.token, name) }),
      description: sentence(value.description),
    },
  ]);
  const required = Object.entries(values).flatMap(([name, value]) => (value.required ? [name] : []));
  return { type: "object", properties: Object.fromEntries(properties), required };
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

interface Meant {
  readonly description: string;
  readonly valueDescriptions?: Readonly<Record<string, string>>;
  readonly normalize?: unknown;
}

const jsonOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as JsonSchema;

/** The only words that a value, or each entry of it, may be. */
function enumIn(schema: z.ZodType): readonly unknown[] | undefined {
  const { enum: words, items, anyOf } = jsonOf(schema);
  return words ?? (items as JsonSchema)?.enum ?? (anyOf?.[0] as JsonSchema)?.enum;
}

const ofSchema = (schema: z.ZodType, meant: Meant, place: Place): Json =>
  ofJsonSchema(jsonOf(schema), meant, place);

function ofJsonSchema({ type, enum: words, items, anyOf }: JsonSchema, meant: Meant, place: Place): Json {
  // Of several forms the first is what a program gives; a list beside it is what only a refresh finds.
  const [first] = (anyOf ?? []) as JsonSchema[];
  if (first !== undefined && anyOf?.some((one) => (one as JsonSchema).type === "array"))
    return ofJsonSchema(first, meant, place);
  if (anyOf !== undefined)
    return { oneOf: anyOf.map((one) => ofJsonSchema(one as JsonSchema, meant, place)) };
  if (words !== undefined) return enumOf(words as string[], meant, place);
  if (type === "array") {
    const entry = ofJsonSchema((items ?? {}) as JsonSchema, meant, { ...place, token: ofEntry(place.token) });
    return { type: "array", items: entry };
  }
  if (type === "number" || type === "integer") {
    // The engine has an object's id as a text, the vendor as a number.
    const isId = meant.normalize !== undefined && place.side === "input";
    return isId ? { oneOf: [{ type: "integer" }, { type: "string" }] } : { type: "integer" };
  }
  return type === undefined ? { $ref: "pulumi.json#/Any" } : { type };
}

function enumOf(words: readonly string[], meant: Meant, { token, types }: Place): Json {
  const values = words.map((value) => ({
    name: constantOf(value),
    ...(meant.valueDescriptions?.[value] === undefined
      ? {}
      : { description: sentence(meant.valueDescriptions[value]) }),
    value,
  }));
  // A list and a single one of its entries have one type, which the first of them describes.
  types[token] ??= { type: "string", description: sentence(meant.description), enum: values };
  return { $ref: `#/types/${token}` };
}

/** A constant's name: `JwtSigning` for `JWT_SIGNING`. */
const constantOf = (value: string): string =>
  value
    .split(/[^A-Za-z0-9]+/)
    .map((part) => capital(part === part.toUpperCase() ? part.toLowerCase() : part))
    .join("");
