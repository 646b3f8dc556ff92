import { randomBytes } from "node:crypto";
import { checkInputs } from "../resource/check";
import { PreconditionError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { Lifecycle } from "../resource/lifecycle";
import { planChange, replacing, rulesOf } from "../resource/plan";
import type { Properties } from "../resource/properties";
import { appearsWithin, createSubscription, deleteLeftover, type UnfinishedCreation } from "./creation";
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

/** A name of its own for a subscription that was declared without one; kept for as long as the object lives. */
function withName(olds: Properties, news: Properties): Properties {
  const { name, namePrefix } = news;
  if (name !== undefined || typeof namePrefix !== "string") return news;
  return { ...news, name: olds["name"] ?? `${namePrefix}-${randomBytes(4).toString("hex").slice(1)}` };
}

/**
 * A ROCKIT Edge subscription. The vendor has no update: every change is a new subscription with a new secret. Names are unique, so
 * that under the same name the old one has to go first; under a name that we make, the new one comes first and no event is missed.
 */
export const rockitSubscriptionLifecycleOf = (kind: ResourceKind): Lifecycle<RockitRun, Inputs, Outputs> => ({
  kind,

  check(olds, news) {
    return checkInputs(kind, withName(olds, news), olds);
  },

  diff(_id, outputs, inputs) {
    const changes = planChange(canonical(kind, outputs), comparable(kind, inputs, outputs), rulesOf(kind));
    // Also where nothing changes: the engine may have to replace for a reason of its own.
    const madeName = inputs.namePrefix !== undefined;
    const sameName = canonicalName(inputs.name) === canonicalName(outputs.name);
    const plan = { ...changes, deleteBeforeReplace: !madeName && sameName };
    if (outputs.unfinished) return { ...replacing(plan, "unfinished"), note: unfinishedNote };
    const rotates = plan.replaces.length > 0 && outputs.type === "webhook" && inputs.type === "webhook";
    return rotates ? { ...plan, note: rotationNote(plan.replaces) } : plan;
  },

  list: async ({ run }) => (await run.all()).map(({ name }) => name),

  async create(operation, inputs) {
    const secret = await createSubscription(kind, operation, inputs);
    const given = secret === undefined ? {} : { secret, secretIssuedAt: new Date().toISOString() };
    return { id: inputs.name, outputs: { ...inputs, ...given } };
  },

  async read({ run }, id, outputs) {
    if (outputs.unfinished) {
      const mayBeThere = appearsWithin(outputs, run) > 0 || (await run.lookTwice(id)) !== undefined;
      return mayBeThere ? (outputs as Outputs) : undefined;
    }
    const entry = await run.find(id);
    if (entry === undefined) return undefined;
    return { ...(outputs as Outputs), ...readBack(kind, entry, outputs) };
  },

  update() {
    throw new PreconditionError("the vendor has no update call; a change must replace the subscription");
  },

  async delete(operation, id, outputs) {
    if (outputs.unfinished) return deleteLeftover(kind, operation, outputs);
    const { run } = operation;
    // The engine deletes an old object after it has created a new one, which can have the same name.
    if (!run.isReplaced(id, outputs.secret)) await run.unsubscribe(id);
  },

  inputsOf: ({ secret: _, secretIssuedAt: __, unfinished: ___, mayAppearUntil: ____, ...inputs }) => inputs,
});

export const rockitSubscriptionLifecycle = rockitSubscriptionLifecycleOf(rockitSubscription);

const unfinishedNote = "its creation was not finished; what is there is deleted, and it is created again";

const rotationNote = (fields: readonly string[]) =>
  `a change of ${fields.join(", ")} replaces it and gives it a new signing secret, which its receiver must learn`;
