import { failuresOf } from "../dynamic/check";
import { planChange } from "../dynamic/diff";
import type { Lifecycle, Properties } from "../dynamic/lifecycle";
import type { DurstApi, SubscriberAnswer } from "./api";
import { numberOf } from "./ids";
import { type DurstSubscriberInputs, durstSubscriberInputs } from "./schema";

type Inputs = DurstSubscriberInputs;

/**
 * A Durst subscriber: a receiving host and how it authenticates callbacks. All of it changes in place. The vendor has no
 * delete for it: its subscriptions are set INACTIVE and the server keeps it.
 */
export const durstSubscriberLifecycle: Lifecycle<DurstApi, Inputs, Inputs> = {
  noun: "Durst subscriber",

  label: ({ id, hostUri }) => `${id ?? hostUri}`,

  check(_olds, news) {
    const inputs = withDefaultMethod(news);
    return { inputs, failures: failuresOf(durstSubscriberInputs, inputs) };
  },

  diff: (outputs, inputs) =>
    planChange({ ...outputs }, { ...inputs }, { replacing: () => false, deleteBeforeReplace: false }),

  async create({ api }, inputs) {
    const { id } = await api.createSubscriber(inputs);
    return { id: String(id), outputs: inputs };
  },

  async read({ api }, id, outputs) {
    const answer = await api.readSubscriber(numberOf(id));
    return answer === undefined ? undefined : readBack(answer, outputs);
  },

  async update({ api }, id, _outputs, inputs) {
    await api.updateSubscriber(numberOf(id), inputs);
    return inputs;
  },

  async delete({ api, say }, id) {
    const subscriberId = numberOf(id);
    const subscriptions = (await api.listSubscriptions(subscriberId)) ?? [];
    const active = subscriptions.filter(({ status }) => status === "ACTIVE");
    for (const { id: subscriptionId, topic, path } of active) {
      await api.updateSubscription(subscriberId, subscriptionId, { topic, path, status: "INACTIVE" });
    }
    const retired = active.length === 0 ? "" : `; ${active.length} active of its subscriptions set INACTIVE`;
    say(`the server keeps subscriber ${subscriberId}, because Durst has no delete for it${retired}`);
  },

  inputsOf: (outputs) => outputs,
};

function withDefaultMethod(news: Properties): Properties {
  const { jwtSigningInfo } = news;
  if (typeof jwtSigningInfo !== "object" || jwtSigningInfo === null) return news;
  return { ...news, jwtSigningInfo: { method: "HS256", ...jwtSigningInfo } };
}

/** What the server says; the password and the key, which it only gives masked, as declared. */
function readBack(answer: SubscriberAnswer, declared: Partial<Inputs>): Inputs {
  const { hostUri, externalAuthType, xAuthInfo, jwtSigningInfo } = answer as Partial<Inputs>;
  return {
    hostUri,
    externalAuthType,
    xAuthInfo: xAuthInfo && {
      ...declared.xAuthInfo,
      user: xAuthInfo.user,
      password: declared.xAuthInfo?.password,
    },
    jwtSigningInfo: jwtSigningInfo && {
      httpHeaderName: jwtSigningInfo.httpHeaderName,
      method: jwtSigningInfo.method,
      key: declared.jwtSigningInfo?.key,
    },
  } as Inputs;
}
