import { SettingsError } from "../config/settings";
import { ActionableError } from "../http/actionable-error";
import { HttpError, type HttpErrorCode, isAmbiguous } from "../http/errors";
import { isTimeLimitReached } from "../http/time-limit";
import { printable } from "./text";

/** One line for the person at the terminal: the operation and its object, what failed, and what to do. */
export class OperationError extends Error {
  override readonly name = "OperationError";

  readonly operation: string;
  readonly reason: string;
  /** The reason without the remedy. */
  readonly what: string;
  readonly remedy: string | undefined;

  constructor(
    operation: string,
    reason: string,
    /** Stable name of the failure. */
    readonly code: HttpErrorCode | "settings" | "refused" | "bug",
    { what = reason, remedy }: { readonly what?: string; readonly remedy?: string | undefined } = {},
  ) {
    super(printable(`${operation}: ${reason}`));
    this.operation = printable(operation);
    this.reason = printable(reason);
    this.what = printable(what);
    this.remedy = remedy && printable(remedy);
  }
}

/** Thrown by a lifecycle when a precondition of the operation does not hold. */
export class PreconditionError extends ActionableError {
  override readonly name = "PreconditionError";
}

/**
 * Thrown by a lifecycle when an object may have been created or changed only partially. The known outputs go
 * into the state, and the next `up` finishes the operation.
 */
export class PartialOperationError extends Error {
  override readonly name = "PartialOperationError";

  constructor(
    readonly failure: unknown,
    readonly id: string,
    readonly outputs: object,
    /** What the next `up` does. Continues "it is kept in the state as unfinished: the next `pulumi up` …". */
    readonly remedy: string,
  ) {
    super("unfinished");
  }
}

/** For a change that may or may not have taken effect; `outputs` are those of the state. */
export const partialUpdateError =
  (id: string, outputs: object) =>
  (failure: unknown): never => {
    if (!isAmbiguous(failure)) throw failure;
    throw new PartialOperationError(failure, id, { ...outputs, unfinished: true }, "sends the change again");
  };

/** The error of an update whose object is gone. */
export const missingOnUpdate = () =>
  new PreconditionError(
    "it no longer exists on the server",
    "run `pulumi refresh`, then `pulumi up` to create it again",
  );

const nextSteps: Partial<Record<HttpErrorCode, string>> = {
  forbidden: "this account lacks the permission",
  "rate-limited": "wait, then run the command again",
  cancelled: "run the command again",
  unavailable: "run the command again later",
  timeout: "run the command again later, or raise the setting requestTimeout",
};

const afterTimeLimit = "run the command again later, or raise the resource option customTimeouts";

/** Converts any failure to an `OperationError`. */
export function operationError(operation: string, failure: unknown): OperationError {
  if (failure instanceof OperationError) return failure;
  if (failure instanceof SettingsError)
    return new OperationError(operation, failure.message, "settings", failure);
  if (failure instanceof PartialOperationError) {
    const { reason, code } = operationError(operation, failure.failure);
    const kept = `it is kept in the state as unfinished: the next \`pulumi up\` ${failure.remedy}`;
    return new OperationError(operation, `${reason}; ${kept}`, code);
  }
  if (failure instanceof PreconditionError)
    return new OperationError(operation, failure.message, "refused", failure);
  if (failure instanceof HttpError) {
    const next =
      failure.code === "timeout" && isTimeLimitReached() ? afterTimeLimit : nextSteps[failure.code];
    const withNext = next === undefined ? failure : failure.withRemedy(next);
    return new OperationError(operation, withNext.message, failure.code, withNext);
  }
  const name = failure instanceof Error ? failure.name : typeof failure;
  return new OperationError(
    operation,
    `internal error of pulumi-rockit-durst (${name}). Please report it with the steps to reproduce`,
    "bug",
  );
}
