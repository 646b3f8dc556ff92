import { randomBytes } from "node:crypto";
import { checkInputs } from "../resource/check";
import { PreconditionError } from "../resource/errors";
import { ownedByAnother } from "../resource/object-owners";
import type { ResourceKind } from "../resource/kind";
import type { CheckFailure, Lifecycle, Operation } from "../resource/lifecycle";
import { withAutoName } from "../resource/auto-name";
import { asReplacement, planChange, replacementRules } from "../resource/plan";
import type { Properties } from "../resource/properties";
import { hasUnknown } from "../resource/unknown";
import { pendingCreationTime, createSubscription, deleteLeftover, type UnfinishedCreation } from "./creation";
import { type RockitSubscriptionInputs, rockitSubscription } from "./kind";
import { canonical, canonicalName, comparable, readBack } from "./meaning";
import type { RockitRun } from "./run";

type Inputs = RockitSubscriptionInputs;
interface Outputs extends Inputs, UnfinishedCreation {
  /** Missing only for one that Pulumi did not create: it reads it, or it was imported without. */
  readonly secret?: string | undefined;
  /** When the secret was given, ISO 8601. */
  readonly secretIssuedAt?: string | undefined;
}

/** A name of its own for a subscription that was declared without one. */
const withName = (kind: ResourceKind, olds: Properties, news: Properties): Properties =>
  typeof news["namePrefix"] === "string"
    ? withAutoName(kind, olds, news, { resourceName: news["namePrefix"], digits: randomDigits })
    : news;

const randomDigits = () => randomBytes(4).toString("hex");

/**
 * A ROCKIT Edge subscription. The vendor has no update: every change is a new subscription with a new secret. Names are unique, so
 * that under the same name the old one has to go first; under a name that we make, the new one comes first and no event is missed.
 */
export const rockitSubscriptionLifecycleOf = (kind: ResourceKind): Lifecycle<RockitRun, Inputs, Outputs> => ({
  kind,

  check(olds, news) {
    const { inputs, failures } = checkInputs(kind, withName(kind, olds, news), olds);
    return { inputs, failures: [...failures, ...blockedByRetention(kind, olds as Inputs, inputs as Inputs)] };
  },

  diff(_id, outputs, inputs) {
    const wanted = comparable(kind, inputs, outputs);
    const changes = planChange(canonical(kind, outputs), wanted, replacementRules(kind));
    const { retainOnDelete } = inputs;
    // Also where nothing changes: the engine may have to replace for a reason of its own. What it will not delete can't go first; the
    // creation then fails, and the old one stays in the state as it is.
    const goesFirst = hasSameGivenName(inputs, outputs) && !retainOnDelete;
    const plan = { ...changes, deleteBeforeReplace: goesFirst };
    if (outputs.unfinished) {
      // The engine would delete nothing that was created with the option, be it taken out of the program by now.
      const isRetained = retainOnDelete === true || outputs.retainOnDelete === true;
      const inPlace = isRetained && hasSameGivenName(inputs, outputs);
      const again = { ...asReplacement(plan, "unfinished"), note: unfinishedNote };
      return inPlace ? { ...again, replaces: [], deleteBeforeReplace: false } : again;
    }
    const rotates = plan.replaces.length > 0 && outputs.type === "webhook" && inputs.type === "webhook";
    return rotates ? { ...plan, note: rotationNote(plan.replaces, wanted) } : plan;
  },

  list: async ({ run }) => (await run.all()).map(({ name }) => name),

  create: async (operation, inputs) => ({ id: inputs.name, outputs: await created(kind, operation, inputs) }),

  async read({ run }, id, outputs) {
    if (outputs.unfinished) {
      const mayBeThere = pendingCreationTime(outputs, run) > 0 || (await run.lookUpConfirmed(id)) !== undefined;
      return mayBeThere ? (outputs as Outputs) : undefined;
    }
    const entry = await run.find(id);
    if (entry === undefined) return undefined;
    return { ...(outputs as Outputs), ...readBack(kind, entry, outputs) };
  },

  async update(operation, _id, outputs, inputs) {
    if (!outputs.unfinished)
      throw new PreconditionError("the vendor has no update call; a change must replace the subscription");
    await deleteLeftover(kind, operation, outputs);
    return created(kind, operation, inputs);
  },

  async delete(operation, id, outputs) {
    if (operation.isOwnedByAnother(id, outputs)) return operation.log(ownedByAnother);
    if (outputs.unfinished) return deleteLeftover(kind, operation, outputs);
    const { run } = operation;
    // The engine deletes an old object after it has created a new one, which can have the same name.
    if (!run.isReplaced(id, outputs.secret)) await run.unsubscribe(id);
  },

  inputsOf: ({ secret: _, secretIssuedAt: __, unfinished: ___, mayAppearUntil: ____, ...inputs }) => inputs,
});

export const rockitSubscriptionLifecycle = rockitSubscriptionLifecycleOf(rockitSubscription);

const unfinishedNote = "its creation was not finished; what is there is deleted, and it is created again";

async function created(
  kind: ResourceKind,
  operation: Operation<RockitRun>,
  inputs: Inputs,
): Promise<Outputs> {
  const secret = await createSubscription(kind, operation, inputs);
  return secret === undefined ? inputs : { ...inputs, secret, secretIssuedAt: new Date().toISOString() };
}

function rotationNote(fields: readonly string[], wanted: Properties): string {
  const certain = fields.filter((field) => !hasUnknown(wanted[field]));
  if (certain.length > 0)
    return `a change of ${certain.join(", ")} replaces it and gives it a new signing secret, which its receiver must learn`;
  return `${fields.join(", ")} will only be known during the update: another value replaces it and gives it a new signing secret, the same value changes nothing`;
}

/** Whether a program gives it the name that it has. Of a name that it proposes itself the engine knows whether a replacement has it too. */
const hasSameGivenName = ({ namePrefix, nameProposed, name }: Inputs, known: Inputs) =>
  namePrefix === undefined &&
  nameProposed !== true &&
  known.name !== undefined &&
  canonicalName(name) === canonicalName(known.name);

/**
 * With `retainOnDelete` the engine leaves the old one where it is: under the same name there is no place for the new one. What counts for
 * the engine is the option of the last update, which the program may have just lost.
 */
function blockedByRetention(kind: ResourceKind, olds: Inputs, news: Inputs): CheckFailure[] {
  const wasRetained = olds.retainOnDelete === true;
  if (!(news.retainOnDelete || wasRetained) || !hasSameGivenName(news, olds)) return [];
  const wanted = comparable(kind, news, olds);
  const { replaces } = planChange(canonical(kind, olds), wanted, replacementRules(kind));
  const fields = replaces.filter((field) => !hasUnknown(wanted[field]));
  if (fields.length === 0) return [];
  const ways = news.retainOnDelete ? waysPastRetention : wayPastEndedRetention;
  const reason = `keeps the old subscription under its name, so that a change of ${fields.join(", ")} can't create the new one: ${ways}`;
  return [{ field: "retainOnDelete", reason }];
}

const wayPastEndedRetention =
  "the state still has the option, until a `pulumi up` without the change has taken it out";

const waysPastRetention =
  "declare what is there, or give another name together with the change, or leave the name out and have one made. Under another name the old one stays at the server and goes on sending, and its secret leaves the state: save it first, with `pulumi stack export --show-secrets`";
