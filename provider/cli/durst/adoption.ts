import { formatSubscriptionId, parseSubscriberId } from "../../durst/ids";
import { durstSubscriber } from "../../durst/kind";
import { credentialsOf, stableFingerprint } from "../../durst/masked-credential";
import type { DurstRun } from "../../durst/run";
import { durstAuthTypes } from "../../durst/vocabulary";
import { hostSlug, topicSlug } from "../adopt/names";
import type { KindAdoption } from "../vendor/adoption";
import { fieldOf, type LegacyResource, pathsOf, type RecognitionRules } from "../vendor/recognition";

/** Durst shows only a masked form of the credential. */
export const subscriberAdoption: KindAdoption<DurstRun> = {
  nameOf: ({ properties }) => hostSlug(String(properties["hostUri"])),
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
  nameOf: ({ properties, owner }) => `${owner}-${topicSlug(String(properties["topic"]))}`,
  isInactive: ({ status }) => status === "INACTIVE",
};

export const subscriberRecognition: RecognitionRules = {
  matches: (field) =>
    field("hostUri") !== undefined && durstAuthTypes.includes(field("externalAuthType") as never)
      ? true
      : undefined,
  path: /\/api\/v1\/subscribers(\/|$)/,
  idOf: legacyNumber,
  idDescription: "its number on the server",
};

const subscriptionPath = /\/subscribers\/(\d{1,10})\/subscriptions(\/|$)/;

export const subscriptionRecognition: RecognitionRules = {
  matches: (field) => (/^STATUS\//.test(String(field("topic"))) ? true : undefined),
  path: subscriptionPath,
  idOf(old) {
    const { layers, id } = old;
    const own = legacyNumber(old);
    const subscriber =
      number(fieldOf(layers, "subscriberId") ?? fieldOf(layers, "subscriber")) ??
      number(pathsOf(layers).flatMap((path) => subscriptionPath.exec(path)?.[1] ?? [])[0]) ??
      number(/^(\d+)\D+\d+$/.exec(id ?? "")?.[1]);
    return own === undefined || subscriber === undefined
      ? undefined
      : formatSubscriptionId(Number(subscriber), Number(own));
  },
  idDescription: "its number on the server",
};

function legacyNumber({ layers, id }: LegacyResource): string | undefined {
  return number(fieldOf(layers, "id")) ?? number(/(?:^|\D)(\d+)\/?$/.exec(id ?? "")?.[1]);
}

/** A whole number as text, without leading zeros. */
const number = (value: unknown): string | undefined =>
  (typeof value === "number" && Number.isInteger(value) && value >= 0) ||
  (typeof value === "string" && /^\d{1,10}$/.test(value))
    ? String(Number(value))
    : undefined;
