import type { FastifyReply } from "fastify";
import { normaliseUrl, type UrlNormalisation } from "../normalise-url.ts";
import type { Masking } from "./masking.ts";
import type { DurstNewSubscriber } from "./requests.ts";
import type { DurstBehaviour, DurstStoredSubscriber, DurstStoredSubscription } from "./types.ts";

/** How a server normalises a stored subscriber. */
export type DurstNormalisation =
  | UrlNormalisation
  /** A URL ends in a slash. */
  | "trailing-slash"
  /** The header of a signature in lower case. */
  | "header-case";

/** Undocumented details of answers and stored values. */
export interface DurstAnswers {
  /** Default none: everything reads back as it was sent. */
  normalises: readonly DurstNormalisation[];
  /** How a subscription shows a missing path. Default as `absentFields`. */
  absentPath: "absent" | "empty" | "slash" | "null";
  /** How answers show the info object of an authentication that the subscriber does not use. Default as `absentFields`. */
  unusedAuthentication: "absent" | "empty-object" | "empty-fields";
  /** Whether answers show the signing `method`, which has only one value. Default shown. */
  signingMethod: "shown" | "omitted";
  /** Default number. */
  ids: "number" | "text";
  /** The answer to a PUT: 201 with the object (default), 200 without a body, or 204. */
  putAnswer: "object" | "empty" | "no-content";
  /** Status of a creation at the path that this server does not know. Default 404. */
  unknownCreatePath: 400 | 404 | 405;
  /** Whether a 404 has no body, as documented (default), or a proxy's page. */
  notFoundBody: "none" | "html";
  /** Extra entries of any shape at the end of a subscriber's list. Default none. */
  foreignEntries: readonly object[];
}

/** The subscriber as a server with this normalisation stores it. */
export function normaliseSubscriber<Subscriber extends DurstNewSubscriber>(
  subscriber: Subscriber,
  normalises: readonly DurstNormalisation[],
): Subscriber {
  const ofUrls = normalises.filter((kind) => kind !== "trailing-slash" && kind !== "header-case");
  const url = normaliseUrl(subscriber.hostUri, ofUrls);
  const slash = normalises.includes("trailing-slash") && url.includes("://") && !url.endsWith("/") ? "/" : "";
  const { jwtSigningInfo: signing } = subscriber;
  const lowered =
    signing !== undefined && normalises.includes("header-case")
      ? { jwtSigningInfo: { ...signing, httpHeaderName: signing.httpHeaderName.toLowerCase() } }
      : {};
  return { ...subscriber, hostUri: url + slash, ...lowered };
}

export function subscriberEntry(
  subscriber: DurstStoredSubscriber,
  masking: Masking,
  behaviour: DurstBehaviour,
): object {
  const { id, hostUri, externalAuthType, xAuthInfo, jwtSigningInfo } = subscriber;
  const mask = (secret: string) => masking.mask(secret, behaviour.masking, subscriber);
  const unused = (fields: object) => {
    if (behaviour.unusedAuthentication === "absent") return undefined;
    return behaviour.unusedAuthentication === "empty-object" ? {} : fields;
  };
  const { method: _, ...withoutMethod } = jwtSigningInfo ?? {};
  const shownSigning = behaviour.signingMethod === "omitted" ? withoutMethod : jwtSigningInfo;
  return withAbsentFields(behaviour, {
    id: answeredId(id, behaviour),
    hostUri,
    externalAuthType,
    xAuthInfo: xAuthInfo
      ? { ...xAuthInfo, password: mask(xAuthInfo.password) }
      : unused({ user: "", password: "" }),
    jwtSigningInfo: jwtSigningInfo
      ? { ...shownSigning, key: mask(jwtSigningInfo.key) }
      : unused({ httpHeaderName: "", method: "HS256", key: "" }),
  });
}

export function subscriptionEntry(
  { id, path, topic, status }: DurstStoredSubscription,
  behaviour: DurstBehaviour,
): object {
  const entry = withAbsentFields(behaviour, { id: answeredId(id, behaviour), path, topic, status });
  if (path !== undefined || behaviour.absentPath === "absent") return entry;
  return { ...entry, path: { empty: "", slash: "/", null: null }[behaviour.absentPath] };
}

export function listOf(own: readonly object[], { listShape, foreignEntries }: DurstBehaviour): unknown {
  const entries = [...own, ...foreignEntries];
  if (typeof listShape === "function") return listShape(entries);
  return listShape === "array" ? entries : { count: entries.length, subscriptions: entries };
}

export function answerPut(reply: FastifyReply, entry: object, { putAnswer }: DurstBehaviour): FastifyReply {
  if (putAnswer === "object") return reply.code(201).send(entry);
  return reply.code(putAnswer === "empty" ? 200 : 204).send();
}

const answeredId = (id: number, { ids }: DurstBehaviour) => (ids === "text" ? String(id) : id);

function withAbsentFields({ absentFields }: DurstBehaviour, entry: Record<string, unknown>): object {
  const fields = Object.entries(entry).map(([field, value]) => [field, value ?? null] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== null || absentFields === "null"));
}
