import type { Field, Fields, Output, Rule } from "./field";
import { type Properties, valueAt } from "./properties";

/** Definition of one kind of resource. Each vendor's folder has one per kind. */
export interface ResourceKind<F extends Fields = Fields> {
  /** Name in type tokens and on the command line: `rockit:Subscription`. */
  readonly name: `${string}:${string}`;
  /** Noun in messages: "ROCKIT subscription". */
  readonly noun: string;
  /** What it is, what deleting it does, and the vendor's page; in Markdown. */
  readonly description: string;
  /** Label of an object among others of its kind. */
  readonly label: (properties: Properties) => string;
  /** Format of ids. */
  readonly id: {
    readonly pattern: RegExp;
    /** Describes the format. Follows "its id is": `the server's number, such as 17`. */
    readonly form: string;
    /** Converts an id to the server's spelling: 017 to 17. */
    readonly normalize?: (id: string) => string;
    /** Canonical form for comparison, where several spellings name the same object. */
    readonly meaning?: (id: string) => string;
  };
  readonly fields: F;
  readonly rules: readonly Rule[];
  readonly outputs: { readonly [name: string]: Output };
  /** What a missing field in the server's answer means: it has no value, or the server does not return it. */
  readonly absentMeans: "no value" | "not returned";
}

/** Name of the resource class: `RockitSubscription`. */
export const classNameOf = (kind: Pick<ResourceKind, "name">): string =>
  lifecycleNameOf(kind).replace(/^./, (first) => first.toUpperCase());

/** Name of the export that the thin reference in states requires: `rockitSubscription`. */
export const lifecycleNameOf = ({ name }: Pick<ResourceKind, "name">): string => name.replace(":", "");

/** Type token of the dynamic resource. States contain it, so it must never change. */
export type DynamicToken<Kind extends Pick<ResourceKind, "name">> = `pulumi-nodejs:dynamic/${Kind["name"]}`;

export const dynamicTokenOf = <Kind extends Pick<ResourceKind, "name">>({ name }: Kind): DynamicToken<Kind> =>
  `pulumi-nodejs:dynamic/${name}`;

/** Name of the native provider, of its plugin and of its configuration namespace. */
export const nativeProvider = "rockit-durst";

/** Type token of a native resource or function. States contain it, so it must never change. */
export type NativeToken<Named extends { readonly name: string }> = `rockit-durst:${Named["name"]}`;

export const nativeTokenOf = <Named extends { readonly name: string }>({ name }: Named): NativeToken<Named> =>
  `${nativeProvider}:${name}`;

/** Whether two ids name the same object. */
export const isSameId = (kind: Pick<ResourceKind, "id">, one = "", other = ""): boolean =>
  canonicalId(kind, one) === canonicalId(kind, other);

/** An id in its canonical form, for comparison. */
export const canonicalId = ({ id: { meaning } }: Pick<ResourceKind, "id">, id: string): string =>
  meaning?.(id) ?? id;

/** All type tokens of the kind in states and policies: dynamic and native. */
export const tokensOf = (kind: Pick<ResourceKind, "name">): readonly string[] => [
  dynamicTokenOf(kind),
  nativeTokenOf(kind),
];

/** A field with its path: `xAuthInfo.password`. */
export interface FieldWithPath {
  readonly path: string;
  readonly field: Field;
}

/** Every field, with nested ones after the object that contains them. */
export const fieldsWithPaths = (fields: Fields, above = ""): FieldWithPath[] =>
  Object.entries(fields).flatMap(([name, field]) => [
    { path: above + name, field },
    ...(field.fields === undefined ? [] : fieldsWithPaths(field.fields, `${above}${name}.`)),
  ]);

/** The fields that apply to an object with these properties, without those that depend on another value. */
export const applicableFields = (fields: Fields, properties: Properties): FieldWithPath[] =>
  fieldsWithPaths(
    Object.fromEntries(
      Object.entries(fields).filter(
        ([, { onlyWith }]) => onlyWith === undefined || properties[onlyWith.field] === onlyWith.value,
      ),
    ),
  );

/** Paths of all properties that must be encrypted in the state. */
export const secretPaths = ({ fields, outputs }: Pick<ResourceKind, "fields" | "outputs">): string[] => [
  ...Object.entries(outputs).flatMap(([name, { secret }]) => (secret ? [name] : [])),
  ...fieldsWithPaths(fields).flatMap(({ path, field }) => (field.secret ? [path] : [])),
];

/** The secret values in properties of the kind. */
export const secretsIn = (kind: Pick<ResourceKind, "fields" | "outputs">, properties: Properties): string[] =>
  secretPaths(kind).flatMap((path) => {
    const secret = valueAt(properties, path);
    return typeof secret === "string" && secret !== "" ? [secret] : [];
  });

/** Names of the properties that a resource of the kind has as outputs. */
export const outputNames = ({ fields, outputs }: Pick<ResourceKind, "fields" | "outputs">): string[] => [
  ...Object.entries(fields).flatMap(([name, { readBack }]) => (readBack === "not sent" ? [] : [name])),
  ...Object.keys(outputs),
];

/** One-line summary of an object: values of the fields with a `summary`, without any credential. */
export const summaryOf = ({ fields }: Pick<ResourceKind, "fields">, properties: Properties): string[] =>
  Object.entries(fields).flatMap(([name, { summary }]) => {
    const value = properties[name];
    return summary === undefined || value === undefined ? [] : [summary(value)];
  });
