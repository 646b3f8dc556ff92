import { z } from "zod";
import { across, isAbsent, isGiven, isTrueOrFalse, oneOf, suggestion, text } from "../dynamic/fields";
import {
  type DurstTopic,
  durstAuthTypes,
  durstEntities,
  durstSigningMethods,
  durstStatuses,
} from "./vocabulary";

/** A number that the server gave: int32. */
const idOf = (what: string) => {
  const rule = `must be the number of a ${what}`;
  const error = ({ input }: { input?: unknown }) => (input === undefined ? "is required" : rule);
  // Not `z.int`: a fraction would end the check there, and zod would ask no rule across fields any more.
  return z
    .number({ error })
    .refine(Number.isInteger, { error })
    .min(0, { error })
    .max(2 ** 31 - 1, { error });
};

const hostRule =
  "must be a URL such as https://host.example:443/base/ without user, password, query or fragment, or host:port";

const isHost = (value: string) => {
  if (/^[\w.-]+:\d{1,5}$/.test(value)) return URL.canParse(`http://${value}`);
  if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) return false;
  const { username, password, search, hash } = new URL(value);
  return [username, password, search, hash].every((part) => part === "");
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
  existingId: idOf("subscriber").optional(),
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
const pathRule =
  "must be a relative path such as a/b: no slash before it, no empty, '.' or '..' part, no query, no fragment";

/** A topic that is wrong in its entity only is answered with the one that was probably meant. */
const topicError = ({ input }: { input?: unknown }) => {
  const [status, entity = ""] = typeof input === "string" ? input.split("/") : [];
  const near = status?.toUpperCase() === "STATUS" ? suggestion(entity, durstEntities) : undefined;
  return near === undefined ? topicRule : `${topicRule}; did you mean STATUS/${near}/…?`;
};
const isPath = (value: string) =>
  /^[\x21-\x7e]+$/.test(value) &&
  !/[?#\\]/.test(value) &&
  value
    .replace(/\/$/, "")
    .split("/")
    .every((segment) => !["", ".", ".."].includes(segment.replaceAll(/%2e/gi, ".")));
const subscriptionFields = z.strictObject({
  subscriberId: idOf("subscriber, or its id"),
  topic: text(topicRule).refine((value): value is DurstTopic => topicForm.test(value), { error: topicError }),
  path: text(pathRule).refine(isPath, { error: pathRule }).optional(),
  status: oneOf(durstStatuses),
  publishInitialState: isTrueOrFalse().optional(),
  existingId: idOf("subscription of that subscriber").optional(),
});

/** The inputs of a Durst subscription (vendor manual, "Subscriptions and Status Callback URLs"). */
export const durstSubscriptionInputs = across(subscriptionFields, {
  field: "publishInitialState",
  says: "can't be given together with existingId: the server only looks at it when it creates a subscription",
  holds: ({ publishInitialState, existingId }) => !(isGiven(publishInitialState) && isGiven(existingId)),
});

export type DurstSubscriptionInputs = z.infer<typeof subscriptionFields>;
