import { isDeepStrictEqual } from "node:util";
import type { z as Zod, ZodType } from "zod";
import type { Field, Fields, Rule } from "./field";
import type { ResourceKind } from "./kind";
import type { CheckFailure, CheckResult } from "./lifecycle";
import { zod } from "./on-demand";
import type { Properties } from "./properties";
import { crossFieldRules, suggestion } from "./schema";
import { printable } from "./text";
import { UNKNOWN } from "./unknown";

/**
 * Validates declared inputs and fills in defaults; each failure names its field. `olds` are the inputs in the
 * state: with `ignoreChanges` the engine may mix them with the program's. A rule that the state breaks too, by a
 * value taken from it, is no failure.
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

/**
 * Rules that the state breaks too, by a value that the inputs share with it. Fields that no server returns
 * are not excused: an import may lack them.
 */
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
    if (value !== undefined) filled[name] = withDefault(field, value);
  }
  return filled;
}

function withDefault({ fields, normalize }: Field, value: unknown): unknown {
  if (fields !== undefined && typeof value === "object" && value !== null) {
    return withDefaults(fields, value as Properties);
  }
  return normalize === undefined ? value : normalize(value);
}

const schemas = new WeakMap<Fields, ZodType>();

/** Schema of a kind's inputs, built with the first check. */
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
 * Validates declared inputs against a schema. A value that is unknown in a preview never fails and hides no
 * failure elsewhere: failures at or below an unknown value are left for `up`.
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
  // One value can break the same rule twice, such as an empty string for a URL.
  return [...new Map(failures.map((failure) => [`${failure.field} ${failure.reason}`, failure])).values()];
}

function notAnArgument(key: string, names: readonly string[]): string {
  const near = suggestion(key, names);
  return `is not an argument; ${near === undefined ? `valid ones are ${names.join(", ")}` : `did you mean ${near}?`}`;
}

/** Names of the arguments that a program may give at a path of the inputs. */
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
