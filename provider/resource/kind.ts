import type { Field, Fields, Output, Rule } from "./field";
import { type Properties, valueAt } from "./properties";

/** All there is to know of one kind of resource; its vendor's folder has the row. */
export interface ResourceKind<F extends Fields = Fields> {
  /** As in the type tokens and on the command line: `rockit:Subscription`. */
  readonly name: `${string}:${string}`;
  /** What a person calls such an object: "ROCKIT subscription". */
  readonly noun: string;
  /** What it is, what deleting it does, and the vendor's page: for people, in Markdown. */
  readonly description: string;
  /** How a person tells an object from others of its kind. */
  readonly label: (properties: Properties) => string;
  /** What an id looks like. */
  readonly id: {
    readonly pattern: RegExp;
    /** For people, to follow "its id is": `the server's number, such as 17`. */
    readonly form: string;
    /** As the server writes it, where a person may write it otherwise: 17 for 017. */
    readonly normalize?: (id: string) => string;
    /** The form in which ids are compared, where several spellings name the same object. */
    readonly meaning?: (id: string) => string;
  };
  readonly fields: F;
  readonly rules: readonly Rule[];
  readonly outputs: { readonly [name: string]: Output };
  /** What it means when the server's answer lacks a field: that it has no value, or that the server does not tell it. */
  readonly absentMeans: "no value" | "not told";
}

/** Name of the class: `RockitSubscription`. */
export const classNameOf = (kind: Pick<ResourceKind, "name">): string =>
  lifecycleNameOf(kind).replace(/^./, (first) => first.toUpperCase());

/** Name of the export that the thin reference in a state leads to: `rockitSubscription`. */
export const lifecycleNameOf = ({ name }: Pick<ResourceKind, "name">): string => name.replace(":", "");

/** Type token of the dynamic resource: it stands in states, for good. */
export type DynamicToken<Kind extends Pick<ResourceKind, "name">> = `pulumi-nodejs:dynamic/${Kind["name"]}`;

export const dynamicTokenOf = <Kind extends Pick<ResourceKind, "name">>({ name }: Kind): DynamicToken<Kind> =>
  `pulumi-nodejs:dynamic/${name}`;

/** Name of the native provider, of its plugin, and of the namespace of its configuration. */
export const nativeProvider = "rockit-durst";

/** Type token of a native resource, or of a function: it stands in states, for good. */
export type NativeToken<Named extends { readonly name: string }> = `rockit-durst:${Named["name"]}`;

export const nativeTokenOf = <Named extends { readonly name: string }>({ name }: Named): NativeToken<Named> =>
  `${nativeProvider}:${name}`;

/** Whether two ids name the same object. */
export const isSameId = (kind: Pick<ResourceKind, "id">, one = "", other = ""): boolean =>
  canonicalId(kind, one) === canonicalId(kind, other);

/** An id in the form in which ids are compared. */
export const canonicalId = ({ id: { meaning } }: Pick<ResourceKind, "id">, id: string): string =>
  meaning?.(id) ?? id;

/** All type tokens under which a state or a policy may meet a resource of the kind. */
export const tokensOf = (kind: Pick<ResourceKind, "name">): readonly string[] => [
  dynamicTokenOf(kind),
  nativeTokenOf(kind),
];

/** A field with its path: `xAuthInfo.password`. Nested ones follow the object that they are in. */
export interface FieldWithPath {
  readonly path: string;
  readonly field: Field;
}

/** Every field, also those of nested objects. */
export const fieldsWithPaths = (fields: Fields, above = ""): FieldWithPath[] =>
  Object.entries(fields).flatMap(([name, field]) => [
    { path: above + name, field },
    ...(field.fields === undefined ? [] : fieldsWithPaths(field.fields, `${above}${name}.`)),
  ]);

/** The fields that an object with these properties may have: those that go with another value are left out. */
export const applicableFields = (fields: Fields, properties: Properties): FieldWithPath[] =>
  fieldsWithPaths(
    Object.fromEntries(
      Object.entries(fields).filter(
        ([, { onlyWith }]) => onlyWith === undefined || properties[onlyWith.field] === onlyWith.value,
      ),
    ),
  );

/** Paths of all properties that must lie encrypted in the state. */
export const secretPaths = ({ fields, outputs }: Pick<ResourceKind, "fields" | "outputs">): string[] => [
  ...Object.entries(outputs).flatMap(([name, { secret }]) => (secret ? [name] : [])),
  ...fieldsWithPaths(fields).flatMap(({ path, field }) => (field.secret ? [path] : [])),
];

/** The secrets that properties of the kind hold. */
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

/** How a person recognises an object: the values of the fields that say so, without any credential. */
export const summaryOf = ({ fields }: Pick<ResourceKind, "fields">, properties: Properties): string[] =>
  Object.entries(fields).flatMap(([name, { summary }]) => {
    const value = properties[name];
    return summary === undefined || value === undefined ? [] : [summary(value)];
  });
