import { isDeepStrictEqual } from "node:util";
import type { z as Zod, ZodType } from "zod";
import type { Field, Fields, Rule } from "./field";
import type { ResourceKind } from "./kind";
import type { CheckResult, CheckFailure } from "./lifecycle";
import { zod } from "./on-demand";
import type { Properties } from "./properties";
import { crossFieldRules, suggestion } from "./schema";
import { printable } from "./text";
import { UNKNOWN } from "./unknown";

/**
 * Looks at what was declared: defaults are filled in, and each failure names its field. `olds` are the inputs in the state: where a refresh
 * has found a server with other fields that exclude each other, the engine may put one of them in place of the program's (`ignoreChanges`).
 */
export function checkInputs(
  kind: Pick<ResourceKind, "fields" | "rules">,
  declared: Properties,
  olds: Properties = {},
): CheckResult {
  const inputs = withDefaults(kind.fields, declared);
  const ignored = ignoredRules(kind, inputs, olds);
  const failures = failuresOf(schemaOf(kind), inputs).filter(
    ({ field, reason }) => !ignored.some((rule) => rule.field === field && rule.message === reason),
  );
  return { inputs, failures };
}

/** Rules that the state breaks as well, by a value that it has in common with what is declared. What no server tells, an import can lack. */
function ignoredRules(
  { fields, rules }: Pick<ResourceKind, "fields" | "rules">,
  inputs: Properties,
  olds: Properties,
): readonly Rule[] {
  const broken = new Set(
    rules
      .filter(({ field, holds }) => fields[field]?.readBack !== "never" && !holds(olds))
      .flatMap(({ decidedBy }) => decidedBy ?? []),
  );
  const isOld = (field: string) => olds[field] !== undefined && isDeepStrictEqual(inputs[field], olds[field]);
  return rules.filter(
    ({ field, decidedBy = "" }) => broken.has(decidedBy) && (isOld(decidedBy) || isOld(field)),
  );
}

function withDefaults(fields: Fields, declared: Properties): Properties {
  const filled = { ...declared };
  for (const [name, field] of Object.entries(fields)) {
    const value = declared[name] === undefined ? field.default : declared[name];
    if (value !== undefined) filled[name] = filledIn(field, value);
  }
  return filled;
}

function filledIn({ fields, normalize }: Field, value: unknown): unknown {
  if (fields !== undefined && typeof value === "object" && value !== null) {
    return withDefaults(fields, value as Properties);
  }
  return normalize === undefined ? value : normalize(value);
}

const schemas = new WeakMap<Fields, ZodType>();

/** The schema of a kind's inputs, made with the first check. */
export function schemaOf({ fields, rules }: Pick<ResourceKind, "fields" | "rules">): ZodType {
  const known = schemas.get(fields);
  const schema = known ?? crossFieldRules(zod().strictObject(shapeOf(fields)), rules);
  schemas.set(fields, schema);
  return schema;
}

const shapeOf = (fields: Fields): Record<string, ZodType> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const schema = field.fields === undefined ? field.schema() : objectOf(field.fields);
      const optional = field.required === true ? schema : schema.optional();
      return [name, field.internal === true ? optional.meta({ internal: true }) : optional];
    }),
  );

function objectOf(fields: Fields): ZodType {
  const required = Object.keys(fields).filter((name) => fields[name]?.required === true);
  const rule = `must be an object of ${required.join(" and ")}`;
  return zod().strictObject(shapeOf(fields), {
    error: (issue) => (issue.code === "unrecognized_keys" ? undefined : rule),
  });
}

/**
 * Holds declared inputs against a schema. A value that is unknown in a preview can't be judged and never fails, and
 * hides no failure elsewhere: whatever the schema says at or below an unknown value is left for `up`.
 */
export function failuresOf(schema: ZodType, declared: Properties): CheckFailure[] {
  const parsed = schema.safeParse(declared);
  if (parsed.success) return [];
  const failures = parsed.error.issues
    .filter((issue) => !touchesUnknown(declared, issue.path))
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({
            field: fieldName([...issue.path, key]),
            reason: notAnArgument(key, argumentsAt(schema, issue.path)),
          }))
        : [{ field: fieldName(issue.path), reason: reasonOf(issue) }],
    );
  // A value can break the same rule twice: an empty text is no text and no address.
  return [...new Map(failures.map((failure) => [`${failure.field} ${failure.reason}`, failure])).values()];
}

function notAnArgument(key: string, names: readonly string[]): string {
  const near = suggestion(key, names);
  return `is not an argument; ${near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`}`;
}

/** Names of what a program may give at a place of the inputs. */
function argumentsAt(schema: ZodType, path: readonly PropertyKey[]): string[] {
  const place = path.reduce<unknown>((at, step) => fieldsIn(at)[step], schema);
  return Object.entries(fieldsIn(place))
    .filter(([, field]) => field.meta()?.["internal"] !== true)
    .map(([name]) => name);
}

function fieldsIn(schema: unknown): Record<PropertyKey, ZodType> {
  const z = zod();
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function reasonOf(issue: Zod.core.$ZodIssue): string {
  if (
    issue.code === "invalid_type" &&
    "input" in issue === false &&
    /received undefined/.test(issue.message)
  ) {
    return "is required";
  }
  return issue.message;
}

function touchesUnknown(declared: unknown, path: readonly PropertyKey[]): boolean {
  let value = declared;
  for (const step of path) {
    if (value === UNKNOWN) return true;
    if (typeof value !== "object" || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value === UNKNOWN;
}

const fieldName = (path: readonly PropertyKey[]) =>
  printable(
    path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
      .join("")
      .replace(/^\./, ""),
  );
