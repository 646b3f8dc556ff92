import { SettingsError } from "../config/settings";
import { ActionableError } from "../http/actionable-error";
import { HttpError, type HttpErrorCode, isAmbiguous } from "../http/errors";
import { isTimeLimitReached } from "../http/time-limit";
import { printable } from "./text";

/** An error for the person at the terminal: what was being done to which object, what went wrong, what to do next, in one line. */
export class OperationError extends Error {
  override readonly name = "OperationError";

  readonly operation: string;
  readonly reason: string;
  /** The reason without what to do about it. */
  readonly what: string;
  readonly remedy: string | undefined;

  constructor(
    operation: string,
    reason: string,
    /** Stable name of what went wrong. */
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

/** What a lifecycle throws when it can't go on for a reason of its own; `code` as in `OperationError`. */
export class PreconditionError extends ActionableError {
  override readonly name = "PreconditionError";
}

/**
 * What a lifecycle throws when an object may have been made or changed but not as it should be: what is known of it goes into the
 * state, and the next `up` finishes it.
 */
export class PartialOperationError extends Error {
  override readonly name = "PartialOperationError";

  constructor(
    readonly failure: unknown,
    readonly id: string,
    readonly outputs: object,
    /** What the next `up` will do, to end the sentence "it is kept in the state as unfinished: the next `pulumi up` …". */
    readonly remedy: string,
  ) {
    super("unfinished");
  }
}

/** For a change of which nobody knows whether it took effect; `outputs` are those of the state until now. */
export const partialUpdateError =
  (id: string, outputs: object) =>
  (failure: unknown): never => {
    if (!isAmbiguous(failure)) throw failure;
    throw new PartialOperationError(failure, id, { ...outputs, unfinished: true }, "sends the change again");
  };

/** An update met nothing to update. */
export const missingOnUpdate = () =>
  new PreconditionError(
    "the server has it no more",
    "run `pulumi refresh`, then `pulumi up` to create it again",
  );

const nextSteps: Partial<Record<HttpErrorCode, string>> = {
  forbidden: "this account lacks the permission for it",
  "rate-limited": "wait, then run the command again",
  cancelled: "run the command again",
  unavailable: "nothing is known to be wrong with your program: run the command again later",
  timeout: "run the command again later, or raise the setting requestTimeout",
};

const afterTimeLimit = "run the command again later, or give it more time by the option customTimeouts";

/** Any failure, as an `OperationError`. */
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
    const next = failure.code === "timeout" && isTimeLimitReached() ? afterTimeLimit : nextSteps[failure.code];
    const told = next === undefined ? failure : failure.withRemedy(next);
    return new OperationError(operation, told.message, failure.code, told);
  }
  const name = failure instanceof Error ? failure.name : typeof failure;
  return new OperationError(
    operation,
    `the provider itself failed (${name}), which is a defect of it: please report what you did`,
    "bug",
  );
}
