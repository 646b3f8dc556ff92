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

// Creation of objects, including lost answers. Durst assigns numbers and has no names, so a retry would
// create a second object.

type Inputs = DurstSubscriptionInputs;

/** Mark of an unfinished creation: the subscriptions that existed before, which can't be the created one. */
export interface UnfinishedCreation {
  /** Their numbers. The name stands in states. */
  readonly besides: readonly number[];
}

const { attempts } = retryDefaults;

/**
 * Creates a subscription and returns its number. If the answer is lost, the list shows what happened: a
 * subscription as declared that did not exist before is ours and is kept. The request is sent again only if
 * there is none.
 *
 * @throws PartialOperationError if the subscription may exist and this run can't tell
 */
export async function createSubscription(
  kind: ResourceKind,
  operation: Operation<DurstRun>,
  inputs: Inputs,
): Promise<number> {
  const { run, log } = operation;
  const { subscriberId, topic } = inputs;
  const before = await run.listBefore(subscriberId);
  const duplicate = before.find((entry) => entry.status === "ACTIVE" && isAsDeclared(kind, entry, inputs));
  if (duplicate !== undefined) {
    log(
      `subscriber ${subscriberId} already has an active subscription of ${topic} with this path (${subscriberId}/${duplicate.id}): the receiver gets each callback twice, unless one of the two becomes INACTIVE`,
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
      "sets leftovers INACTIVE and creates it again",
    );
  for (let attempt = 1; ; attempt++) {
    try {
      const { id } = await run.createSubscription(subscriberId, request);
      if (lost === undefined) return id;
      // An earlier request may have taken effect late.
      await deactivate(kind, run, inputs, [...excludedIds, id]).catch((failure) => {
        throw partialError(failure);
      });
      return id;
    } catch (failure) {
      if (!isAmbiguous(failure))
        throw lost === undefined || failure instanceof PartialOperationError
          ? failure
          : partialError(failure);
      lost = failure;
    }
    const isUnreadable = isCompleteAnswer(lost);
    const found = await findCreated(kind, run, inputs, excludedIds).catch(() => {
      throw partialError(lost);
    });
    if (found !== undefined) {
      run.addCreated(subscriberId, found.id);
      log(
        `the server's answer ${isUnreadable ? "could not be read" : "was lost"}; the created subscription was found and is kept`,
      );
      return found.id;
    }
    // A retry would bring the same answer.
    if (isUnreadable) throw attempt === 1 ? lost.withDetail("; nothing was created") : partialError(lost);
    if (attempt === attempts) throw partialError(lost);
  }
}

/** Looks for the created subscription after a lost answer, until the request can no longer take effect. */
async function findCreated(
  kind: ResourceKind,
  run: DurstRun,
  inputs: Inputs,
  excludedIds: readonly number[],
) {
  for (const wait of [0, run.lateEffectWindow / 3, run.lateEffectWindow]) {
    await pause(wait);
    const [found] = await matching(kind, run, inputs, excludedIds);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sets subscriptions INACTIVE that an unfinished creation of an earlier run may have left. */
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
  // An INACTIVE one may belong to another resource, which is about to make it ACTIVE.
  for (const { id } of left.filter(({ status }) => status !== "INACTIVE"))
    await run.unsubscribe(inputs.subscriberId, id, inputs);
}

/**
 * Subscriptions that an unfinished creation may have left, from two lists: a server may omit an entry by
 * mistake.
 */
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

/** Subscriptions as declared that are not excluded and not owned by a resource of this run. */
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

/** Creates a subscriber. Durst can't list subscribers, so a lost answer can only be reported. */
export async function createSubscriber(run: DurstRun, request: Properties): Promise<CreatedSubscriber> {
  try {
    return await run.client.createSubscriber(request);
  } catch (failure) {
    throw isAmbiguous(failure) ? failure.withDetail(`; ${mayBeLeftBehind}`) : failure;
  }
}

const mayBeLeftBehind =
  "the server may have created it anyway, and can't list subscribers: read the numbers after the newest one that you know (GET /api/v1/subscribers/<number>). A leftover has no subscriptions and receives nothing; adopt it with existingId";
