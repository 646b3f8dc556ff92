import { isDeepStrictEqual } from "node:util";
import { checkInputs } from "../resource/check";
import { missingOnUpdate, PreconditionError, partialUpdateError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { Lifecycle, MayBeUnfinished } from "../resource/lifecycle";
import { meaningOf, readBack, sentFields } from "../resource/meaning";
import { ownedByAnother } from "../resource/object-owners";
import { planChange, replacementRules } from "../resource/plan";
import { createSubscriber } from "./creation";
import { parseSubscriberId } from "./ids";
import { type DurstSubscriberInputs, durstSubscriber } from "./kind";
import {
  credentialsOf,
  fingerprintOf,
  rejectUnknownCredential,
  stableFingerprint,
  withChangedCredential,
} from "./masked-credential";
import type { DurstRun } from "./run";

type Inputs = DurstSubscriberInputs;
interface Outputs extends Inputs, MayBeUnfinished {
  /**
   * Detects a password or key that was changed on the server; missing if the server masks differently at
   * every read.
   */
  readonly credentialFingerprint?: string | undefined;
}

/**
 * Lifecycle of a Durst subscriber: a receiving host and the authentication of its callbacks. Every field
 * changes in place. The vendor has no delete: its subscriptions are set INACTIVE, its credentials are
 * removed, and the subscriber stays.
 */
export const durstSubscriberLifecycleOf = (kind: ResourceKind): Lifecycle<DurstRun, Inputs, Outputs> => ({
  kind,

  check: (olds, news) => checkInputs(kind, news, olds),

  diff: (id, outputs, inputs) =>
    planChange(
      { ...meaningOf(kind.fields, outputs), existingId: Number(id), unfinished: outputs.unfinished },
      { ...meaningOf(kind.fields, inputs), existingId: inputs.existingId ?? Number(id) },
      replacementRules(kind),
    ),

  /** Durst can't list subscribers: reads those in `scopeIds`. */
  async list({ run }, scopeIds) {
    const found = await Promise.all(scopeIds.map((id) => run.client.readSubscriber(parseSubscriberId(id))));
    return scopeIds.filter((_, index) => found[index] !== undefined);
  },

  async create({ run }, inputs) {
    const { existingId } = inputs;
    rejectUnknownCredential(kind, inputs);
    const created =
      existingId === undefined
        ? await createSubscriber(run, sentFields(kind.fields, inputs, "creation"))
        : undefined;
    const id = created?.id ?? (await adopt(kind, run, existingId as number, inputs));
    // The fingerprint is optional: a failed read must not fail the creation.
    const credentialFingerprint = await stableFingerprint(kind, run, id, created?.answer).catch(
      () => undefined,
    );
    return { id: String(id), outputs: { ...inputs, credentialFingerprint } };
  },

  async read({ run }, id, outputs) {
    const answer = await run.findSubscriber(parseSubscriberId(id));
    if (answer === undefined) return undefined;
    const seen = { ...outputs, ...readBack(kind, answer, outputs) } as Outputs;
    const expected = outputs.credentialFingerprint;
    const found = fingerprintOf(kind, answer);
    if (expected === undefined || found === expected) return { ...seen, credentialFingerprint: expected };
    const confirmed = await stableFingerprint(kind, run, parseSubscriberId(id), answer);
    const masksDifferently = found !== undefined && confirmed === undefined;
    if (masksDifferently) return { ...seen, credentialFingerprint: expected };
    return { ...(withChangedCredential(kind, seen) as unknown as Outputs), credentialFingerprint: found };
  },

  async update({ run }, id, outputs, inputs) {
    rejectUnknownCredential(kind, inputs);
    const updated = await run.client
      .updateSubscriber(parseSubscriberId(id), sentFields(kind.fields, inputs, "change"))
      .catch(partialUpdateError(id, outputs));
    if (!updated) throw missingOnUpdate();
    // The masked form may change with every write.
    const hasCredential = Object.keys(credentialsOf(kind, inputs)).length > 0;
    const isSame =
      !outputs.unfinished && isDeepStrictEqual(credentialsOf(kind, outputs), credentialsOf(kind, inputs));
    const unchanged = isSame ? outputs.credentialFingerprint : undefined;
    const credentialFingerprint = hasCredential
      ? await stableFingerprint(kind, run, parseSubscriberId(id)).catch(() => unchanged)
      : undefined;
    return { ...inputs, credentialFingerprint };
  },

  async delete({ run, log, isOwnedByAnother }, id, outputs) {
    if (run.isAdopted(id) || isOwnedByAnother(id, outputs)) return log(ownedByAnother);
    const subscriberId = parseSubscriberId(id);
    const kept = await run.findSubscriber(subscriberId);
    if (kept === undefined) return;
    const subscriptions = await run.listConfirmed(subscriberId);
    const active = subscriptions.filter(({ status }) => status === "ACTIVE");
    const used = active.filter((one) => run.isInUse(subscriberId, one.id));
    if (used.length > 0) {
      return log(`not changed, because resources of this program use ${used.length} of its subscriptions`);
    }
    for (const subscription of active) await run.unsubscribe(subscriberId, subscription.id, subscription);
    const credentials = kept.externalAuthType !== "NONE";
    if (credentials) {
      const bare = { hostUri: kept.hostUri, externalAuthType: "NONE" };
      const removed = await run.client.updateSubscriber(subscriberId, bare);
      if (!removed && (await run.client.readSubscriber(subscriberId)) !== undefined) throw stillThere(id);
    }
    const done = [
      "the server keeps it, because Durst has no delete for subscribers",
      ...(active.length === 0
        ? []
        : [`${active.length} active ${active.length === 1 ? "subscription" : "subscriptions"} set INACTIVE`]),
      ...(credentials ? ["credentials removed"] : []),
    ];
    log(done.join("; "));
  },

  inputsOf: ({ credentialFingerprint: _, unfinished: __, ...inputs }) => inputs,
});

export const durstSubscriberLifecycle = durstSubscriberLifecycleOf(durstSubscriber);

const stillThere = (id: string) =>
  new PreconditionError(
    `the server answered 404 to the change but still has the subscriber ${id} with its credentials`,
    "check durst:endpoint, and any proxy in front of the server",
  );

/** Adopts an existing subscriber and changes it as declared. */
async function adopt(kind: ResourceKind, run: DurstRun, id: number, inputs: Inputs): Promise<number> {
  const update = () =>
    run.client
      .updateSubscriber(id, sentFields(kind.fields, inputs, "change"))
      .catch(partialUpdateError(String(id), inputs));
  if (await run.adopt(String(id), update)) return id;
  throw new PreconditionError(
    `the server has no subscriber ${id}`,
    "correct existingId, or omit it to create one",
  );
}
