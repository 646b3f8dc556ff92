import { z } from "zod";
import { across, isAbsent, isGiven, isTrueOrFalse, oneOf, text } from "../dynamic/fields";
import {
  type DurstTopic,
  durstAuthTypes,
  durstEntities,
  durstSigningMethods,
  durstStatuses,
} from "./vocabulary";

const hostRule = "must be a URL such as https://host.example:443/base/ or host:port";

const isHost = (value: string) => {
  if (/^[\w.-]+:\d{1,5}$/.test(value)) return URL.canParse(`http://${value}`);
  if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) return false;
  const { search, hash } = new URL(value);
  return search === "" && hash === "";
};

const object = <T extends z.ZodRawShape>(shape: T, rule: string) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? undefined : rule),
  });

const subscriberFields = z.strictObject({
  hostUri: text(hostRule).refine(isHost, { error: hostRule }),
  externalAuthType: oneOf(durstAuthTypes),
  xAuthInfo: object({ user: text(), password: text() }, "must be an object of user and password").optional(),
  jwtSigningInfo: object(
    {
      httpHeaderName: text().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
        error: "must be the name of an HTTP header",
      }),
      method: oneOf([...durstSigningMethods]),
      key: text(),
    },
    "must be an object of httpHeaderName and key",
  ).optional(),
});

/** The inputs of a Durst subscriber (vendor manual, "Subscriptions and Status Callback URLs"). */
export const durstSubscriberInputs = across(
  subscriberFields,
  {
    field: "xAuthInfo",
    says: "is required for externalAuthType XAUTH",
    holds: ({ externalAuthType, xAuthInfo }) => !(externalAuthType === "XAUTH" && isAbsent(xAuthInfo)),
  },
  {
    field: "jwtSigningInfo",
    says: "is required for externalAuthType JWT_SIGNING",
    holds: ({ externalAuthType, jwtSigningInfo }) =>
      !(externalAuthType === "JWT_SIGNING" && isAbsent(jwtSigningInfo)),
  },
  {
    field: "xAuthInfo",
    says: "is allowed for externalAuthType XAUTH only",
    holds: ({ externalAuthType, xAuthInfo }) =>
      !(isGiven(xAuthInfo) && (externalAuthType === "NONE" || externalAuthType === "JWT_SIGNING")),
  },
  {
    field: "jwtSigningInfo",
    says: "is allowed for externalAuthType JWT_SIGNING only",
    holds: ({ externalAuthType, jwtSigningInfo }) =>
      !(isGiven(jwtSigningInfo) && (externalAuthType === "NONE" || externalAuthType === "XAUTH")),
  },
);

export type DurstSubscriberInputs = z.infer<typeof subscriberFields>;

const topicRule = `must be STATUS/*, STATUS/<ENTITY>/* or STATUS/<ENTITY>/<id>, with an entity of ${durstEntities.join(", ")}`;
const topicForm = new RegExp(`^STATUS/(\\*|(${durstEntities.join("|")})/(\\*|[^/*\\s]+))$`);
const pathRule = "must be a relative path such as a/b, without '..', query or fragment";
const isPath = (value: string) => !/[?#\\\s]|:\/\//.test(value) && !value.split("/").includes("..");
const largestId = 2 ** 31 - 1;

/** The inputs of a Durst subscription (vendor manual, "Subscriptions and Status Callback URLs"). */
export const durstSubscriptionInputs = z.strictObject({
  subscriberId: z
    .int({ error: ({ input }) => (input === undefined ? "is required" : subscriberRule) })
    .min(0, { error: "must be the number of a subscriber, or its id" })
    .max(largestId, { error: "must be the number of a subscriber, or its id" }),
  topic: text(topicRule).refine((value): value is DurstTopic => topicForm.test(value), { error: topicRule }),
  path: text(pathRule).refine(isPath, { error: pathRule }).optional(),
  status: oneOf(durstStatuses),
  publishInitialState: isTrueOrFalse().optional(),
});

const subscriberRule = "must be the number of a subscriber, or its id";

export type DurstSubscriptionInputs = z.infer<typeof durstSubscriptionInputs>;
