import { type ZodType, z } from "zod";
import { suggestion } from "./schema";
import type { CheckFailure, Properties } from "./lifecycle";
import { UNKNOWN } from "./unknown";

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
  const place = path.reduce<unknown>((at, step) => shapeOf(at)[step], schema);
  return Object.entries(shapeOf(place))
    .filter(([, field]) => field.meta()?.["internal"] !== true)
    .map(([name]) => name);
}

function shapeOf(schema: unknown): Record<PropertyKey, ZodType> {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function reasonOf(issue: z.core.$ZodIssue): string {
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
  path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
