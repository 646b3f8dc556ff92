import { HttpError, isAmbiguous, isCompleteAnswer, isDenied, isHttpError, mayStillAct } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { pause } from "../http/time-limit";
import { PartialOperationError, PreconditionError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { MayBeUnfinished, Operation } from "../resource/lifecycle";
import type { RockitSubscriptionInputs } from "./kind";
import { matches, requestOf } from "./meaning";
import type { RockitRun } from "./run";

type Inputs = RockitSubscriptionInputs;

/** Outputs of an unfinished creation, in addition to the inputs. */
export interface UnfinishedCreation extends MayBeUnfinished {
  /** Until when the server may still process a request whose answer was lost, ISO 8601. */
  readonly mayAppearUntil?: string | undefined;
}

const { attempts } = retryDefaults;

/** Milliseconds between two lookups of a subscription that may still appear. */
const lookupInterval = 10_000;

/**
 * Creates a subscription and returns its signing secret, which the server sends only once.
 *
 * If the answer is lost, the list shows what happened: a subscription as declared that did not exist before
 * is ours. It is deleted and created again, because its secret is lost. A complete but unusable answer is not
 * lost: a retry would bring the same one, so a created subscription is kept as unfinished.
 *
 * @throws PartialOperationError if the subscription may exist and this run can't tell or can't repair it
 * @throws PreconditionError with the possible remedies, if the name belongs to another subscription
 */
export async function createSubscription(
  kind: ResourceKind,
  operation: Operation<RockitRun>,
  inputs: Inputs,
): Promise<string | undefined> {
  const { run, log } = operation;
  const { name, onConflict } = inputs;
  const request = requestOf(kind, inputs);
  const wasThere = await run.wasThere(name);
  let theirs = !isAutoNamed(inputs) && wasThere !== false;
  let lost: unknown;
  let mayAppearUntil: string | undefined;

  /** Only a subscription that did not exist before can be ours. */
  const partialError = (failure: unknown) => {
    const outputs = {
      ...inputs,
      unfinished: true,
      ...(mayAppearUntil === undefined ? {} : { mayAppearUntil }),
    };
    if (!theirs) return new PartialOperationError(failure, name, outputs, remedy);
    const isUnclear = wasThere === undefined && failure instanceof HttpError;
    return isUnclear
      ? failure.withDetail(`; a subscription of this name may exist now: ${mayBeOurs}`)
      : failure;
  };
  const whoseSubscription = async (failure: unknown): Promise<"nothing" | "ours" | "theirs"> => {
    const entry = await run.lookUp(name).catch(() => {
      throw partialError(failure);
    });
    if (entry === undefined) return "nothing";
    return isAutoNamed(inputs) || (!theirs && matches(kind, entry, inputs)) ? "ours" : "theirs";
  };
  const resolveConflict = async (failure: unknown) => {
    if (run.isReplaced(name, undefined))
      throw new PreconditionError(`${messageOf(failure)}; ${createdByThisRun}`);
    if (onConflict !== "replace") {
      const hint = wasThere === undefined && lost !== undefined ? `; ${mayBeOurs}` : "";
      throw new PreconditionError(`${messageOf(failure)}; ${remediesOf(name)}${hint}`);
    }
    await run.unsubscribe(name).catch((refused) => {
      throw lost === undefined ? refused : partialError(refused);
    });
    theirs = false;
    log(
      'a subscription of this name existed and was deleted (onConflict: "replace"); its signing secret is no longer valid',
    );
  };

  for (let attempt = 1; ; attempt++) {
    await waitForPendingDeletion(operation, name).catch((cancelled) => {
      throw lost === undefined ? cancelled : partialError(cancelled);
    });
    try {
      return (await run.subscribe(request)).secret;
    } catch (failure) {
      if (isCompleteAnswer(failure)) {
        const isAccepted = failure.status === 202;
        if (isAccepted) mayAppearUntil = new Date(Date.now() + run.lateEffectWindow).toISOString();
        const found = await whoseSubscription(failure);
        const mayAppear = found === "nothing" && (isAccepted || lost !== undefined);
        const mayBeEither = found === "theirs" && wasThere === undefined;
        if (found === "ours" || mayAppear || mayBeEither) throw partialError(failure);
        throw failure.withDetail(
          found === "nothing" ? "; nothing was created" : "; the existing subscription of this name is kept",
        );
      }
      const conflict = isHttpError(failure, "conflict");
      if (isAmbiguous(failure)) {
        lost = failure;
        if (mayStillAct(failure)) mayAppearUntil = new Date(Date.now() + run.lateEffectWindow).toISOString();
      } else if (conflict && lost === undefined && attempt < attempts) {
        await resolveConflict(failure);
        continue;
      } else if (lost === undefined) throw failure;
      else if (!conflict) throw partialError(failure);
    }
    if (attempt >= attempts) throw partialError(lost);
    const found = await whoseSubscription(lost);
    if (found === "nothing" && asksForLongWait(lost)) throw partialError(lost);
    if (found === "nothing") theirs = false;
    else if (found === "theirs") await resolveConflict(lost);
    else {
      await run.unsubscribe(name).catch((failure) => {
        throw partialError(failure);
      });
      log("its signing secret was lost with the server's answer; it was deleted and is created again");
    }
  }
}

/**
 * Deletes the subscription that an unfinished creation may have left, and waits for one that the server may
 * still create. Another subscription of the same name is kept.
 */
export async function deleteLeftover(
  kind: ResourceKind,
  { run, log }: Operation<RockitRun>,
  unfinished: Inputs & UnfinishedCreation,
): Promise<void> {
  for (let waited = false; ; waited = true) {
    const left = pendingCreationTime(unfinished, run);
    await deleteIfOurs(kind, run, unfinished);
    if (left <= 0) return;
    if (!waited) {
      const seconds = Math.ceil(left / 1000);
      log(`the server may still process the request whose answer was lost; waiting up to ${seconds} s`);
    }
    await pause(Math.min(left, lookupInterval), run.stopped);
  }
}

/**
 * Waits for a retried deletion whose first answer was lost: the server may still process it and delete the
 * new subscription.
 */
async function waitForPendingDeletion({ run, log }: Operation<RockitRun>, name: string): Promise<void> {
  const left = run.pendingDeletionTime(name);
  if (left <= 0) return;
  const seconds = Math.ceil(left / 1000);
  log(`the server may still process a deletion whose answer was lost; waiting ${seconds} s`);
  await pause(left, run.stopped);
}

/** Milliseconds during which the server may still create the subscription. */
export const pendingCreationTime = (
  { mayAppearUntil }: UnfinishedCreation,
  { lateEffectWindow }: RockitRun,
): number =>
  mayAppearUntil === undefined ? 0 : Math.min(Date.parse(mayAppearUntil) - Date.now(), lateEffectWindow);

async function deleteIfOurs(kind: ResourceKind, run: RockitRun, inputs: Inputs): Promise<void> {
  const { name } = inputs;
  try {
    const entry = await run.lookUpFresh(name);
    if (entry === undefined || !(isAutoNamed(inputs) || matches(kind, entry, inputs))) return;
  } catch (failure) {
    if (!isDenied(failure)) throw failure;
    if (!isAutoNamed(inputs)) throw failure.withDetail(`; ${needsList}`);
  }
  await run.unsubscribe(name);
}

/** Whether the name was generated, so that no other subscription has it. */
const isAutoNamed = ({ namePrefix }: Inputs) => namePrefix !== undefined;

/** Whether the server asked for a longer wait than is reasonable within a run. */
const asksForLongWait = (failure: unknown) =>
  failure instanceof HttpError && failure.retryAfter !== undefined && failure.retryAfter > 5000;

const createdByThisRun =
  "another resource of this program has just created a subscription of this name: give each resource its own name";

const mayBeOurs = "this account can't list subscriptions, so it may have been created just now";

const needsList =
  "cleaning up an unfinished creation requires the list of subscriptions: give this account the permission subscriptions.read";

const remedy = "deletes the leftover and creates it again with a new signing secret";

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

const remediesOf = (name: string) =>
  `a subscription of this name already exists: choose another name, or omit it to generate one; read the existing one with RockitSubscription.get("…", ${JSON.stringify(name)}); import it with \`rockit-durst import\`; or set onConflict to "replace", which deletes it and its signing secret for everyone who uses it. If a killed run left it behind, \`rockit-durst cleanup\` removes it`;
