import { HttpError, isAmbiguous, isHttpError } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { PreconditionError, Unfinished } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { Operation } from "../resource/lifecycle";
import { sentFields } from "../resource/meaning";
import type { RockitSubscriptionInputs } from "./kind";
import { matches } from "./meaning";
import type { RockitRun } from "./run";

const { attempts } = retryDefaults;

/**
 * Creates a subscription and gives its signing secret, which exists once. When the answer is lost it looks and never guesses: what was
 * there before this run, what is there now, and whether that is what was declared. Ours without its secret is deleted and created again.
 *
 * @throws Unfinished if it may be there and this run can't tell or can't mend it
 * @throws PreconditionError with the ways out, if the name belongs to another subscription
 */
export async function createSubscription(
  kind: ResourceKind,
  { run, say }: Operation<RockitRun>,
  inputs: RockitSubscriptionInputs,
): Promise<string> {
  const { name, onConflict, namePrefix } = inputs;
  const request = { ...sentFields(kind.fields, inputs, "creation"), name };
  const wasThere = await run.wasThere(name);
  // Nobody else has a name that was just made.
  let theirs = namePrefix === undefined && wasThere !== false;
  let lost: unknown;

  /** Only what was not there before can be ours. */
  const leftBehind = (failure: unknown) => {
    if (!theirs) return new Unfinished(failure, name, { ...inputs, unfinished: true }, remedy);
    const open = wasThere === undefined && failure instanceof HttpError;
    return open ? failure.withWords(`; a subscription of this name may be there now: ${mayBeOurs}`) : failure;
  };
  const makeRoom = async (failure: unknown) => {
    if (onConflict !== "replace") {
      const open = wasThere === undefined && lost !== undefined ? `; ${mayBeOurs}` : "";
      throw new PreconditionError(`${wordsOf(failure)}; ${waysOut(name)}${open}`);
    }
    await run.unsubscribe(name);
    theirs = false;
    say(
      "one of this name existed and is replaced, as onConflict says; its signing secret verifies nothing any more",
    );
  };

  for (let attempt = 1; ; attempt++) {
    try {
      return (await run.subscribe(request)).secret;
    } catch (failure) {
      const conflict = isHttpError(failure, "conflict");
      if (isAmbiguous(failure)) lost = failure;
      else if (conflict && lost === undefined && attempt < attempts) {
        await makeRoom(failure);
        continue;
      } else if (lost === undefined) throw failure;
      else if (!conflict) throw leftBehind(failure);
    }
    if (attempt >= attempts) throw leftBehind(lost);
    const found = await look(kind, run, inputs).catch(() => {
      throw leftBehind(lost);
    });
    if (found === "nothing") theirs = false;
    else if (theirs || found === "another") await makeRoom(lost);
    else {
      await run.unsubscribe(name).catch((failure) => {
        throw leftBehind(failure);
      });
      say("its signing secret was lost with the server's answer: deleted and created again");
    }
  }
}

/** Deletes what an unfinished creation may have left; another one of its name stays. */
export async function deleteLeftover(
  kind: ResourceKind,
  run: RockitRun,
  inputs: RockitSubscriptionInputs,
): Promise<void> {
  const entry = await run.lookTwice(inputs.name);
  if (entry !== undefined && matches(kind, entry, inputs)) await run.unsubscribe(inputs.name);
}

async function look(
  kind: ResourceKind,
  run: RockitRun,
  inputs: RockitSubscriptionInputs,
): Promise<"nothing" | "as declared" | "another"> {
  const entry = await run.look(inputs.name);
  if (entry === undefined) return "nothing";
  return matches(kind, entry, inputs) ? "as declared" : "another";
}

const mayBeOurs =
  "this account may not list what was there before, so that it may also be what was made just now";

const remedy = "deletes what is there and creates it again, with a new signing secret";

const wordsOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

const waysOut = (name: string) =>
  `a subscription of this name exists already: choose another name, or leave the name out and have one made; or set onConflict to "replace", which deletes the existing one, for whoever uses it too; or keep it as it is and only read it, with RockitSubscription.get("…", ${JSON.stringify(name)}). If it is an older one of this stack that is still to be deleted, take the resource out of the program for one \`pulumi up\`; if a run was killed while it created this one, \`rockit-durst recover\` takes it off`;
