import { z } from "zod";
import { nullish } from "../resource/shapes";
import { type RockitEvent, type RockitSender, rockitEvents, rockitSenders } from "../rockit/vocabulary";
import { WebhookVerificationError } from "./errors";

/** The body of a delivery, whatever its sender and event (vendor page "Subscribe"). Fields that are not documented are kept. */
export interface RockitWebhookBody {
  /** What sent it: `dltar` (import request), `mkraw` (image build) or `deploy` (publish). */
  readonly type: string;
  /** What happened. */
  readonly event: string;
  readonly orgName: string;
  readonly appName: string;
  readonly buildName?: string | undefined;
  readonly dxfName?: string | undefined;
  /** Its values are not documented. */
  readonly exception?:
    | {
        readonly httpDownloadFailed?: unknown;
        readonly fileReadFailed?: unknown;
        readonly [field: string]: unknown;
      }
    | undefined;
  /** Its values are not documented. */
  readonly error?: { readonly deployment?: unknown; readonly [field: string]: unknown } | undefined;
  readonly [field: string]: unknown;
}

/** A delivery of one sender about one event. */
interface RockitDelivery<Sender extends RockitSender, Event extends RockitEvent> extends RockitWebhookBody {
  readonly type: Sender;
  readonly event: Event;
}

/** A delivery whose sender and event are known: a union over both, of which a `switch` over `type` or `event` picks. */
export type ListedRockitWebhookEvent = {
  [Sender in RockitSender]: { [Event in RockitEvent]: RockitDelivery<Sender, Event> }[RockitEvent];
}[RockitSender];

/** A delivery with a sender or an event that this version does not know; `body` is all of it, with their names. */
export interface UnlistedRockitWebhookEvent {
  readonly type: "unlisted";
  readonly event: "unlisted";
  readonly body: RockitWebhookBody;
}

/**
 * A verified delivery of ROCKIT's. A `switch` over `type` or `event` that has the case `"unlisted"` too is complete: when the
 * vendor invents an event, its deliveries come there and are not lost.
 */
export type RockitWebhookEvent = ListedRockitWebhookEvent | UnlistedRockitWebhookEvent;

const name = z.string().min(1);

const schema = z.looseObject({
  type: name,
  event: name,
  orgName: z.string(),
  appName: z.string(),
  buildName: nullish(z.string()),
  dxfName: nullish(z.string()),
  exception: nullish(
    z.looseObject({ httpDownloadFailed: z.unknown().optional(), fileReadFailed: z.unknown().optional() }),
  ),
  error: nullish(z.looseObject({ deployment: z.unknown().optional() })),
});

const isListed = (body: RockitWebhookBody): body is ListedRockitWebhookEvent =>
  rockitSenders.some((sender) => sender === body.type) && rockitEvents.some((event) => event === body.event);

/** The event that a body tells of. */
export function rockitEventOf(json: unknown): RockitWebhookEvent {
  const { success, data, error } = schema.safeParse(json);
  if (success) return isListed(data) ? data : { type: "unlisted", event: "unlisted", body: data };
  const fields = [...new Set(error.issues.map(({ path }) => path.join(".")))].filter((path) => path !== "");
  const where = fields.length === 0 ? "it is no object" : `see ${fields.join(", ")}`;
  throw new WebhookVerificationError(
    "malformed-body",
    `the body is not a delivery as ROCKIT documents it: ${where}`,
  );
}
