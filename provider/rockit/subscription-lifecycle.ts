import { randomBytes } from "node:crypto";
import { withAutoName } from "../resource/auto-name";
import { checkInputs } from "../resource/check";
import { PreconditionError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { CheckFailure, Lifecycle, Operation } from "../resource/lifecycle";
import { ownedByAnother } from "../resource/object-owners";
import { asReplacement, planChange, replacementRules } from "../resource/plan";
import type { Properties } from "../resource/properties";
import { hasUnknown } from "../resource/unknown";
import { createSubscription, deleteLeftover, pendingCreationTime, type UnfinishedCreation } from "./creation";
import { type RockitSubscriptionInputs, rockitSubscription } from "./kind";
import { canonical, canonicalName, comparable, readBack } from "./meaning";
import type { RockitRun } from "./run";

type Inputs = RockitSubscriptionInputs;
interface Outputs extends Inputs, UnfinishedCreation {
  /** Missing only if the subscription is read with `get`, or was imported without its secret. */
  readonly secret?: string | undefined;
  /** When the secret was issued, ISO 8601. */
  readonly secretIssuedAt?: string | undefined;
}

/** Adds a generated name to a subscription that was declared without one. */
const withName = (kind: ResourceKind, olds: Properties, news: Properties): Properties =>
  typeof news["namePrefix"] === "string"
    ? withAutoName(kind, olds, news, { resourceName: news["namePrefix"], digits: randomDigits })
    : news;

const randomDigits = () => randomBytes(4).toString("hex");

/**
 * Lifecycle of a ROCKIT Edge subscription. The vendor has no update call: every change creates a new
 * subscription with a new secret. Names are unique, so under the same name the old subscription is deleted
 * first. Under a generated name the new one is created first, and no event is lost.
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
    // Also without changes: the engine may replace for its own reasons. A retained subscription can't be
    // deleted first: then the creation fails, and the old one stays in the state.
    const deletesFirst = hasSameGivenName(inputs, outputs) && !retainOnDelete;
    const plan = { ...changes, deleteBeforeReplace: deletesFirst };
    if (outputs.unfinished) {
      // The engine deletes nothing that was created with the option, even if the program no longer sets it.
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
      const mayBeThere =
        pendingCreationTime(outputs, run) > 0 || (await run.lookUpConfirmed(id)) !== undefined;
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
    // The engine may delete an old object after creating a new one of the same name.
    if (!run.isReplaced(id, outputs.secret)) await run.unsubscribe(id);
  },

  inputsOf: ({ secret: _, secretIssuedAt: __, unfinished: ___, mayAppearUntil: ____, ...inputs }) => inputs,
});

export const rockitSubscriptionLifecycle = rockitSubscriptionLifecycleOf(rockitSubscription);

const unfinishedNote =
  "its creation was not finished; the leftover is deleted, and the subscription is created again";

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
    return `changing ${certain.join(", ")} replaces the subscription and issues a new signing secret, which the receiver needs`;
  return `${fields.join(", ")} will only be known during the update: a different value replaces the subscription and issues a new signing secret; the same value changes nothing`;
}

/**
 * Whether the program sets the name that the subscription has. For a name that the engine proposes, the
 * engine itself decides.
 */
const hasSameGivenName = ({ namePrefix, nameProposed, name }: Inputs, known: Inputs) =>
  namePrefix === undefined &&
  nameProposed !== true &&
  known.name !== undefined &&
  canonicalName(name) === canonicalName(known.name);

/**
 * Failures of changes that `retainOnDelete` blocks: the engine keeps the old subscription, so the new one
 * can't have the same name. The engine uses the option of the last update, even if the program no longer sets
 * it.
 */
function blockedByRetention(kind: ResourceKind, olds: Inputs, news: Inputs): CheckFailure[] {
  const wasRetained = olds.retainOnDelete === true;
  if (!(news.retainOnDelete || wasRetained) || !hasSameGivenName(news, olds)) return [];
  const wanted = comparable(kind, news, olds);
  const { replaces } = planChange(canonical(kind, olds), wanted, replacementRules(kind));
  const fields = replaces.filter((field) => !hasUnknown(wanted[field]));
  if (fields.length === 0) return [];
  const remedies = news.retainOnDelete ? remediesOfRetention : remedyOfEndedRetention;
  const reason = `keeps the old subscription under its name, so a change of ${fields.join(", ")} can't create the new one: ${remedies}`;
  return [{ field: "retainOnDelete", reason }];
}

const remedyOfEndedRetention =
  "the state still has the option: first run `pulumi up` without the change, which removes the option from the state";

const remediesOfRetention =
  "undo the change, declare the values that the server has, set another name together with the change, or omit the name to generate one. Under another name the old subscription stays on the server and keeps sending, and its secret leaves the state: save it first with `pulumi stack export --show-secrets --file old.json`";
