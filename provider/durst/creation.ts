import { type HttpError, isAmbiguous, isCompleteAnswer } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { pause } from "../http/time-limit";
import { PartialOperationError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { Operation } from "../resource/lifecycle";
import { isAsDeclared, meaningOf, sentFields } from "../resource/meaning";
import type { Properties } from "../resource/properties";
import type { CreatedSubscriber, SubscriptionAnswer } from "./client";
import type { DurstSubscriptionInputs } from "./kind";
import type { DurstRun } from "./run";

// What becomes of a creation whose answer is lost. Durst gives numbers and knows no names, so that a second request would make a
// second object.

type Inputs = DurstSubscriptionInputs;

/** Subscriptions that were there when one was to be created: none of them is it. */
export interface UnfinishedCreation {
  /** Their numbers. The name stands in states. */
  readonly besides: readonly number[];
}

const { attempts } = retryDefaults;

/**
 * Creates a subscription and gives its number. When the answer is lost it looks and never guesses: what was there before this run, what
 * is there now, and whether that is what was declared. Ours is kept; the request is sent again only if there is none.
 *
 * @throws PartialOperationError if it may be there and this run can't tell
 */
export async function createSubscription(
  kind: ResourceKind,
  operation: Operation<DurstRun>,
  inputs: Inputs,
): Promise<number> {
  const { run, log } = operation;
  const { subscriberId, topic } = inputs;
  const before = await run.listBefore(subscriberId);
  const twin = before.find((entry) => entry.status === "ACTIVE" && isAsDeclared(kind, entry, inputs));
  if (twin !== undefined) {
    log(
      `subscriber ${subscriberId} already has an active subscription of ${topic} with this path (${subscriberId}/${twin.id}): its receiver is called twice, unless one of them becomes INACTIVE`,
    );
  }
  return run.creationQueue.run(
    queueKey(kind, inputs),
    () =>
      createOrFind(kind, operation, inputs, [...before.map(({ id }) => id), ...run.ownedIds(subscriberId)]),
    (failure) => failure instanceof PartialOperationError,
  );
}

const queueKey = (kind: ResourceKind, inputs: Inputs) => JSON.stringify(meaningOf(kind.fields, inputs));

async function createOrFind(
  kind: ResourceKind,
  { run, log }: Operation<DurstRun>,
  inputs: Inputs,
  excludedIds: readonly number[],
): Promise<number> {
  const { subscriberId } = inputs;
  const request = sentFields(kind.fields, inputs, "creation");
  let lost: HttpError | undefined;
  const partialError = (failure: unknown) =>
    new PartialOperationError(
      failure,
      `${subscriberId}/?`,
      { ...inputs, unfinished: { besides: excludedIds } satisfies UnfinishedCreation },
      "sets INACTIVE what may have been made, and creates it again",
    );
  for (let attempt = 1; ; attempt++) {
    try {
      const { id } = await run.createSubscription(subscriberId, request);
      if (lost === undefined) return id;
      // An earlier request may have come late.
      await deactivate(kind, run, inputs, [...excludedIds, id]).catch((failure) => {
        throw partialError(failure);
      });
      return id;
    } catch (failure) {
      if (!isAmbiguous(failure))
        throw lost === undefined || failure instanceof PartialOperationError ? failure : partialError(failure);
      lost = failure;
    }
    const odd = isCompleteAnswer(lost);
    const found = await lookFor(kind, run, inputs, excludedIds).catch(() => {
      throw partialError(lost);
    });
    if (found !== undefined) {
      run.addCreated(subscriberId, found.id);
      log(
        `the server's answer ${odd ? "could not be read" : "was lost"}; what it made was found and is kept`,
      );
      return found.id;
    }
    // The next answer would be the same.
    if (odd) throw attempt === 1 ? lost.withDetail("; nothing was created") : partialError(lost);
    if (attempt === attempts) throw partialError(lost);
  }
}

/** The subscription that a lost answer told of, looked for until the server has certainly done what it was asked. */
async function lookFor(kind: ResourceKind, run: DurstRun, inputs: Inputs, excludedIds: readonly number[]) {
  for (const wait of [0, run.lateEffectWindow / 3, run.lateEffectWindow]) {
    await pause(wait);
    const [found] = await matching(kind, run, inputs, excludedIds);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sets INACTIVE what an unfinished creation of an earlier run may have left. */
export const deactivateLeftovers = (
  kind: ResourceKind,
  run: DurstRun,
  inputs: Inputs,
  excludedIds: readonly number[],
): Promise<void> =>
  run.creationQueue.run(
    queueKey(kind, inputs),
    () => deactivate(kind, run, inputs, excludedIds),
    () => true,
  );

async function deactivate(
  kind: ResourceKind,
  run: DurstRun,
  inputs: Inputs,
  excludedIds: readonly number[],
): Promise<void> {
  const left = await leftovers(kind, run, inputs, excludedIds);
  // One that is INACTIVE already may be another resource's, which makes it ACTIVE in this moment.
  for (const { id } of left.filter(({ status }) => status !== "INACTIVE"))
    await run.unsubscribe(inputs.subscriberId, id, inputs);
}

/** What an unfinished creation may have left, by two lists: one may lack an entry by mistake. */
export async function leftovers(
  kind: ResourceKind,
  run: DurstRun,
  inputs: Inputs,
  excludedIds: readonly number[],
): Promise<SubscriptionAnswer[]> {
  const first = await matching(kind, run, inputs, excludedIds);
  const second = await matching(kind, run, inputs, [...excludedIds, ...first.map(({ id }) => id)]);
  return [...first, ...second];
}

/** Subscriptions as declared that are no others and that no resource of this run has. */
async function matching(
  kind: ResourceKind,
  run: DurstRun,
  inputs: Inputs,
  excludedIds: readonly number[],
): Promise<SubscriptionAnswer[]> {
  const { subscriberId } = inputs;
  const list = (await run.listFresh(subscriberId)) ?? [];
  const owned = run.ownedIds(subscriberId);
  return list.filter(
    (entry) => !excludedIds.includes(entry.id) && !owned.has(entry.id) && isAsDeclared(kind, entry, inputs),
  );
}

/** Creates a subscriber. Durst can't list them, so that a lost answer can't be resolved, only told. */
export async function createSubscriber(run: DurstRun, request: Properties): Promise<CreatedSubscriber> {
  try {
    return await run.client.createSubscriber(request);
  } catch (failure) {
    throw isAmbiguous(failure) ? failure.withDetail(`; ${mayBeLeftBehind}`) : failure;
  }
}

const mayBeLeftBehind =
  "the server may have created it all the same, and has no list of subscribers to look it up in: ask it for the numbers that follow the newest one you know (GET /api/v1/subscribers/<number>); one that was left behind has no subscriptions and is sent nothing, and existingId takes it over";
