import type { SubscriberAnswer, SubscriptionAnswer } from "../../durst/client";
import { leftovers } from "../../durst/creation";
import { numberOf, numbersOf } from "../../durst/ids";
import { type DurstSubscriptionInputs, durstSubscriber, durstSubscription } from "../../durst/kind";
import type { DurstRun } from "../../durst/run";
import { durstSubscriberLifecycle } from "../../durst/subscriber-lifecycle";
import { summaryOf } from "../../resource/kind";
import {
  durstSubscriberType,
  durstSubscriptionType,
  type Finding,
  labelOf,
  Ownership,
  sharedAmong,
} from "../state/ownership";
import type { DurstServer } from "../state/servers";

/** Beside the subscribers that stacks know: which others are looked at, and whether INACTIVE ones count. */
export interface DurstScope {
  readonly subscribers: readonly number[];
  readonly includeInactive: boolean;
}

/** What one site and the stacks do not agree on. @throws PreconditionError if it has nothing of what they own, as another one would */
export async function durstFindings(
  { name: server, api, holdings, neighbours }: DurstServer,
  { subscribers: askedFor, includeInactive }: DurstScope,
): Promise<{ objects: number; findings: Finding[]; subscribers: number[] }> {
  const own = new Ownership(holdings);
  const ownership = new Ownership(neighbours());
  const owned = {
    subscribers: own.lasting(durstSubscriberType),
    subscriptions: own.lasting(durstSubscriptionType),
  };
  const found = (id: string) => ({ id: `durst:${id}`, server });
  const looks = [
    ...[...owned.subscribers].map(async ([id, owners]): Promise<Finding[]> => {
      if ((await api.findSubscriber(numberOf(id))) !== undefined) return [];
      return [missing(found(id), "the server has no such subscriber", owners.map(labelOf))];
    }),
    ...[...owned.subscriptions].map(async ([id, owners]): Promise<Finding[]> => {
      const { subscriberId, subscriptionId } = numbersOf(id);
      const entry = await api.findSubscription(subscriberId, subscriptionId);
      const labels = owners.map(labelOf);
      if (entry === undefined) return [missing(found(id), "the server has no such subscription", labels)];
      const declared = owners.some(({ resource }) => (resource.inputs?.["status"] ?? "ACTIVE") === "ACTIVE");
      if (entry.status === "ACTIVE" || !declared) return [];
      return [missing(found(id), "is INACTIVE at the server, ACTIVE in the stack", labels)];
    }),
  ];
  const findings = (await Promise.all(looks)).flat();
  const known = [
    ...own.of(durstSubscriberType).map(({ resource }) => Number(resource.id)),
    ...own.of(durstSubscriptionType).map(({ resource }) => Number(resource.inputs?.["subscriberId"])),
  ];
  const numbers = [...new Set([...known, ...askedFor])].filter(Number.isSafeInteger).sort((a, b) => a - b);
  const creating = await unfinishedIn(api, own);
  let objects = 0;
  const there: number[] = [];
  for (const number of numbers) {
    const subscriber = await api.client.readSubscriber(number);
    if (subscriber === undefined) continue;
    there.push(number);
    const subscriptions = (await api.listSubscriptions(number)) ?? [];
    objects += 1 + subscriptions.length;
    const idOf = ({ id }: SubscriptionAnswer) => `${number}/${id}`;
    const isOwned = (id: string) => ownership.has(durstSubscriptionType, id) || creating.has(id);
    const foreign = subscriptions.filter((entry) => !isOwned(idOf(entry)));
    const counting = foreign.filter(({ status }) => status === "ACTIVE" || includeInactive);
    const inUse = ownership.has(durstSubscriberType, `${number}`) || foreign.length < subscriptions.length;
    if (!inUse && (isAlive(subscriber, subscriptions) || includeInactive)) {
      const resources = ownership.readers(durstSubscriberType, `${number}`).map(labelOf);
      findings.push({
        ...unowned(
          found(`${number}`),
          ["subscriber", ...summaryOf(durstSubscriber, subscriber)].join(", "),
          resources,
        ),
        retirement: subscriberRetirement(api, subscriber, subscriptions),
      });
    }
    for (const entry of counting) {
      const what = `${summaryOf(durstSubscription, entry).join(", ")}, ${entry.status === "ACTIVE" ? "calls" : "INACTIVE, called"} ${hostOf(subscriber.hostUri)}`;
      const resources = ownership.readers(durstSubscriptionType, idOf(entry)).map(labelOf);
      findings.push({
        ...unowned(found(idOf(entry)), what, resources),
        retirement: subscriptionRetirement(api, number, entry),
      });
    }
  }
  const shared = [...sharedAmong(owned.subscribers, found), ...sharedAmong(owned.subscriptions, found)];
  return { objects, findings: [...findings, ...shared], subscribers: there };
}

/** What creations that were not finished may have made: the next `up` of their stack sets it INACTIVE. */
async function unfinishedIn(api: DurstRun, ownership: Ownership): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const { resource } of ownership.of(durstSubscriptionType)) {
    const unfinished = resource.outputs?.["unfinished"];
    if (typeof unfinished !== "object" || unfinished === null) continue;
    const inputs = resource.outputs as unknown as DurstSubscriptionInputs;
    const { besides } = unfinished as { besides: readonly number[] };
    for (const { id } of await leftovers(durstSubscription, api, inputs, besides))
      ids.add(`${inputs.subscriberId}/${id}`);
  }
  return ids;
}

const missing = (found: Pick<Finding, "id" | "server">, what: string, resources: string[]): Finding => ({
  kind: "missing",
  ...found,
  what,
  resources,
});

const unowned = (found: Pick<Finding, "id" | "server">, what: string, resources: string[]): Finding => ({
  kind: "unowned",
  ...found,
  what,
  resources,
});

/** One without credentials and without active subscriptions is all that is left of a deleted one. */
const isAlive = (
  { externalAuthType }: SubscriberAnswer,
  subscriptions: readonly SubscriptionAnswer[],
): boolean => externalAuthType !== "NONE" || subscriptions.some(({ status }) => status === "ACTIVE");

function subscriberRetirement(
  api: DurstRun,
  subscriber: SubscriberAnswer,
  subscriptions: readonly SubscriptionAnswer[],
): Finding["retirement"] {
  const active = subscriptions.filter(({ status }) => status === "ACTIVE").length;
  if (!isAlive(subscriber, subscriptions)) return { will: "has no credentials and nothing ACTIVE already" };
  const done = [
    ...(subscriber.externalAuthType === "NONE" ? [] : ["its credentials are removed"]),
    ...(active === 0 ? [] : [`${active} of its subscriptions set INACTIVE`]),
  ];
  return {
    will: `${done.join(", ")}; Durst keeps the subscriber itself`,
    act: () =>
      durstSubscriberLifecycle.delete({ run: api, say: () => {} }, `${subscriber.id}`, subscriber as never),
  };
}

const subscriptionRetirement = (
  api: DurstRun,
  subscriberId: number,
  entry: SubscriptionAnswer,
): Finding["retirement"] =>
  entry.status === "ACTIVE"
    ? { will: "is set INACTIVE", act: () => api.unsubscribe(subscriberId, entry.id, entry) }
    : { will: "is INACTIVE already" };

/** Without the path, which is a credential at some receivers. */
function hostOf(hostUri: string): string {
  return /^https?:/i.test(hostUri) && URL.canParse(hostUri)
    ? new URL(hostUri).host
    : hostUri.replace(/\/.*/s, "");
}
