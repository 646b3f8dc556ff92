import { formatSubscriptionId, parseSubscriberId } from "../../durst/ids";
import { durstSubscriber } from "../../durst/kind";
import { credentialsOf, stableFingerprint } from "../../durst/masked-credential";
import type { DurstRun } from "../../durst/run";
import { durstAuthTypes } from "../../durst/vocabulary";
import { hostWords, topicWords } from "../adopt/names";
import type { KindAdoption } from "../vendor/adoption";
import { fieldOf, type OldResource, pathsOf, type RecognitionRules } from "../vendor/recognition";

/** Durst tells a masked form only of the credential. */
export const subscriberAdoption: KindAdoption<DurstRun> = {
  nameOf: ({ properties }) => hostWords(String(properties["hostUri"])),
  async readMore(run, id) {
    const answer = await run.client.readSubscriber(parseSubscriberId(id));
    if (answer === undefined) return { outputs: {}, masked: [] };
    const credentialFingerprint = await stableFingerprint(durstSubscriber, run, answer.id, answer);
    const masked = Object.values(credentialsOf(durstSubscriber, answer));
    return {
      outputs: credentialFingerprint === undefined ? {} : { credentialFingerprint },
      masked: masked.filter((one) => typeof one === "string"),
    };
  },
};

export const subscriptionAdoption: KindAdoption<DurstRun> = {
  nameOf: ({ properties, owner }) => `${owner}-${topicWords(String(properties["topic"]))}`,
  isInactive: ({ status }) => status === "INACTIVE",
};

export const subscriberRecognition: RecognitionRules = {
  isMeant: (field) =>
    field("hostUri") !== undefined && durstAuthTypes.includes(field("externalAuthType") as never)
      ? true
      : undefined,
  path: /\/api\/v1\/subscribers(\/|$)/,
  idOf: numberOfOld,
  idWords: "its number at the server",
};

const subscriptionPath = /\/subscribers\/(\d{1,10})\/subscriptions(\/|$)/;

export const subscriptionRecognition: RecognitionRules = {
  isMeant: (field) => (/^STATUS\//.test(String(field("topic"))) ? true : undefined),
  path: subscriptionPath,
  idOf(old) {
    const { says, id } = old;
    const own = numberOfOld(old);
    const subscriber =
      number(fieldOf(says, "subscriberId") ?? fieldOf(says, "subscriber")) ??
      number(pathsOf(says).flatMap((path) => subscriptionPath.exec(path)?.[1] ?? [])[0]) ??
      number(/^(\d+)\D+\d+$/.exec(id ?? "")?.[1]);
    return own === undefined || subscriber === undefined
      ? undefined
      : formatSubscriptionId(Number(subscriber), Number(own));
  },
  idWords: "its number at the server",
};

function numberOfOld({ says, id }: OldResource): string | undefined {
  return number(fieldOf(says, "id")) ?? number(/(?:^|\D)(\d+)\/?$/.exec(id ?? "")?.[1]);
}

/** A number as text, as ids have it. */
const number = (value: unknown): string | undefined =>
  (typeof value === "number" && Number.isInteger(value) && value >= 0) ||
  (typeof value === "string" && /^\d{1,10}$/.test(value))
    ? String(Number(value))
    : undefined;
