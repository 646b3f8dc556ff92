import type { FailedOperation } from "../resource/operation";
import { type Properties, withoutUndefined } from "../resource/properties";
import { referenceKey } from "./reference";

/**
 * An error as the engine's dynamic provider host is to be thrown it. The host prints `${error}: ${error.stack}` of some failures, so that those
 * two are made the parts of the one line, without a stack trace; it keeps a partial object that the error carries as `id`, `properties` and `reasons`.
 */
export function thrownToHost({ error, partial }: FailedOperation, object: Properties): Error {
  const { operation, reason, message } = error;
  const printed = Object.assign(error, { toString: () => operation, stack: reason });
  if (partial === undefined) return printed;
  const properties = { ...withoutUndefined(partial.outputs), [referenceKey]: object[referenceKey] };
  return Object.assign(printed, { id: partial.id, properties, reasons: [message] });
}
