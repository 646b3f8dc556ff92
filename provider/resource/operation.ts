import { withKnownSecrets } from "../http/known-secrets";
import { type OperationError, operationError, PartialOperationError } from "./errors";
import type { GracefulShutdown } from "./graceful-shutdown";
import { secretsIn } from "./kind";
import type { Lifecycle, Operation } from "./lifecycle";
import type { ObjectOwners } from "./object-owners";
import type { Properties } from "./properties";
import { printable } from "./text";

/** A partially created or changed object, which the engine must keep in the state. */
interface PartialObject {
  readonly id: string;
  readonly outputs: Properties;
}

/** A failure as adapters receive it: the error for the person, and the object that the state must keep. */
export interface FailedOperation {
  readonly error: OperationError;
  readonly partial?: PartialObject | undefined;
}

/** Services that an adapter provides to all operations of a lifecycle. */
export interface OperationHost<Run> {
  /** Connects to the vendor's server on first use. */
  readonly connect: () => Run;
  /** Shows the person at the terminal a line about an object. */
  readonly log: (line: string, object: Properties) => void;
  /** Makes signals wait for running operations. */
  readonly shutdown?: GracefulShutdown | undefined;
  /** Owners of objects of this kind, as seen by diffs; missing where the adapter makes no diffs. */
  readonly owners?: ObjectOwners | undefined;
  /** Converts a failure to the error that the adapter's host expects. */
  readonly failed: (failure: FailedOperation) => unknown;
}

/** Name of an object in messages: `ROCKIT subscription "builds"`. */
export const nameOf = (
  { kind }: Pick<Lifecycle<never, object, object>, "kind">,
  object: Properties,
): string => printable(`${kind.noun} ${kind.label(object)}`.trimEnd());

/**
 * Values of an object that a server may repeat but nobody should read: secrets, and the part of a URL after
 * its host.
 */
function secretsOf({ kind }: Pick<Lifecycle<never, object, object>, "kind">, object: Properties): string[] {
  const behindHosts = Object.values(object).flatMap((value) =>
    typeof value === "string" && /^https?:/i.test(value) && URL.canParse(value) ? credentialsIn(value) : [],
  );
  return [...secretsIn(kind, object), ...behindHosts];
}

/** Minimum length of a part of a URL that may be a credential. */
const minLength = 8;

/**
 * Parts of a URL that may be credentials: path and query, whole and in parts, and user; each as declared, as
 * sent and decoded.
 */
function credentialsIn(text: string): string[] {
  const { username, password, pathname, search, searchParams, hash } = new URL(text);
  const declared = text.replace(/^[a-z]+:\/*[^/?#]*/i, "");
  const whole = [declared, pathname, search, hash].map((part) => part.replaceAll(/^[/?#]+|\/+$/g, ""));
  const parts = [...pathname.split("/"), ...searchParams.values()].filter(isNoWord);
  const all = [...whole, ...parts].filter(({ length }) => length >= minLength);
  return [...all, username, password].filter((part) => part !== "").flatMap((part) => [part, decoded(part)]);
}

/** Whether a part is more than a plain word, which is short and in lower case. */
const isNoWord = (part: string) => /[^a-z-]/.test(part) || part.length >= 2 * minLength;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Runs one operation on one object and converts its failure. Shared by all adapters. */
export async function operate<Run, T>(
  lifecycle: Pick<Lifecycle<Run, never, never>, "kind">,
  { connect, log, shutdown, owners, failed }: OperationHost<Run>,
  verb: string,
  object: Properties,
  work: (operation: Operation<Run>) => T | Promise<T>,
  /** The declared properties, whose secrets a server may repeat too. */
  wanted: Properties = {},
): Promise<T> {
  const operation: Operation<Run> = {
    get run() {
      return connect();
    },
    log: (line) => log(printable(line), object),
    isOwnedByAnother: (id, outputs) => owners?.isOwnedByAnother(id, outputs as Properties) ?? false,
  };
  const secrets = () => [object, wanted].flatMap((properties) => secretsOf(lifecycle, properties));
  const running = () => withKnownSecrets(secrets, async () => work(operation));
  try {
    return await (shutdown?.during(running) ?? running());
  } catch (failure) {
    const error = operationError(`${verb} ${nameOf(lifecycle, object)}`, failure);
    if (!(failure instanceof PartialOperationError)) throw failed({ error });
    const { id, outputs } = failure;
    throw failed({ error, partial: { id, outputs: outputs as Properties } });
  }
}
