import type { Fields, InputsOf } from "../resource/field";
import type { ResourceKind } from "../resource/kind";
import { exclusiveRules } from "../resource/rules";
import { credential, isGiven, isTrueOrFalse, oneOf } from "../resource/schema";
import { canonicalText } from "../resource/text";
import { hostOf } from "../resource/web-address";
import { canonicalCallbackPath, canonicalHostUri } from "./paths";
import { asNumber, callbackPath, hostUri, httpHeaderName, numberOfA, topic } from "./schema";
import { type DurstAuthType, durstAuthTypes, durstSigningMethods, durstStatuses } from "./vocabulary";

const onlyFor = (value: DurstAuthType) => ({ field: "externalAuthType", value, allValues: durstAuthTypes });

const oneOfWords = (list: readonly string[]) => list.map((word) => `\`${word}\``).join(" \\| ");

const subscriberFields = {
  hostUri: {
    description: "host that receives the callbacks",
    type: "URL, or `host:port`",
    required: true,
    schema: hostUri,
    meaning: canonicalHostUri,
    onChange: "in place",
    readBack: "value",
    // Host only: the path is a credential at some receivers.
    summary: (uri) => `calls ${hostOf(uri) ?? "an unknown host"}`,
  },
  externalAuthType: {
    description: "how callbacks are authenticated",
    type: oneOfWords(durstAuthTypes),
    valueDescriptions: {
      NONE: "callbacks are not authenticated",
      XAUTH: "a user and a password are sent with each callback",
      JWT_SIGNING: "each callback carries a JWT that is signed with a key",
    },
    required: true,
    schema: () => oneOf(durstAuthTypes),
    onChange: "in place",
    readBack: "value",
  },
  xAuthInfo: {
    description: "user and password that are sent with each callback",
    type: "object",
    onlyWith: onlyFor("XAUTH"),
    onChange: "in place",
    readBack: "value",
    fields: {
      user: {
        description: "user name",
        type: "string",
        required: true,
        schema: credential,
        meaning: canonicalText,
        onChange: "in place",
        readBack: "value",
      },
      password: {
        description: "password; the server returns only a masked form",
        type: "string",
        required: true,
        schema: credential,
        onChange: "in place",
        readBack: "masked",
        secret: true,
      },
    },
  },
  jwtSigningInfo: {
    description: "how each callback is signed",
    type: "object",
    onlyWith: onlyFor("JWT_SIGNING"),
    onChange: "in place",
    readBack: "value",
    fields: {
      httpHeaderName: {
        description: "header that carries the JWT",
        type: "header name",
        required: true,
        schema: httpHeaderName,
        meaning: (name) => String(name).toLowerCase(),
        onChange: "in place",
        readBack: "value",
      },
      method: {
        description: "signature method; only `HS256` is supported",
        type: "`HS256`",
        default: "HS256",
        schema: () => oneOf(durstSigningMethods),
        onChange: "in place",
        readBack: "value",
      },
      key: {
        description: "signature key; the server returns only a masked form",
        type: "string",
        required: true,
        schema: credential,
        onChange: "in place",
        readBack: "masked",
        secret: true,
      },
    },
  },
  existingId: {
    description: "number of an existing subscriber to adopt instead of creating one",
    type: "number",
    schema: () => numberOfA("subscriber"),
    normalize: asNumber,
    adopts: true,
    onChange: "replaces",
    readBack: "not sent",
  },
} as const satisfies Fields;

/** Removes leading zeros. */
const plainNumbers = (id: string) => id.split("/").map(Number).join("/");

/** A subscriber of Durst Workflow (vendor manual, "Subscriptions and Status Callback URLs"). */
export const durstSubscriber = {
  name: "durst:Subscriber",
  noun: "Durst subscriber",
  description:
    'A subscriber of Durst Workflow: a host that receives callbacks, and how they are authenticated. The vendor has no delete for subscribers: deleting the resource sets its subscriptions `INACTIVE`, removes the credentials from the server and leaves the subscriber there. Vendor manual: "Subscriptions and Status Callback URLs".',
  label: ({ id, hostUri: uri }) => `${id ?? hostOf(uri) ?? ""}`,
  id: { pattern: /^\d{1,10}$/, form: "a number such as 17", normalize: plainNumbers },
  fields: subscriberFields,
  rules: exclusiveRules(subscriberFields, ({ field, value }) => `is only allowed for ${field} ${value}`),
  outputs: {
    credentialFingerprint: {
      description:
        "digest of the masked password or key, which detects a change on the server; missing if the server masks differently at every read",
      type: "string",
      readBack: "not sent",
      changes: "with each new credential",
    },
  },
  absentMeans: "no value",
} as const satisfies ResourceKind<typeof subscriberFields>;

export type DurstSubscriberInputs = InputsOf<typeof subscriberFields>;

const subscriptionFields = {
  subscriberId: {
    description: "subscriber that receives the callbacks",
    type: "a subscriber's `id`, or its number",
    required: true,
    schema: () => numberOfA("subscriber, or its id"),
    normalize: asNumber,
    refersTo: "durst:Subscriber",
    onChange: "replaces",
    readBack: "id",
  },
  topic: {
    description:
      "objects whose status is sent; entities: `MOTIF`, `ARTICLE`, `PRODUCTION_JOB`, `PRINT_ORDER`",
    type: "`STATUS/*`, `STATUS/<ENTITY>/*`, `STATUS/<ENTITY>/<id>`",
    required: true,
    schema: topic,
    meaning: canonicalText,
    onChange: "in place",
    readBack: "value",
    summary: String,
  },
  path: {
    description: "appended to the subscriber's `hostUri`; `a/b` is equivalent to `a/b/`",
    type: "relative path",
    byDefault: "the `hostUri` itself",
    schema: callbackPath,
    meaning: canonicalCallbackPath,
    onChange: "in place",
    readBack: "value",
  },
  status: {
    description: "whether callbacks are sent",
    type: oneOfWords(durstStatuses),
    valueDescriptions: { ACTIVE: "callbacks are sent", INACTIVE: "no callback is sent" },
    default: "ACTIVE",
    schema: () => oneOf(durstStatuses),
    onChange: "in place",
    readBack: "value",
  },
  publishInitialState: {
    description: "sends the current state right after creation; supported by newer servers only",
    type: "boolean",
    byDefault: "not sent",
    schema: isTrueOrFalse,
    onChange: "nothing",
    readBack: "never",
  },
  existingId: {
    description: "number of an existing subscription of this subscriber to adopt instead of creating one",
    type: "number",
    schema: () => numberOfA("subscription of that subscriber"),
    normalize: asNumber,
    adopts: true,
    onChange: "replaces",
    readBack: "not sent",
  },
} as const satisfies Fields;

/** A subscription of Durst Workflow (vendor manual, "Subscriptions and Status Callback URLs"). */
export const durstSubscription = {
  name: "durst:Subscription",
  noun: "Durst subscription",
  description:
    'A subscription of Durst Workflow: sends callbacks about the objects of a topic to a subscriber. The vendor has no delete for subscriptions: deleting the resource sets it `INACTIVE` and leaves it in the server\'s list. Vendor manual: "Subscriptions and Status Callback URLs".',
  label: ({ id, subscriberId, topic: what }) =>
    id === undefined ? `of ${what} for subscriber ${subscriberId}` : `${id}`,
  id: {
    pattern: /^(\d{1,10})\/(\d{1,10})$/,
    form: "its subscriber's number and its own, such as 17/4",
    normalize: plainNumbers,
  },
  fields: subscriptionFields,
  rules: [
    {
      field: "publishInitialState",
      message: "can't be combined with existingId: the server only reads it when it creates a subscription",
      holds: ({ publishInitialState, existingId }) => !(isGiven(publishInitialState) && isGiven(existingId)),
    },
  ],
  outputs: {},
  absentMeans: "no value",
} as const satisfies ResourceKind<typeof subscriptionFields>;

export type DurstSubscriptionInputs = InputsOf<typeof subscriptionFields>;
