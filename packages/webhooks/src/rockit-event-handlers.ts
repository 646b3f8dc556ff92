import type { VerifiedDelivery } from "./delivery.ts";
import type {
  ListedRockitWebhookEvent,
  RockitDelivery,
  RockitWebhookEvent,
  UnlistedRockitWebhookEvent,
} from "./rockit-event.ts";
import { type RockitEvent, type RockitSender, rockitEvents, rockitSenders } from "./rockit-vocabulary.ts";

/** `mkraw.end`: one event of one sender. */
export type RockitEventName = `${RockitSender}.${RockitEvent}`;

/**
 * Selects the events of a handler: an event of a sender, all events of a sender, or events that the vendor's
 * page does not list.
 */
export type RockitEventSelector = RockitEventName | RockitSender | "unlisted";

/** The events that a selector matches. */
export type SelectedRockitEvent<Selector extends RockitEventSelector> = Selector extends "unlisted"
  ? UnlistedRockitWebhookEvent
  : Selector extends `${infer Sender extends RockitSender}.${infer Event extends RockitEvent}`
    ? RockitDelivery<Sender, Event>
    : Extract<ListedRockitWebhookEvent, { readonly type: Selector }>;

type Handler<Event> = (event: Event, delivery: VerifiedDelivery) => unknown;

/**
 * Handlers by event. Every matching handler is called. A delivery counts as handled when all of them have
 * finished.
 */
export interface RockitEventHandlers {
  /** Registers a handler for one or several kinds of events. @throws TypeError for an unknown event */
  on<Selector extends RockitEventSelector>(
    selectors: Selector | readonly Selector[],
    handler: Handler<SelectedRockitEvent<Selector>>,
  ): RockitEventHandlers;
  /** Registers a handler for every event, unlisted ones too. */
  onAny(handler: Handler<RockitWebhookEvent>): RockitEventHandlers;
  /**
   * Calls the handlers: pass it to a webhook handler as `onEvent`. If handlers fail, it rejects after all
   * have finished, with the error, or with an AggregateError for several.
   */
  readonly receive: (event: RockitWebhookEvent, delivery: VerifiedDelivery) => Promise<void>;
}

const selectors: readonly string[] = [
  ...rockitSenders.flatMap((sender) => [sender, ...rockitEvents.map((event) => `${sender}.${event}`)]),
  "unlisted",
];

/**
 * Creates handlers by event, for `onEvent`.
 *
 * @example
 * ```ts
 * const events = createRockitEventHandlers()
 *   .on("mkraw.end", ({ appName, buildName }) => deploy(appName, buildName))
 *   .on(["mkraw.error", "mkraw.exception"], (event, { deliveryId }) => alert(event, deliveryId))
 *   .onAny(({ type, event }) => count(type, event));
 * const handler = webhookHandler({ rockit: { secret }, onEvent: events.receive });
 * ```
 */
export function createRockitEventHandlers(): RockitEventHandlers {
  const registered: { readonly selector: string | undefined; readonly handler: Handler<never> }[] = [];
  const self: RockitEventHandlers = {
    on(given, handler) {
      const wanted = [given].flat();
      for (const selector of wanted) {
        if (selectors.includes(selector)) continue;
        throw new TypeError(
          `there is no event ${JSON.stringify(selector)}: use one of ${selectors.join(", ")}`,
        );
      }
      for (const selector of wanted) registered.push({ selector, handler });
      return self;
    },
    onAny(handler) {
      registered.push({ selector: undefined, handler });
      return self;
    },
    async receive(event, delivery) {
      const names = [undefined, event.type, `${event.type}.${event.event}`];
      const fitting = registered.filter(({ selector }) => names.includes(selector));
      const results = await Promise.allSettled(
        fitting.map(async ({ handler }) => handler(event as never, delivery)),
      );
      const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      if (failures.length === 1) throw failures[0];
      if (failures.length > 1) throw new AggregateError(failures, `${failures.length} handlers failed`);
    },
  };
  return self;
}
