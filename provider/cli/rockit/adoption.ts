import type { RockitRun } from "../../rockit/run";
import { isSigningSecret } from "../../rockit/secret";
import { rockitSenders, rockitTargets } from "../../rockit/vocabulary";
import { variableName } from "../adopt/write-only-secret";
import type { KindAdoption } from "../vendor/adoption";
import { fieldOf, type RecognitionRules } from "../vendor/recognition";

/** The server shows the signing secret only at creation, and the token of a Slack app never. */
export const subscriptionAdoption: KindAdoption<RockitRun> = {
  nameOf: ({ id }) => id,
  writeOnly(name, { type }) {
    if (type === "slack") {
      const variable = `ROCKIT_SLACK_TOKEN_${variableName(name)}`;
      return { label: "token", key: `slackToken.${name}`, variable, path: "slackToken" };
    }
    return {
      label: "signing secret",
      key: name,
      variable: `ROCKIT_SECRET_${variableName(name)}`,
      path: "secret",
      issued: {
        rotateWith: { field: "rotationTrigger", value: "imported" },
        isValid: isSigningSecret,
        format: "base64 as the server sent it",
      },
    };
  },
};

const isOneOf = (values: readonly string[], value: unknown) => values.includes(value as string);

export const subscriptionRecognition: RecognitionRules = {
  matches(field) {
    const events = field("event") ?? field("events");
    const target = field("url") ?? field("channelId");
    if (!isOneOf(rockitSenders, field("sender")) || events === undefined || target === undefined)
      return undefined;
    return isOneOf(rockitTargets, field("type") ?? "webhook");
  },
  path: /\/be\/v1\/subscriptions(\/|$)/,
  idOf({ layers, id }) {
    const name = fieldOf(layers, "name") ?? id;
    return typeof name === "string" && name !== "" ? name : undefined;
  },
  idDescription: "the subscription's name",
  idField: "name",
  alternatives: ["event", "events"],
};
