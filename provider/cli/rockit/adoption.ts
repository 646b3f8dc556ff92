import type { RockitRun } from "../../rockit/run";
import { isSigningSecret } from "../../rockit/secret";
import { rockitSenders, rockitTargets } from "../../rockit/vocabulary";
import { variableName } from "../adopt/write-only-secret";
import type { KindAdoption } from "../vendor/adoption";
import { fieldOf, type RecognitionRules } from "../vendor/recognition";

/** The signing secret was told once, to whoever created it; the token of a Slack app is told to nobody. */
export const subscriptionAdoption: KindAdoption<RockitRun> = {
  nameOf: ({ id }) => id,
  untold(name, { type }) {
    if (type === "slack") {
      const variable = `ROCKIT_SLACK_TOKEN_${variableName(name)}`;
      return { label: "token", key: `slackToken.${name}`, variable, path: "slackToken" };
    }
    return {
      label: "signing secret",
      key: name,
      variable: `ROCKIT_SECRET_${variableName(name)}`,
      path: "secret",
      given: {
        replacedBy: { field: "rotationTrigger", value: "imported" },
        isValid: isSigningSecret,
        form: "base64 as the server gave it",
      },
    };
  },
};

const isOneOf = (values: readonly string[], value: unknown) => values.includes(value as string);

export const subscriptionRecognition: RecognitionRules = {
  isMeant(field) {
    const events = field("event") ?? field("events");
    const target = field("url") ?? field("channelId");
    if (!isOneOf(rockitSenders, field("sender")) || events === undefined || target === undefined)
      return undefined;
    return isOneOf(rockitTargets, field("type") ?? "webhook");
  },
  path: /\/be\/v1\/subscriptions(\/|$)/,
  idOf({ says, id }) {
    const name = fieldOf(says, "name") ?? id;
    return typeof name === "string" && name !== "" ? name : undefined;
  },
  idDescription: "the subscription's name",
  idField: "name",
  alternatives: ["event", "events"],
};
