import type { ZodType } from "zod";
import { failuresOf } from "./check";
import { operationError, PreconditionError } from "./errors";
import { zod } from "./on-demand";
import { type Properties, withoutUndefined } from "./properties";

/** An argument of a function, or a part of its answer. */
interface Value {
  /** What it is, for people. */
  readonly description: string;
  readonly schema: () => ZodType;
  /** Whether it is always there. */
  readonly required?: true;
  /** The form in which a value is used, where a program may give another one. */
  readonly normalize?: (value: unknown) => unknown;
}

export type Values = { readonly [name: string]: Value };

/** What a program can ask of a vendor, or have it do, without owning an object. */
export interface VendorFunction<Run> {
  /** As in the type tokens: `rockit:listSubscriptions`. */
  readonly name: `${string}:${string}`;
  /** What it does, for people. */
  readonly description: string;
  readonly arguments: Values;
  /** What it answers, by name; a list of objects is told by its fields. */
  readonly answer: { readonly [name: string]: { readonly description: string; readonly listOf: Values } };
  /** Whether it changes something at the server: then it does nothing in a preview. */
  readonly hasSideEffects?: true;
  /** What is being done, to begin an error with. */
  readonly operation: (args: Properties) => string;
  readonly call: (run: Run, args: Properties) => Promise<Properties>;
}

/** Calls it with arguments that were looked at; gives what its row says, and nothing else that a server adds. @throws OperationError */
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
  // A value that is refused may be a secret: it is not repeated.
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
