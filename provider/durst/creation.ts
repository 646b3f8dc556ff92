import { setTimeout as sleep } from "node:timers/promises";
import { Unfinished } from "../resource/errors";
import type { Operation } from "../resource/lifecycle";
import { type HttpError, isAmbiguous } from "../http/errors";
import type { DurstRun, SubscriberAnswer, SubscriberRequest, SubscriptionAnswer } from "./run";
import { withSlash } from "./paths";
import type { DurstSubscriptionInputs } from "./schema";

// What becomes of a creation whose answer is lost. Durst gives numbers and knows no names, so that a second request would make a
// second object.

type Inputs = DurstSubscriptionInputs;

/** Subscriptions that were there when one was to be created: none of them is it. */
export interface Besides {
  readonly besides: readonly number[];
}

/** Requests to create one subscription, the first one included. */
const attempts = 3;

/**
 * Creates a subscription and gives its number. When the answer is lost it looks and never guesses: what was there before this run, what
 * is there now, and whether that is what was declared. Ours is kept; the request is sent again only if there is none.
 *
 * @throws Unfinished if it may be there and this run can't tell
 */
export async function createSubscription({ api, say }: Operation<DurstRun>, inputs: Inputs): Promise<number> {
  const { subscriberId, topic } = inputs;
  const before = await api.listBefore(subscriberId);
  const twin = before.find((entry) => entry.status === "ACTIVE" && isAs(entry, inputs));
  if (twin !== undefined) {
    say(
      `subscriber ${subscriberId} already has an active subscription of ${topic} with this path (${subscriberId}/${twin.id}): its receiver is called twice, unless one of them becomes INACTIVE`,
    );
  }
  // Two of the same could take each other's for their own.
  return api.oneAfterTheOther(keyOf(inputs), () =>
    createOrFind({ api, say }, inputs, [...before.map(({ id }) => id), ...api.madeBy(subscriberId)]),
  );
}

async function createOrFind(
  { api, say }: Operation<DurstRun>,
  inputs: Inputs,
  besides: readonly number[],
): Promise<number> {
  const { subscriberId, existingId: _, ...request } = inputs;
  let lost: HttpError | undefined;
  const leftBehind = (failure: unknown) =>
    new Unfinished(
      failure,
      `${subscriberId}/?`,
      { ...inputs, unfinished: { besides } satisfies Besides },
      "sets INACTIVE what may have been made, and creates it again",
    );
  for (let attempt = 1; ; attempt++) {
    try {
      const { id } = await api.createSubscription(subscriberId, request);
      if (lost === undefined) return id;
      // An earlier request may have come late.
      await deactivate(api, inputs, [...besides, id]).catch((failure) => {
        throw leftBehind(failure);
      });
      return id;
    } catch (failure) {
      if (!isAmbiguous(failure))
        throw lost === undefined || failure instanceof Unfinished ? failure : leftBehind(failure);
      lost = failure;
    }
    const found = await lookFor(api, inputs, besides).catch(() => {
      throw leftBehind(lost);
    });
    if (found !== undefined) {
      api.claim(subscriberId, found.id);
      say("the server's answer was lost; what it made was found and is kept");
      return found.id;
    }
    if (attempt === attempts) throw leftBehind(lost);
  }
}

/** The subscription that a lost answer told of, looked for until the server has certainly done what it was asked. */
async function lookFor(api: DurstRun, inputs: Inputs, besides: readonly number[]) {
  for (const wait of [0, api.patience / 3, api.patience]) {
    await sleep(wait);
    const [found] = await matching(api, inputs, besides);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sets INACTIVE what an unfinished creation may have left. */
export async function deactivate(api: DurstRun, inputs: Inputs, besides: readonly number[]): Promise<void> {
  const { subscriberId, topic, path } = inputs;
  for (const { id } of await leftovers(api, inputs, besides)) {
    await api.unsubscribe(subscriberId, { id, topic, path });
  }
}

/** What an unfinished creation may have left, by two lists: one may lack an entry by mistake. */
export async function leftovers(
  api: DurstRun,
  inputs: Inputs,
  besides: readonly number[],
): Promise<SubscriptionAnswer[]> {
  const first = await matching(api, inputs, besides);
  const second = await matching(api, inputs, [...besides, ...first.map(({ id }) => id)]);
  return [...first, ...second];
}

/** Subscriptions as declared that are no others and that this run did not make. */
async function matching(
  api: DurstRun,
  inputs: Inputs,
  besides: readonly number[],
): Promise<SubscriptionAnswer[]> {
  const { subscriberId } = inputs;
  const made = api.madeBy(subscriberId);
  const list = (await api.listAnew(subscriberId)) ?? [];
  return list.filter((entry) => !besides.includes(entry.id) && !made.has(entry.id) && isAs(entry, inputs));
}

const isAs = (entry: SubscriptionAnswer, { topic, path, status }: Inputs) =>
  entry.topic === topic && withSlash(entry.path) === withSlash(path) && entry.status === status;

const keyOf = ({ subscriberId, topic, path }: Inputs) =>
  JSON.stringify([subscriberId, topic, withSlash(path)]);

/** Creates a subscriber. Durst can't list them, so that a lost answer can't be resolved, only told. */
export async function createSubscriber(api: DurstRun, request: SubscriberRequest): Promise<SubscriberAnswer> {
  try {
    return await api.createSubscriber(request);
  } catch (failure) {
    throw isAmbiguous(failure) ? failure.withWords(`; ${mayBeLeftBehind}`) : failure;
  }
}

const mayBeLeftBehind =
  "the server may have created it all the same, and has no list of subscribers to look it up in: ask it for the numbers that follow the newest one you know (GET /api/v1/subscribers/<number>); one that was left behind has no subscriptions and is sent nothing, and existingId takes it over";
