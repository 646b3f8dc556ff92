import { createHash } from "node:crypto";
import { PreconditionError } from "../resource/errors";
import { applicableFields, type ResourceKind } from "../resource/kind";
import { type Properties, valueAt, withValue } from "../resource/properties";
import type { SubscriberAnswer } from "./client";
import type { DurstRun } from "./run";

// Durst returns a masked form of a password or key. On most servers the masked form of a secret is stable, so
// a change of it shows that the secret was changed there. It is never sent back, and only its digest is
// stored.

/** Paths of the credentials that belong to a subscriber's authentication type. */
const credentialPaths = ({ fields }: ResourceKind, subscriber: object): string[] =>
  applicableFields(fields, subscriber as Properties).flatMap(({ path, field }) =>
    field.readBack === "masked" ? [path] : [],
  );

/** A subscriber's credentials, by path. */
export const credentialsOf = (kind: ResourceKind, subscriber: object): Properties =>
  Object.fromEntries(
    credentialPaths(kind, subscriber).map((path) => [path, valueAt(subscriber as Properties, path)]),
  );

/**
 * Digest of the masked form; `undefined` if the subscriber has no credential. It includes the subscriber's
 * number, so that the state does not reveal which subscribers share a credential.
 */
export function fingerprintOf(kind: ResourceKind, answer: SubscriberAnswer): string | undefined {
  const masked = Object.values(credentialsOf(kind, answer)).filter((one) => one !== undefined);
  if (masked.length === 0) return undefined;
  return createHash("sha256")
    .update([answer.id, ...masked].join(":"))
    .digest("hex")
    .slice(0, 16);
}

/**
 * The fingerprint, if two reads agree; `undefined` on a server that masks differently at every read.
 * @throws HttpError
 */
export async function stableFingerprint(
  kind: ResourceKind,
  { client }: DurstRun,
  id: number,
  first?: SubscriberAnswer,
): Promise<string | undefined> {
  const seen = first ?? (await client.readSubscriber(id));
  if (seen === undefined || fingerprintOf(kind, seen) === undefined) return undefined;
  const again = await client.readSubscriber(id);
  const agreed = again !== undefined && fingerprintOf(kind, again) === fingerprintOf(kind, seen);
  return agreed ? fingerprintOf(kind, seen) : undefined;
}

/**
 * Placeholder for a credential that was changed on the server, so that the next `up` sends the declared one.
 */
const unknownCredential = "(changed at the server)";

/** Rejects the placeholder, which can't be sent. @throws PreconditionError */
export function rejectUnknownCredential(kind: ResourceKind, subscriber: object): void {
  const credentials = Object.values(credentialsOf(kind, subscriber));
  if (!credentials.some((one) => one === unknownCredential || one === undefined)) return;
  throw new PreconditionError(
    "its password or key was changed on the server, and `ignoreChanges` prevents sending the program's value",
    "remove the option, or leave the other arguments unchanged",
  );
}

/** Properties of a subscriber whose credential was changed on the server. */
export const withChangedCredential = (kind: ResourceKind, subscriber: object): Properties =>
  credentialPaths(kind, subscriber).reduce<Properties>(
    (properties, path) =>
      valueAt(properties, path.replace(/\.[^.]*$/, "")) === undefined
        ? properties
        : withValue(properties, path, unknownCredential),
    subscriber as Properties,
  );
