import { randomBytes } from "node:crypto";
import { failuresOf } from "../resource/check";
import { planChange, replacing } from "../resource/plan";
import { PreconditionError } from "../resource/errors";
import type { Lifecycle, MayBeUnfinished, Properties } from "../resource/lifecycle";
import type { RockitRun } from "./run";
import { canonical, comparable, readBack } from "./comparison";
import { createSubscription, deleteLeftover } from "./creation";
import { type RockitSubscriptionInputs, rockitSubscriptionInputs } from "./schema";

type Inputs = RockitSubscriptionInputs;
interface Outputs extends Inputs, MayBeUnfinished {
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
export const rockitSubscriptionLifecycle: Lifecycle<RockitRun, Inputs, Outputs> = {
  noun: "ROCKIT subscription",

  label: ({ name, id }) => `"${name ?? id}"`,

  check(olds, news) {
    const inputs = withName(olds, news);
    return { inputs, failures: failuresOf(rockitSubscriptionInputs, inputs) };
  },

  diff(_id, outputs, inputs) {
    const changes = planChange(canonical(outputs), comparable(inputs, outputs), { replacing: () => true });
    // Also where nothing changes: the engine may have to replace for a reason of its own.
    const madeName = inputs.namePrefix !== undefined;
    const plan = { ...changes, deleteBeforeReplace: !madeName && inputs.name === outputs.name };
    if (outputs.unfinished) return { ...replacing(plan, "unfinished"), note: unfinishedNote };
    const rotates = plan.replaces.length > 0 && outputs.type === "webhook" && inputs.type === "webhook";
    return rotates ? { ...plan, note: rotationNote(plan.replaces) } : plan;
  },

  async create(operation, inputs) {
    const secret = await createSubscription(operation, inputs);
    return { id: inputs.name, outputs: { ...inputs, secret, secretIssuedAt: new Date().toISOString() } };
  },

  async read({ api }, id, outputs) {
    if (outputs.unfinished) return (await api.lookTwice(id)) && (outputs as Outputs);
    const entry = await api.find(id);
    if (entry === undefined) return undefined;
    return { ...(outputs as Outputs), ...readBack(entry, outputs) };
  },

  update() {
    throw new PreconditionError("the vendor has no update call; a change must replace the subscription");
  },

  async delete({ api }, id, outputs) {
    if (outputs.unfinished) return deleteLeftover(api, outputs);
    // The engine deletes an old object after it has created a new one, which can have the same name.
    if (!api.isReplaced(id, outputs.secret)) await api.unsubscribe(id);
  },

  inputsOf: ({ secret: _, secretIssuedAt: __, unfinished: ___, ...inputs }) => inputs,
};

const unfinishedNote = "its creation was not finished; what is there is deleted, and it is created again";

const rotationNote = (fields: readonly string[]) =>
  `a change of ${fields.join(", ")} replaces it and gives it a new signing secret, which its receiver must learn`;
