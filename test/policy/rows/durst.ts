import { createHash } from "node:crypto";
import { ambiguousMessage } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousHosts, ambiguousTexts } from "../address/ambiguous.ts";
import {
  subscriberWith,
  subscriberWithKey,
  subscriberWithPassword,
} from "../durst/subscriber-credentials.ts";
import { type Resource, secret, unknown } from "../policy-server.ts";
import { type Case, casesFor, namedCases, type Row } from "./row.ts";

const subscriberAt = (hostUri: unknown): Resource => ({
  type: "durstSubscriber",
  props: { hostUri, externalAuthType: "NONE" },
});
const http =
  "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://.";
const noScheme =
  "hostUri has no scheme, so callbacks may not be encrypted: write it as a URL that begins with https://.";
const otherPort =
  "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://, and give the port that speaks https. The policy does not know this port, so it can't correct the URL itself.";
/** Ambiguous addresses: cases of every policy that reads the host. */
const ambiguous = [...ambiguousTexts, ...ambiguousHosts].map(
  ([what, hostUri]): Case => ({
    what: `ambiguous, ${what}: ${JSON.stringify(hostUri)}`,
    resources: subscriberAt(hostUri),
    violations: [ambiguousMessage("hostUri")],
  }),
);
const hostNotAllowed =
  "The host of hostUri is not allowed: use one of hooks.example.com, *.plant.example, 10.1.0.0/16, or add it to this policy's option hosts.";

const subscriberWithAuthentication = (externalAuthType: unknown, others: object = {}): Resource => ({
  type: "durstSubscriber",
  props: { hostUri: "https://hooks.example.com/", externalAuthType, ...others },
});
/** The policies of authentication read only externalAuthType. */
const othersUnknown = subscriberWithAuthentication("JWT_SIGNING", {
  hostUri: unknown,
  xAuthInfo: unknown,
  jwtSigningInfo: unknown,
});
const noAuthentication =
  "externalAuthType is NONE, so anyone can forge callbacks: set it to JWT_SIGNING, and give jwtSigningInfo.";
const xAuth =
  "externalAuthType XAUTH sends the password with every callback: prefer JWT_SIGNING, which never sends its key.";
const unknownAuthentication = [
  {
    what: "a kind of authentication",
    resources: subscriberWithAuthentication(unknown),
    unknown: ["externalAuthType"],
  },
];

const published = {
  password:
    "xAuthInfo.password is a published example or default, which attackers try first: generate one at random.",
  key: "jwtSigningInfo.key is a published example or default, which attackers try first: generate one at random.",
};
const tooShort = {
  password: "xAuthInfo.password has fewer than 12 characters: generate a longer one at random.",
  key: "jwtSigningInfo.key has fewer than 32 bytes: generate a longer one at random.",
};
const guessable = {
  password: "xAuthInfo.password is easy to guess: generate one at random.",
  key: "jwtSigningInfo.key is easy to guess: generate one at random.",
};
/** Each way to pass a password or a key as a secret. */
const secretCases = (what: string, password: string, key: string, messages: typeof tooShort) => [
  {
    what: `a ${what} password`,
    resources: subscriberWithPassword(password, "canary"),
    violations: [messages.password],
  },
  { what: `a ${what} key`, resources: subscriberWithKey(key), violations: [messages.key] },
  {
    what: `a ${what} password that is not marked`,
    resources: subscriberWith({ externalAuthType: "XAUTH", xAuthInfo: { user: "canary", password } }),
    violations: [messages.password],
  },
  {
    what: `a ${what} password, the user too`,
    resources: subscriberWith({ externalAuthType: "XAUTH", xAuthInfo: secret({ user: "canary", password }) }),
    violations: [messages.password],
  },
];
/** Pseudorandom, the same in every run. */
const random = createHash("sha512").update("seed").digest("base64");

const subscriptionTo = (topic: unknown, status: unknown = "ACTIVE"): Resource => ({
  type: "durstSubscription",
  props: { subscriberId: 17, topic, status },
});
const broad =
  "A production stack must not subscribe to STATUS/*: choose a topic with only what the receiver needs.";

const subscriptionWithStatus = (status: unknown): Resource => ({
  type: "durstSubscription",
  props: { subscriberId: 17, topic: "STATUS/MOTIF/*", ...(status === undefined ? {} : { status }) },
});
const inactive =
  "status is INACTIVE, so no callbacks are sent: set it to ACTIVE, or remove the subscription if it is not needed.";

export const durstRows: readonly Row[] = [
  {
    policy: "durst-callback-https",
    passes: casesFor(["https://hooks.example.com/a/", "HTTPS://hooks.example.com"], subscriberAt),
    reports: [
      ...casesFor(["http://hooks.example.com/", "HTTP://hooks.example.com:80"], subscriberAt, {
        violations: [http],
      }),
      ...casesFor(["http://hooks.example.com:8080/"], subscriberAt, { violations: [otherPort] }),
      ...casesFor(["hooks.example.com:443", "https.example:443"], subscriberAt, { violations: [noScheme] }),
      ...ambiguous,
    ],
    secret: [
      ...casesFor([secret("http://canary.example/")], subscriberAt, { violations: [http] }),
      ...casesFor([secret("canary.example:80")], subscriberAt, { violations: [noScheme] }),
    ],
    waits: [{ what: "a host", resources: subscriberAt(unknown), unknown: ["hostUri"] }],
  },
  {
    policy: "durst-callback-allowed-hosts",
    context: { config: { hosts: ["hooks.example.com", "*.plant.example", "10.1.0.0/16"] } },
    passes: casesFor(
      [
        "https://hooks.example.com:443/base/",
        "https://HOOKS.example.com",
        "hooks.example.com:8080",
        "Press.Plant.example:8080",
        "http://10.1.2.3/",
        "10.1.2.3:80",
      ],
      subscriberAt,
    ),
    reports: [
      ...casesFor(
        [
          "https://example.com",
          "http://10.1.evil.example/",
          "https://plant.example/",
          "plant.example:80",
          "10.2.2.3:80",
          "https://hooks.example.com.evil.example/",
          "https://evil.example/hooks.example.com/",
        ],
        subscriberAt,
        { violations: [hostNotAllowed] },
      ),
      ...ambiguous,
    ],
    secret: casesFor([secret("https://canary.example")], subscriberAt, { violations: [hostNotAllowed] }),
    waits: [{ what: "a host", resources: subscriberAt(unknown), unknown: ["hostUri"] }],
    doesNotApply: casesFor(["https://anywhere.example"], subscriberAt, {
      context: {},
      notApplicable: "no hosts are configured: every host is allowed",
    }),
  },
  {
    policy: "durst-authentication",
    passes: [
      ...casesFor(["XAUTH", "JWT_SIGNING"], subscriberWithAuthentication),
      { what: "a resource whose other fields are unknown", resources: othersUnknown },
    ],
    reports: casesFor(["NONE"], subscriberWithAuthentication, { violations: [noAuthentication] }),
    secret: casesFor([secret("NONE")], subscriberWithAuthentication, { violations: [noAuthentication] }),
    waits: unknownAuthentication,
  },
  {
    policy: "durst-jwt-signing",
    passes: [
      ...casesFor(["NONE", "JWT_SIGNING"], subscriberWithAuthentication),
      { what: "a resource whose other fields are unknown", resources: othersUnknown },
    ],
    reports: casesFor(["XAUTH"], subscriberWithAuthentication, { violations: [xAuth] }),
    secret: casesFor([secret("XAUTH")], subscriberWithAuthentication, { violations: [xAuth] }),
    waits: unknownAuthentication,
  },
  {
    policy: "durst-credential-strength",
    passes: namedCases([
      ["a password of 12 random characters", subscriberWithPassword(random.slice(0, 12))],
      ["a password of several words", subscriberWithPassword("correct horse battery staple")],
      ["a key of 32 random characters", subscriberWithKey(random.slice(0, 32))],
      [
        "a key of 64 random hexadecimal digits",
        subscriberWithKey(createHash("sha256").update("seed of this test").digest("hex")),
      ],
      [
        "a key of 28 characters, of which four have two bytes",
        subscriberWithKey(`${random.slice(0, 24)}äöüß`),
      ],
      ["a key of eight random words", subscriberWithKey("twerp second lake lapel silly finch vagrantly pep")],
      ["no credential", subscriberWith({ externalAuthType: "NONE" })],
    ]),
    reports: [
      ...namedCases(
        [
          ["a password of 11 random characters", subscriberWithPassword(random.slice(0, 11))],
          [
            "a short password of letters that are two code units each",
            subscriberWithPassword("😀🎈🚀🌍🔑🎲🦊🌲🍀🧭🎯"),
          ],
        ],
        { violations: [tooShort.password] },
      ),
      ...namedCases(
        [
          ["a common password", subscriberWithPassword("password1234")],
          ["a password on the keyboard's rows", subscriberWithPassword("qwertyuiop1234")],
          ["a password of one letter", subscriberWithPassword("a".repeat(100))],
        ],
        { violations: [guessable.password] },
      ),
      ...namedCases([["a key of 31 random characters", subscriberWithKey(random.slice(0, 31))]], {
        violations: [tooShort.key],
      }),
      ...namedCases(
        [
          ["a key that repeats", subscriberWithKey("0123456789abcdef".repeat(4))],
          ["a key of common words", subscriberWithKey("password".repeat(8))],
          ["a key that is a sentence", subscriberWithKey("the presses of Innsbruck call us back")],
        ],
        { violations: [guessable.key] },
      ),
      ...namedCases(
        [["a key from a tutorial", subscriberWithKey("a-string-secret-at-least-256-bits-long")]],
        {
          violations: [published.key],
        },
      ),
      ...namedCases([["a password from documentation", subscriberWithPassword("your-256-bit-secret")]], {
        violations: [published.password],
      }),
    ],
    secret: [
      ...secretCases("short", "canary", "canary", tooShort),
      ...secretCases("guessable", "canarycanary", "canary".repeat(6), guessable),
    ],
    waits: [
      { what: "a password", resources: subscriberWithPassword(unknown), unknown: ["xAuthInfo.password"] },
      { what: "a key", resources: subscriberWithKey(unknown), unknown: ["jwtSigningInfo.key"] },
      {
        what: "xAuthInfo as a whole",
        resources: subscriberWith({ xAuthInfo: unknown }),
        unknown: ["xAuthInfo"],
      },
      {
        what: "jwtSigningInfo as a whole",
        resources: subscriberWith({ jwtSigningInfo: unknown }),
        unknown: ["jwtSigningInfo"],
      },
    ],
  },
  {
    policy: "durst-subscription-active",
    passes: casesFor(["ACTIVE", undefined], subscriptionWithStatus),
    reports: casesFor(["INACTIVE"], subscriptionWithStatus, { violations: [inactive] }),
    secret: casesFor([secret("INACTIVE")], subscriptionWithStatus, { violations: [inactive] }),
    waits: [{ what: "a status", resources: subscriptionWithStatus(unknown), unknown: ["status"] }],
  },
  {
    policy: "durst-no-broad-topics",
    context: { stack: "prod" },
    passes: [
      ...casesFor(["STATUS/MOTIF/*", "STATUS/PRODUCTION_JOB/4711", "STATUS/PRINT_ORDER/*"], (topic) =>
        subscriptionTo(topic),
      ),
      {
        what: "an INACTIVE subscription, which sends nothing",
        resources: subscriptionTo("STATUS/*", "INACTIVE"),
      },
      { what: "a narrow topic with an unknown status", resources: subscriptionTo("STATUS/MOTIF/*", unknown) },
    ],
    reports: casesFor(["STATUS/*"], subscriptionTo, { violations: [broad] }),
    secret: casesFor([secret("STATUS/*")], subscriptionTo, { violations: [broad] }),
    waits: [
      { what: "a topic", resources: subscriptionTo(unknown), unknown: ["topic"] },
      {
        what: "the status of a broad topic",
        resources: subscriptionTo("STATUS/*", unknown),
        unknown: ["status"],
      },
    ],
    doesNotApply: casesFor(["STATUS/*", unknown], subscriptionTo, {
      context: { stack: "dev" },
      notApplicable: "the stack is not a production stack",
    }),
  },
];
