import type { SubscriberAnswer, SubscriptionAnswer } from "../../durst/client";
import { durstSubscriber } from "../../durst/kind";
import { stableFingerprint } from "../../durst/masked-credential";
import type { DurstRun } from "../../durst/run";
import { durstSubscriberLifecycle } from "../../durst/subscriber-lifecycle";
import { durstSubscriptionLifecycle } from "../../durst/subscription-lifecycle";
import { PreconditionError } from "../../resource/errors";
import { type Found, type FoundObject, type LeftOut, propertiesOf, type Wanted } from "../adopt/model";
import { distinct, hostWords, topicWords } from "../adopt/names";
import { type UntoldSecret, untoldByDurst } from "../adopt/write-only-secrets";
import { durstSubscriberKind, durstSubscriptionKind } from "../kinds";

/** What is asked for of a Durst server: it has no list of its subscribers. */
export interface DurstWanted extends Wanted {
  readonly subscribers: readonly number[];
  readonly includeInactive: boolean;
}

interface Known {
  readonly id: number;
  readonly answer: SubscriberAnswer;
  readonly list: readonly SubscriptionAnswer[];
}

/** Subscribers with their subscriptions. @throws PreconditionError if there is no such subscriber */
export async function readDurst(api: DurstRun, wanted: DurstWanted): Promise<Found> {
  const { isWanted, isManaged, includeInactive } = wanted;
  const objects: FoundObject[] = [];
  const leftOut: LeftOut[] = [];
  const untold: UntoldSecret[] = [];
  let managed = 0;
  let inactive = 0;
  const take = async (kind: FoundObject["kind"], id: string, name: string, read: Read) => {
    if (isManaged(kind.type, id)) managed += 1;
    else {
      const found = await read();
      if ("why" in found) leftOut.push({ id, why: found.why });
      else objects.push({ kind, id, name, ...found });
    }
  };

  const subscribers = await Promise.all([...new Set(wanted.subscribers)].map((id) => knownOf(api, id)));
  const names = distinct(
    subscribers.map(({ id, answer }) => ({ id: `${id}`, words: hostWords(answer.hostUri) })),
  );
  for (const { id, answer, list } of subscribers) {
    const name = names.get(`${id}`) as string;
    const secret = untoldByDurst(id, answer);
    if (secret !== undefined) untold.push(secret);
    await take(durstSubscriberKind, `${id}`, name, async () => {
      const read = await propertiesOf(durstSubscriberLifecycle, durstSubscriberKind, api, `${id}`);
      if ("why" in read || secret === undefined) return read;
      const credentialFingerprint = await stableFingerprint(durstSubscriber, api, id);
      const noticed = credentialFingerprint === undefined ? {} : { credentialFingerprint };
      return { ...read, outputs: { ...read.outputs, ...noticed }, untold: secret };
    });

    const shown = list.filter(({ status }) => includeInactive || status !== "INACTIVE");
    inactive += list.length - shown.length;
    const subscriptions = distinct(
      shown.map((one) => ({ id: `${one.id}`, words: `${name}-${topicWords(one.topic)}` })),
    );
    for (const [number, subscription] of subscriptions) {
      if (!isWanted(subscription)) continue;
      const key = `${id}/${number}`;
      await take(durstSubscriptionKind, key, subscription, () =>
        propertiesOf(durstSubscriptionLifecycle, durstSubscriptionKind, api, key),
      );
    }
  }
  return { objects, leftOut, managed, inactive, untold };
}

type Read = () => Promise<Pick<FoundObject, "inputs" | "outputs" | "untold"> | { why: string }>;

async function knownOf(api: DurstRun, id: number): Promise<Known> {
  const answer = await api.client.readSubscriber(id);
  if (answer === undefined)
    throw new PreconditionError(`the server has no subscriber ${id}: correct --subscriber`);
  return { id, answer, list: (await api.listSubscriptions(id)) ?? [] };
}
