import { operationError, PreconditionError } from "../resource/errors";
import { type FailedOperation, nameOf } from "../resource/operation";
import { withoutUndefined } from "../resource/properties";
import { referenceOf } from "../resource/reference";
import type { AnyLifecycle } from "../resource/vendor";

/**
 * An error as the engine's dynamic provider host is to be thrown it. The host prints `${error}: ${error.stack}` of some failures, so that those
 * two are made the parts of the one line, without a stack trace; it keeps a partial object that the error carries as `id`, `properties` and `reasons`.
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

/** What the host is thrown where a program reads an object that is not there. */
export function noSuchObject(lifecycle: AnyLifecycle, id: string): Error {
  const missing = new PreconditionError("there is none: check its id, which a `get` must name exactly");
  return hostError(lifecycle)({
    error: operationError(`reading ${nameOf(lifecycle, { id })}`, missing),
  });
}
