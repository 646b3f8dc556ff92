import type { ZodType } from "zod";
import { failuresOf } from "./check";
import { operationError, PreconditionError } from "./errors";
import { zod } from "./on-demand";
import { type Properties, withoutUndefined } from "./properties";

/** An argument of a function, or a field of its result. */
interface Value {
  /** In Markdown, for the documentation and the native schema. */
  readonly description: string;
  readonly schema: () => ZodType;
  /** Whether the value is always present. */
  readonly required?: true;
  /** Converts a value to the form in which it is used. */
  readonly normalize?: (value: unknown) => unknown;
}

export type Values = { readonly [name: string]: Value };

/** A function that programs can call at a vendor without owning an object. */
export interface VendorFunction<Run> {
  /** Name in type tokens: `rockit:listSubscriptions`. */
  readonly name: `${string}:${string}`;
  /** What it does, in Markdown. */
  readonly description: string;
  readonly arguments: Values;
  /** Fields of the result: lists of objects, with the fields of each object. */
  readonly answer: { readonly [name: string]: { readonly description: string; readonly listOf: Values } };
  /** Whether it changes something on the server; then it does nothing in a preview. */
  readonly hasSideEffects?: true;
  /** The operation, to begin an error message with. */
  readonly operation: (args: Properties) => string;
  readonly call: (run: Run, args: Properties) => Promise<Properties>;
}

/**
 * Validates the arguments, calls the function, and returns the documented fields only.
 * @throws OperationError
 */
export async function callFunction<Run>(
  fn: VendorFunction<Run>,
  connect: () => Run,
  given: Properties,
): Promise<Properties> {
  const args = Object.fromEntries(
    Object.entries(withoutUndefined(given)).map(([name, value]) => [
      name,
      fn.arguments[name]?.normalize?.(value) ?? value,
    ]),
  );
  const shape = Object.entries(fn.arguments).map(([name, { schema, required }]) => [
    name,
    required ? schema() : schema().optional(),
  ]);
  const wrong = failuresOf(zod().strictObject(Object.fromEntries(shape)), args);
  // The message does not repeat the value, which may be a secret.
  if (wrong.length > 0)
    throw operationError(
      `calling ${fn.name}`,
      new PreconditionError(wrong.map(({ field, reason }) => `${field} ${reason}`).join("; ")),
    );
  try {
    return answered(fn.answer, await fn.call(connect(), args));
  } catch (failure) {
    throw operationError(fn.operation(args), failure);
  }
}

const answered = (answer: VendorFunction<never>["answer"], given: Properties): Properties =>
  Object.fromEntries(
    Object.entries(answer).map(([name, { listOf }]) => [
      name,
      (given[name] as readonly Properties[]).map((one) => picked(one, Object.keys(listOf))),
    ]),
  );

const picked = (properties: Properties, names: readonly string[]): Properties =>
  withoutUndefined(Object.fromEntries(names.map((name) => [name, properties[name]])));
