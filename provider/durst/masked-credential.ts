import { createHash } from "node:crypto";
import { PreconditionError } from "../resource/errors";
import { applicableFields, type ResourceKind } from "../resource/kind";
import { type Properties, valueAt, withValue } from "../resource/properties";
import type { SubscriberAnswer } from "./client";
import type { DurstRun } from "./run";

// Durst answers with a masked form of a password or key. At most servers the same secret has the same masked form, which tells that
// someone changed it there. It is never sent back, and only a digest of it is kept.

/** Paths of the credentials that a subscriber has by its way of authentication. */
const credentialPaths = ({ fields }: ResourceKind, subscriber: object): string[] =>
  applicableFields(fields, subscriber as Properties).flatMap(({ path, field }) =>
    field.readBack === "masked" ? [path] : [],
  );

/** The credentials that a subscriber has, by their paths. */
export const credentialsOf = (kind: ResourceKind, subscriber: object): Properties =>
  Object.fromEntries(
    credentialPaths(kind, subscriber).map((path) => [path, valueAt(subscriber as Properties, path)]),
  );

/**
 * A digest of the masked form; `undefined` if the subscriber has no credential. The subscriber's number is part of it, so that a state does
 * not tell which subscribers share a credential.
 */
export function fingerprintOf(kind: ResourceKind, answer: SubscriberAnswer): string | undefined {
  const masked = Object.values(credentialsOf(kind, answer)).filter((one) => one !== undefined);
  if (masked.length === 0) return undefined;
  return createHash("sha256")
    .update([answer.id, ...masked].join(":"))
    .digest("hex")
    .slice(0, 16);
}

/** The fingerprint, if two answers agree on it: a server that masks differently at every read has none. @throws HttpError */
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

/** Stands for a credential that is only known to be another one than declared, so that the next `up` sends the declared one. */
const unknownCredential = "(changed at the server)";

/** The server's own credential can't be sent back, nor what stands for it. @throws PreconditionError */
export function rejectUnknownCredential(kind: ResourceKind, subscriber: object): void {
  const credentials = Object.values(credentialsOf(kind, subscriber));
  if (!credentials.some((one) => one === unknownCredential || one === undefined)) return;
  throw new PreconditionError(
    "its password or key was changed at the server, and `ignoreChanges` keeps the program's from being sent",
    "take the option out, or leave the rest of the subscriber as it is",
  );
}

/** Properties of a subscriber whose credential someone changed at the server. */
export const withChangedCredential = (kind: ResourceKind, subscriber: object): Properties =>
  credentialPaths(kind, subscriber).reduce<Properties>(
    (properties, path) =>
      valueAt(properties, path.replace(/\.[^.]*$/, "")) === undefined
        ? properties
        : withValue(properties, path, unknownCredential),
    subscriber as Properties,
  );
