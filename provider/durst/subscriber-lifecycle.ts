import { failuresOf } from "../resource/check";
import { planChange } from "../resource/plan";
import { goneMeanwhile, PreconditionError, unfinishedChange } from "../resource/errors";
import type { Lifecycle, MayBeUnfinished, Properties } from "../resource/lifecycle";
import type { DurstRun, SubscriberAnswer, SubscriberRequest } from "./run";
import { createSubscriber } from "./creation";
import { asNumber, numberOf } from "./ids";
import { changedElsewhere, fingerprintOf, stableFingerprint } from "./masked-credential";
import { type DurstSubscriberInputs, durstSubscriberInputs } from "./schema";

type Inputs = DurstSubscriberInputs;
interface Outputs extends Inputs, MayBeUnfinished {
  /** By which a password or key changed at the server is noticed; missing if the server masks differently at every read. */
  readonly credentialFingerprint?: string | undefined;
}

const request = ({ hostUri, externalAuthType, xAuthInfo, jwtSigningInfo }: Inputs): SubscriberRequest => ({
  hostUri,
  externalAuthType,
  xAuthInfo,
  jwtSigningInfo,
});

const credentialOf = ({ xAuthInfo, jwtSigningInfo }: Inputs) => xAuthInfo?.password ?? jwtSigningInfo?.key;

/**
 * A Durst subscriber: a receiving host and how it authenticates callbacks. All of it changes in place. The vendor has no
 * delete for it: its subscriptions are set INACTIVE, the credentials that it holds are removed, and the server keeps the rest.
 */
export const durstSubscriberLifecycle: Lifecycle<DurstRun, Inputs, Outputs> = {
  noun: "Durst subscriber",

  label: ({ id, hostUri }) => `${id ?? hostUri}`,

  check(_olds, news) {
    const inputs = withDefaults(news);
    return { inputs, failures: failuresOf(durstSubscriberInputs, inputs) };
  },

  diff: (id, outputs, inputs) =>
    planChange(
      { ...request(outputs), existingId: Number(id), unfinished: outputs.unfinished },
      { ...request(inputs), existingId: inputs.existingId ?? Number(id) },
      { replacing: (field) => field === "existingId", deleteBeforeReplace: false },
    ),

  async create({ api }, inputs) {
    const { existingId } = inputs;
    const answer = existingId === undefined ? await createSubscriber(api, request(inputs)) : undefined;
    const id = answer?.id ?? (await converge(api, existingId as number, inputs));
    const credentialFingerprint = await stableFingerprint(api, id, answer);
    return { id: String(id), outputs: { ...inputs, credentialFingerprint } };
  },

  async read({ api }, id, outputs) {
    const answer = await api.findSubscriber(numberOf(id));
    if (answer === undefined) return undefined;
    const seen = readBack(answer, outputs);
    const expected = outputs.credentialFingerprint;
    const found = fingerprintOf(answer);
    if (expected === undefined || found === expected) return { ...seen, credentialFingerprint: expected };
    const confirmed = await stableFingerprint(api, numberOf(id), answer);
    const masksDifferently = found !== undefined && confirmed === undefined;
    if (masksDifferently) return { ...seen, credentialFingerprint: expected };
    return { ...changedElsewhere(seen), credentialFingerprint: found };
  },

  async update({ api }, id, outputs, inputs) {
    const updated = await api
      .updateSubscriber(numberOf(id), request(inputs))
      .catch(unfinishedChange(id, outputs));
    if (!updated) throw goneMeanwhile();
    const sameCredential = !outputs.unfinished && credentialOf(outputs) === credentialOf(inputs);
    const credentialFingerprint = sameCredential
      ? outputs.credentialFingerprint
      : await stableFingerprint(api, numberOf(id));
    return { ...inputs, credentialFingerprint };
  },

  async delete({ api, say }, id) {
    const subscriberId = numberOf(id);
    const kept = await api.readSubscriber(subscriberId);
    if (kept === undefined) return;
    const subscriptions = (await api.listSubscriptions(subscriberId)) ?? [];
    const active = subscriptions.filter(({ status }) => status === "ACTIVE");
    for (const subscription of active) await api.unsubscribe(subscriberId, subscription);
    const credentials = kept.externalAuthType !== "NONE";
    if (credentials) {
      await api.updateSubscriber(subscriberId, { hostUri: kept.hostUri, externalAuthType: "NONE" });
    }
    const done = [
      "the server keeps it, because Durst has no delete for subscribers",
      ...(active.length === 0 ? [] : [`${active.length} active of its subscriptions set INACTIVE`]),
      ...(credentials ? ["its credentials removed"] : []),
    ];
    say(done.join("; "));
  },

  inputsOf: ({ credentialFingerprint: _, unfinished: __, ...inputs }) => inputs,
};

/** Makes an existing subscriber as declared, instead of creating one. */
async function converge(api: DurstRun, id: number, inputs: Inputs): Promise<number> {
  const updated = api.updateSubscriber(id, request(inputs)).catch(unfinishedChange(String(id), inputs));
  if (await updated) return id;
  throw new PreconditionError(`the server has no subscriber ${id}: correct existingId, or leave it out to create one`);
}

function withDefaults(news: Properties): Properties {
  const { jwtSigningInfo } = news;
  const inputs = "existingId" in news ? { ...news, existingId: asNumber(news["existingId"]) } : news;
  if (typeof jwtSigningInfo !== "object" || jwtSigningInfo === null) return inputs;
  return { ...inputs, jwtSigningInfo: { method: "HS256", ...jwtSigningInfo } };
}

/** What the server says; the password and the key, which it only gives masked, as declared. */
function readBack(answer: SubscriberAnswer, declared: Partial<Outputs>): Outputs {
  const { hostUri, externalAuthType, xAuthInfo, jwtSigningInfo } = answer as Partial<Inputs>;
  return {
    hostUri,
    externalAuthType,
    xAuthInfo: xAuthInfo && { user: xAuthInfo.user, password: declared.xAuthInfo?.password },
    jwtSigningInfo: jwtSigningInfo && {
      httpHeaderName: jwtSigningInfo.httpHeaderName,
      method: jwtSigningInfo.method,
      key: declared.jwtSigningInfo?.key,
    },
    existingId: declared.existingId,
    unfinished: declared.unfinished,
  } as Outputs;
}
