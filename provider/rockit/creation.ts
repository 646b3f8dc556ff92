import { HttpError, isAmbiguous, isCompleteAnswer, isDenied, isHttpError, mayStillAct } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { pause } from "../http/time-limit";
import { PreconditionError, Unfinished } from "../resource/errors";
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
 * @throws Unfinished if it may be there and this run can't tell or can't mend it
 * @throws PreconditionError with the ways out, if the name belongs to another subscription
 */
export async function createSubscription(
  kind: ResourceKind,
  operation: Operation<RockitRun>,
  inputs: Inputs,
): Promise<string | undefined> {
  const { run, say } = operation;
  const { name, onConflict } = inputs;
  const request = requestOf(kind, inputs);
  const wasThere = await run.wasThere(name);
  let theirs = !isMadeName(inputs) && wasThere !== false;
  let lost: unknown;
  let mayAppearUntil: string | undefined;

  /** Only what was not there before can be ours. */
  const leftBehind = (failure: unknown) => {
    const kept = { ...inputs, unfinished: true, ...(mayAppearUntil === undefined ? {} : { mayAppearUntil }) };
    if (!theirs) return new Unfinished(failure, name, kept, remedy);
    const open = wasThere === undefined && failure instanceof HttpError;
    return open ? failure.withDetail(`; a subscription of this name may be there now: ${mayBeOurs}`) : failure;
  };
  const look = async (failure: unknown): Promise<"nothing" | "ours" | "theirs"> => {
    const entry = await run.look(name).catch(() => {
      throw leftBehind(failure);
    });
    if (entry === undefined) return "nothing";
    return isMadeName(inputs) || (!theirs && matches(kind, entry, inputs)) ? "ours" : "theirs";
  };
  const makeRoom = async (failure: unknown) => {
    if (run.isReplaced(name, undefined)) throw new PreconditionError(`${wordsOf(failure)}; ${takenHere}`);
    if (onConflict !== "replace") {
      const open = wasThere === undefined && lost !== undefined ? `; ${mayBeOurs}` : "";
      throw new PreconditionError(`${wordsOf(failure)}; ${waysOut(name)}${open}`);
    }
    await run.unsubscribe(name).catch((refused) => {
      throw lost === undefined ? refused : leftBehind(refused);
    });
    theirs = false;
    say(
      "one of this name existed and is replaced, as onConflict says; its signing secret verifies nothing any more",
    );
  };

  for (let attempt = 1; ; attempt++) {
    await deletionOver(operation, name).catch((cancelled) => {
      throw lost === undefined ? cancelled : leftBehind(cancelled);
    });
    try {
      return (await run.subscribe(request)).secret;
    } catch (failure) {
      if (isCompleteAnswer(failure)) {
        const isAccepted = failure.status === 202;
        if (isAccepted) mayAppearUntil = new Date(Date.now() + run.patience).toISOString();
        const found = await look(failure);
        const mayCome = found === "nothing" && (isAccepted || lost !== undefined);
        const mayBeEither = found === "theirs" && wasThere === undefined;
        if (found === "ours" || mayCome || mayBeEither) throw leftBehind(failure);
        throw failure.withDetail(found === "nothing" ? "; nothing was created" : "; what has this name stays");
      }
      const conflict = isHttpError(failure, "conflict");
      if (isAmbiguous(failure)) {
        lost = failure;
        if (mayStillAct(failure)) mayAppearUntil = new Date(Date.now() + run.patience).toISOString();
      } else if (conflict && lost === undefined && attempt < attempts) {
        await makeRoom(failure);
        continue;
      } else if (lost === undefined) throw failure;
      else if (!conflict) throw leftBehind(failure);
    }
    if (attempt >= attempts) throw leftBehind(lost);
    const found = await look(lost);
    if (found === "nothing" && asksForLongWait(lost)) throw leftBehind(lost);
    if (found === "nothing") theirs = false;
    else if (found === "theirs") await makeRoom(lost);
    else {
      await run.unsubscribe(name).catch((failure) => {
        throw leftBehind(failure);
      });
      say("its signing secret was lost with the server's answer: deleted and created again");
    }
  }
}

/**
 * Deletes what an unfinished creation may have left; another one of its name stays. What the server may still create is waited for.
 */
export async function deleteLeftover(
  kind: ResourceKind,
  { run, say }: Operation<RockitRun>,
  unfinished: Inputs & UnfinishedCreation,
): Promise<void> {
  for (let waited = false; ; waited = true) {
    const left = appearsWithin(unfinished, run);
    await deleteIfOurs(kind, run, unfinished);
    if (left <= 0) return;
    if (!waited) {
      const seconds = Math.ceil(left / 1000);
      say(
        `the server may still act on the request whose answer was lost: waiting for that, up to ${seconds} s`,
      );
    }
    await pause(Math.min(left, lookInterval), run.stopped);
  }
}

/** A deletion whose answer was lost, and that was repeated, could still delete what is created under the name after it. */
async function deletionOver({ run, say }: Operation<RockitRun>, name: string): Promise<void> {
  const left = run.mayBeDeletedWithin(name);
  if (left <= 0) return;
  const seconds = Math.ceil(left / 1000);
  say(`the server may still act on a deletion whose answer was lost: waiting for that, ${seconds} s`);
  await pause(left, run.stopped);
}

/** Milliseconds in which the server may still create it. */
export const appearsWithin = ({ mayAppearUntil }: UnfinishedCreation, { patience }: RockitRun): number =>
  mayAppearUntil === undefined ? 0 : Math.min(Date.parse(mayAppearUntil) - Date.now(), patience);

async function deleteIfOurs(kind: ResourceKind, run: RockitRun, inputs: Inputs): Promise<void> {
  const { name } = inputs;
  try {
    const entry = await run.lookAnew(name);
    if (entry === undefined || !(isMadeName(inputs) || matches(kind, entry, inputs))) return;
  } catch (failure) {
    if (!isDenied(failure)) throw failure;
    if (!isMadeName(inputs)) throw failure.withDetail(`; ${needsList}`);
  }
  await run.unsubscribe(name);
}

/** Nobody else has a name that the provider made. */
const isMadeName = ({ namePrefix }: Inputs) => namePrefix !== undefined;

/** Whether the server wants to be left alone for longer than a request is worth waiting for. */
const asksForLongWait = (failure: unknown) =>
  failure instanceof HttpError && failure.retryAfter !== undefined && failure.retryAfter > 5000;

const takenHere =
  "another resource of this program has just created a subscription of this name: give each its own name";

const mayBeOurs =
  "this account may not list what was there before, so that it may also be what was made just now";

const needsList =
  "what an unfinished creation left is told from another subscription of its name by the list: give this account the permission subscriptions.read";

const remedy = "deletes what is there and creates it again, with a new signing secret";

const wordsOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

const waysOut = (name: string) =>
  `a subscription of this name exists already: choose another name, or leave the name out and have one made; or keep it as it is and only read it, with RockitSubscription.get("…", ${JSON.stringify(name)}); or bring it into the stack with \`rockit-durst import\`; or set onConflict to "replace", which deletes the existing one and its signing secret, for whoever uses it too. If a run was killed while it created this one, \`rockit-durst recover\` removes it`;
