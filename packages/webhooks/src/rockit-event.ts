import { type RockitEvent, type RockitSender, rockitEvents, rockitSenders } from "./rockit-vocabulary.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/**
 * The fields of a delivery beyond its sender and event (vendor page "Subscribe"). Undocumented fields are
 * kept.
 */
export interface RockitWebhookFields {
  readonly orgName: string;
  readonly appName: string;
  readonly buildName?: string | undefined;
  readonly dxfName?: string | undefined;
  /** What failed. The values are not documented. */
  readonly exception?:
    | {
        readonly httpDownloadFailed?: unknown;
        readonly fileReadFailed?: unknown;
        readonly [field: string]: unknown;
      }
    | undefined;
  /** What failed. The vendor calls `deployment` an identifier and types it as an object. */
  readonly error?: { readonly deployment?: unknown; readonly [field: string]: unknown } | undefined;
  readonly [field: string]: unknown;
}

/** A delivery of one sender about one event. */
export interface RockitDelivery<Sender extends RockitSender, Event extends RockitEvent>
  extends RockitWebhookFields {
  /** What sent it: `dltar` (import request), `mkraw` (image build) or `deploy` (publish). */
  readonly type: Sender;
  /** What happened. */
  readonly event: Event;
}

/** A delivery with a known sender and event: a union that a `switch` over `type` or `event` narrows. */
export type ListedRockitWebhookEvent = {
  [Sender in RockitSender]: { [Event in RockitEvent]: RockitDelivery<Sender, Event> }[RockitEvent];
}[RockitSender];

/**
 * A verified delivery that the vendor's page does not describe: another sender, another event, or fields of
 * another shape. `body` contains all of it.
 */
export interface UnlistedRockitWebhookEvent {
  readonly type: "unlisted";
  readonly event: "unlisted";
  readonly body: Json;
}

/**
 * A verified delivery of ROCKIT. A `switch` over `type` or `event` with a case for `"unlisted"` is complete:
 * events that the vendor adds later arrive there.
 */
export type RockitWebhookEvent = ListedRockitWebhookEvent | UnlistedRockitWebhookEvent;

/** The type of each documented field. `null` counts as absent. */
const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => rockitSenders.some((sender) => sender === value),
  event: (value) => rockitEvents.some((event) => event === value),
  orgName: (value) => typeof value === "string",
  appName: (value) => typeof value === "string",
  buildName: (value) => value === undefined || typeof value === "string",
  dxfName: (value) => value === undefined || typeof value === "string",
  exception: (value) => value === undefined || isObject(value),
  error: (value) => value === undefined || isObject(value),
};

/** The event of a verified body of any shape. */
export function rockitEventOf(json: unknown): RockitWebhookEvent {
  if (isObject(json)) {
    const body = withoutNulls(json);
    if (Object.entries(fields).every(([name, isValid]) => isValid(body[name]))) {
      return body as unknown as ListedRockitWebhookEvent;
    }
  }
  return { type: "unlisted", event: "unlisted", body: json as Json };
}

function withoutNulls(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const nulls = Object.keys(fields).filter((name) => Object.hasOwn(json, name) && json[name] === null);
  return nulls.length === 0
    ? json
    : { ...json, ...Object.fromEntries(nulls.map((name) => [name, undefined])) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
