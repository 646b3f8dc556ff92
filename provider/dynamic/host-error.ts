import { operationError, PreconditionError } from "../resource/errors";
import { type FailedOperation, nameOf } from "../resource/operation";
import { withoutUndefined } from "../resource/properties";
import { referenceOf } from "../resource/reference";
import type { AnyLifecycle } from "../resource/vendor";

/**
 * Error in the form that the engine's dynamic provider host expects. Of some failures the host
 * prints `${error}: ${error.stack}`, so both are set to the parts of the one-line message. It stores a partial object from
 * `id`, `properties` and `reasons`.
 */
export const hostError =
  ({ kind }: Pick<AnyLifecycle, "kind">) =>
  ({ error, partial }: FailedOperation): Error => {
    const { operation, reason, message } = error;
    const printed = Object.assign(error, { toString: () => operation, stack: reason });
    if (partial === undefined) return printed;
    const properties = { ...withoutUndefined(partial.outputs), ...referenceOf(kind) };
    return Object.assign(printed, { id: partial.id, properties, reasons: [message] });
  };

/** The error when a program reads an object that does not exist. */
export function noSuchObject(lifecycle: AnyLifecycle, id: string): Error {
  const missing = new PreconditionError("it does not exist: check the id that is passed to `get`");
  return hostError(lifecycle)({
    error: operationError(`reading ${nameOf(lifecycle, { id })}`, missing),
  });
}
