import { withKnownSecrets } from "../http/known-secrets";
import { type OperationError, operationError, PartialOperationError } from "./errors";
import type { GracefulShutdown } from "./graceful-shutdown";
import type { ObjectOwners } from "./object-owners";
import { secretsIn } from "./kind";
import type { Lifecycle, Operation } from "./lifecycle";
import type { Properties } from "./properties";
import { printable } from "./text";

/** What is known of an object that was made or changed but not as it should be: the engine is to keep it. */
interface PartialObject {
  readonly id: string;
  readonly outputs: Properties;
}

/** How an adapter hears of a failure: as an error for a person, and with what the state has to keep. */
export interface FailedOperation {
  readonly error: OperationError;
  readonly partial?: PartialObject | undefined;
}

/** What an adapter gives to every operation of a lifecycle. */
export interface OperationHost<Run> {
  /** Gives what the run has to do with the vendor's server, when it is first needed. */
  readonly connect: () => Run;
  /** Shows the person at the terminal a line about an object. */
  readonly log: (line: string, object: Properties) => void;
  /** A signal waits for operations that are under way. */
  readonly shutdown?: GracefulShutdown | undefined;
  /** What the run found when it compared resources of this kind; nothing where none are compared. */
  readonly owners?: ObjectOwners | undefined;
  /** Makes of a failure what the adapter's host is to be thrown. */
  readonly failed: (failure: FailedOperation) => unknown;
}

/** How a person calls an object: `ROCKIT subscription "builds"`. */
export const nameOf = (
  { kind }: Pick<Lifecycle<never, object, object>, "kind">,
  object: Properties,
): string => printable(`${kind.noun} ${kind.label(object)}`.trimEnd());

/** What a server may repeat of an object and nobody should read: its secrets, and what follows the host in a URL, which may be one. */
function secretsOf({ kind }: Pick<Lifecycle<never, object, object>, "kind">, object: Properties): string[] {
  const behindHosts = Object.values(object).flatMap((value) =>
    typeof value === "string" && /^https?:/i.test(value) && URL.canParse(value) ? credentialsIn(value) : [],
  );
  return [...secretsIn(kind, object), ...behindHosts];
}

/** Letters of a path that may be a credential; shorter ones are words. */
const shortest = 8;

/** What may be a credential in a URL: the path and the query, whole and in parts, and the user, each as declared, as sent and decoded. */
function credentialsIn(text: string): string[] {
  const { username, password, pathname, search, searchParams, hash } = new URL(text);
  const declared = text.replace(/^[a-z]+:\/*[^/?#]*/i, "");
  const whole = [declared, pathname, search, hash].map((part) => part.replaceAll(/^[/?#]+|\/+$/g, ""));
  const parts = [...pathname.split("/"), ...searchParams.values()].filter(isNoWord);
  const all = [...whole, ...parts].filter(({ length }) => length >= shortest);
  return [...all, username, password].filter((part) => part !== "").flatMap((part) => [part, decoded(part)]);
}

/** A word of a path is in lower case and short. */
const isNoWord = (part: string) => /[^a-z-]/.test(part) || part.length >= 2 * shortest;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Does the work of one verb for one object, as every adapter does it. */
export async function operate<Run, T>(
  lifecycle: Pick<Lifecycle<Run, never, never>, "kind">,
  { connect, log, shutdown, owners, failed }: OperationHost<Run>,
  verb: string,
  object: Properties,
  work: (operation: Operation<Run>) => T | Promise<T>,
  /** What the object is to become: a server may repeat that too. */
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
  const working = () => withKnownSecrets(secrets, async () => work(operation));
  try {
    return await (shutdown?.during(working) ?? working());
  } catch (failure) {
    const error = operationError(`${verb} ${nameOf(lifecycle, object)}`, failure);
    if (!(failure instanceof PartialOperationError)) throw failed({ error });
    const { id, outputs } = failure;
    throw failed({ error, partial: { id, outputs: outputs as Properties } });
  }
}
