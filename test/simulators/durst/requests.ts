import { z } from "zod";
import { HttpError } from "../http-error.ts";
import type { DurstBehaviour } from "./types.ts";

const entity = z.enum(["MOTIF", "ARTICLE", "PRODUCTION_JOB", "PRINT_ORDER"]);
const nonEmptyText = z.string().min(1);
const id = z.int32().positive();

const subscriber = z.strictObject({
  hostUri: z.string().refine((text) => hostUriForm(text) !== undefined, "must be a URL or host:port"),
  externalAuthType: z.enum(["NONE", "XAUTH", "JWT_SIGNING"]),
  xAuthInfo: z.strictObject({ user: nonEmptyText, password: nonEmptyText }).exactOptional(),
  jwtSigningInfo: z
    .strictObject({
      httpHeaderName: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "must be the name of a header"),
      method: z.literal("HS256"),
      key: nonEmptyText,
    })
    .exactOptional(),
});

const topic = z
  .string()
  .regex(
    /^STATUS\/(?:\*|(?:MOTIF|ARTICLE|PRODUCTION_JOB|PRINT_ORDER)\/(?:\*|[^\s/*]+))$/,
    "must be STATUS/*, STATUS/<ENTITY>/* or STATUS/<ENTITY>/<id>",
  );

// Appended to hostUri: only whole, plain segments can keep the address below it.
const path = z
  .string()
  .regex(
    /^(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+(?:\/|$))+$/,
    "must be segments of a URL path",
  )
  .refine((text) => !/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(text), "must not hold . or .. segments");

const subscription = z.strictObject({
  path: path.exactOptional(),
  topic,
  status: z.enum(["ACTIVE", "INACTIVE"]),
});

const optionalId = { id: id.exactOptional() };
const subscriberWithId = subscriber.extend(optionalId);
const subscriptionWithId = subscription.extend(optionalId);
const subscriptionWithInitialState = subscription.extend({
  publishInitialState: z.boolean().exactOptional(),
});

export type DurstEntity = z.infer<typeof entity>;
export type DurstNewSubscriber = z.infer<typeof subscriber>;
export type DurstNewSubscription = z.infer<typeof subscription>;

export function readNewSubscriber(body: unknown, behaviour: DurstBehaviour): DurstNewSubscriber {
  return checkSubscriber(parse(subscriber, body), behaviour);
}

export function readChangedSubscriber(
  body: unknown,
  pathId: number,
  behaviour: DurstBehaviour,
): DurstNewSubscriber {
  const { id: bodyId, ...changedSubscriber } = parse(subscriberWithId, body);
  refuseOtherId(bodyId, pathId);
  return checkSubscriber(changedSubscriber, behaviour);
}

export function readNewSubscription(
  body: unknown,
  { publishInitialState: known }: DurstBehaviour,
): { subscription: DurstNewSubscription; publishInitialState: boolean } {
  if (!known) return { subscription: parse(subscription, body), publishInitialState: false };
  const { publishInitialState = false, ...rest } = parse(subscriptionWithInitialState, body);
  return { subscription: rest, publishInitialState };
}

export function readChangedSubscription(body: unknown, pathId: number): DurstNewSubscription {
  const { id: bodyId, ...changedSubscription } = parse(subscriptionWithId, body);
  refuseOtherId(bodyId, pathId);
  return changedSubscription;
}

/** Reads an id in a path. Any other text gets a 404. */
export function readId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new HttpError(404, "not an id");
  return Number(text);
}

function parse<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  const result = schema.safeParse(body);
  if (!result.success) throw new HttpError(400, z.prettifyError(result.error));
  return result.data;
}

function checkSubscriber(read: DurstNewSubscriber, { hostUriForms }: DurstBehaviour): DurstNewSubscriber {
  const { externalAuthType, xAuthInfo, jwtSigningInfo, hostUri } = read;
  if ((externalAuthType === "XAUTH") !== (xAuthInfo !== undefined)) {
    throw new HttpError(400, "xAuthInfo belongs to XAUTH, and only to it");
  }
  if ((externalAuthType === "JWT_SIGNING") !== (jwtSigningInfo !== undefined)) {
    throw new HttpError(400, "jwtSigningInfo belongs to JWT_SIGNING, and only to it");
  }
  if (hostUriForms !== "any" && hostUriForm(hostUri) !== hostUriForms) {
    throw new HttpError(400, `this server takes a hostUri as ${hostUriForms} only`);
  }
  return read;
}

function refuseOtherId(bodyId: number | undefined, pathId: number): void {
  if (bodyId !== undefined && bodyId !== pathId)
    throw new HttpError(400, "the id is not the one of the path");
}

/** The form of a hostUri. A path is appended to it, so neither form has a query or fragment. */
function hostUriForm(text: string): "url" | "host-port" | undefined {
  if (/^https?:\/\/[^\s\\?#]+$/i.test(text)) return URL.canParse(text) ? "url" : undefined;
  const port = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(text)?.[1];
  if (port === undefined || Number(port) === 0) return undefined;
  return URL.canParse(`http://${text}`) ? "host-port" : undefined;
}
