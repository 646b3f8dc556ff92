import { HttpError, isAmbiguous, isCompleteAnswer, isDenied, isHttpError, mayStillAct } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { pause } from "../http/time-limit";
import { PreconditionError, PartialOperationError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { MayBeUnfinished, Operation } from "../resource/lifecycle";
import type { RockitSubscriptionInputs } from "./kind";
import { matches, requestOf } from "./meaning";
import type { RockitRun } from "./run";

type Inputs = RockitSubscriptionInputs;

/** What a state has beside the inputs where a creation was not finished. */
export interface UnfinishedCreation extends MayBeUnfinished {
  /** Until when the server may still act on a request whose answer was lost, ISO 8601. */
  readonly mayAppearUntil?: string | undefined;
}

const { attempts } = retryDefaults;

/** Milliseconds between two looks for what may still appear. */
const lookInterval = 10_000;

/**
 * Creates a subscription and gives its signing secret, which exists once. When the answer is lost it looks and never guesses: what was
 * there before this run, what is there now, and whether that is what was declared. Ours without its secret is deleted and created again. An
 * answer that came whole and can't be read is not lost: the next one would be the same, so that what was made is kept and nothing is deleted.
 *
 * @throws PartialOperationError if it may be there and this run can't tell or can't mend it
 * @throws PreconditionError with the ways out, if the name belongs to another subscription
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

  /** Only what was not there before can be ours. */
  const partialError = (failure: unknown) => {
    const kept = { ...inputs, unfinished: true, ...(mayAppearUntil === undefined ? {} : { mayAppearUntil }) };
    if (!theirs) return new PartialOperationError(failure, name, kept, remedy);
    const open = wasThere === undefined && failure instanceof HttpError;
    return open ? failure.withDetail(`; a subscription of this name may be there now: ${mayBeOurs}`) : failure;
  };
  const look = async (failure: unknown): Promise<"nothing" | "ours" | "theirs"> => {
    const entry = await run.lookUp(name).catch(() => {
      throw partialError(failure);
    });
    if (entry === undefined) return "nothing";
    return isAutoNamed(inputs) || (!theirs && matches(kind, entry, inputs)) ? "ours" : "theirs";
  };
  const resolveConflict = async (failure: unknown) => {
    if (run.isReplaced(name, undefined)) throw new PreconditionError(`${messageOf(failure)}; ${createdByThisRun}`);
    if (onConflict !== "replace") {
      const open = wasThere === undefined && lost !== undefined ? `; ${mayBeOurs}` : "";
      throw new PreconditionError(`${messageOf(failure)}; ${waysOut(name)}${open}`);
    }
    await run.unsubscribe(name).catch((refused) => {
      throw lost === undefined ? refused : partialError(refused);
    });
    theirs = false;
    log(
      "one of this name existed and is replaced, as onConflict says; its signing secret verifies nothing any more",
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
        const found = await look(failure);
        const mayCome = found === "nothing" && (isAccepted || lost !== undefined);
        const mayBeEither = found === "theirs" && wasThere === undefined;
        if (found === "ours" || mayCome || mayBeEither) throw partialError(failure);
        throw failure.withDetail(found === "nothing" ? "; nothing was created" : "; what has this name stays");
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
    const found = await look(lost);
    if (found === "nothing" && asksForLongWait(lost)) throw partialError(lost);
    if (found === "nothing") theirs = false;
    else if (found === "theirs") await resolveConflict(lost);
    else {
      await run.unsubscribe(name).catch((failure) => {
        throw partialError(failure);
      });
      log("its signing secret was lost with the server's answer: deleted and created again");
    }
  }
}

/**
 * Deletes what an unfinished creation may have left; another one of its name stays. What the server may still create is waited for.
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
      log(
        `the server may still act on the request whose answer was lost: waiting for that, up to ${seconds} s`,
      );
    }
    await pause(Math.min(left, lookInterval), run.stopped);
  }
}

/** A deletion whose answer was lost, and that was repeated, could still delete what is created under the name after it. */
async function waitForPendingDeletion({ run, log }: Operation<RockitRun>, name: string): Promise<void> {
  const left = run.pendingDeletionTime(name);
  if (left <= 0) return;
  const seconds = Math.ceil(left / 1000);
  log(`the server may still act on a deletion whose answer was lost: waiting for that, ${seconds} s`);
  await pause(left, run.stopped);
}

/** Milliseconds in which the server may still create it. */
export const pendingCreationTime = ({ mayAppearUntil }: UnfinishedCreation, { lateEffectWindow }: RockitRun): number =>
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

/** Nobody else has a name that the provider made. */
const isAutoNamed = ({ namePrefix }: Inputs) => namePrefix !== undefined;

/** Whether the server wants to be left alone for longer than a request is worth waiting for. */
const asksForLongWait = (failure: unknown) =>
  failure instanceof HttpError && failure.retryAfter !== undefined && failure.retryAfter > 5000;

const createdByThisRun =
  "another resource of this program has just created a subscription of this name: give each its own name";

const mayBeOurs =
  "this account may not list what was there before, so that it may also be what was made just now";

const needsList =
  "what an unfinished creation left is told from another subscription of its name by the list: give this account the permission subscriptions.read";

const remedy = "deletes what is there and creates it again, with a new signing secret";

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

const waysOut = (name: string) =>
  `a subscription of this name exists already: choose another name, or leave the name out and have one made; or keep it as it is and only read it, with RockitSubscription.get("…", ${JSON.stringify(name)}); or bring it into the stack with \`rockit-durst import\`; or set onConflict to "replace", which deletes the existing one and its signing secret, for whoever uses it too. If a run was killed while it created this one, \`rockit-durst recover\` removes it`;
