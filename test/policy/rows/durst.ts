import { createHash } from "node:crypto";
import { ambiguousMessage } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousHosts, ambiguousTexts } from "../address/ambiguous.ts";
import { type Resource, secret, unknown } from "../served.ts";
import { type Case, cases, named, type Row } from "./row.ts";

const called = (hostUri: unknown): Resource => ({
  type: "durstSubscriber",
  props: { hostUri, externalAuthType: "NONE" },
});
const http =
  "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://.";
const noScheme =
  "hostUri has no scheme, so callbacks may not be encrypted: write it as a URL that begins with https://.";
const ownPort =
  "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://, and give the port that speaks https. The policy does not know this port, so it can't correct the URL itself.";
/** Ambiguous addresses: cases of every policy that reads the host. */
const ambiguous = [...ambiguousTexts, ...ambiguousHosts].map(
  ([what, hostUri]): Case => ({
    what: `ambiguous, ${what}: ${JSON.stringify(hostUri)}`,
    of: called(hostUri),
    violations: [ambiguousMessage("hostUri")],
  }),
);
const foreignHost =
  "The host of hostUri is not allowed: use one of hooks.example.com, *.plant.example, 10.1.0.0/16, or add it to this policy's option hosts.";

const authenticated = (externalAuthType: unknown, others: object = {}): Resource => ({
  type: "durstSubscriber",
  props: { hostUri: "https://hooks.example.com/", externalAuthType, ...others },
});
/** The policies of authentication read only externalAuthType. */
const othersUnknown = authenticated("JWT_SIGNING", {
  hostUri: unknown,
  xAuthInfo: unknown,
  jwtSigningInfo: unknown,
});
const none =
  "externalAuthType is NONE, so anyone can forge callbacks: set it to JWT_SIGNING, and give jwtSigningInfo.";
const xAuth =
  "externalAuthType XAUTH sends the password with every callback: prefer JWT_SIGNING, which never sends its key.";
const kindIsUnknown = [
  { what: "a kind of authentication", of: authenticated(unknown), unknown: ["externalAuthType"] },
];

const withCredentials = (props: object): Resource => ({
  type: "durstSubscriber",
  name: "lienz-press",
  props: { hostUri: "https://hooks.example.com/", ...props },
});
const withPassword = (password: unknown, user: unknown = "press-operator") =>
  withCredentials({ externalAuthType: "XAUTH", xAuthInfo: { user, password: secret(password) } });
const withKey = (key: unknown) =>
  withCredentials({
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-durst-signature", method: "HS256", key: secret(key) },
  });
const known = {
  password:
    "xAuthInfo.password is a published example or default, which attackers try first: generate one at random.",
  key: "jwtSigningInfo.key is a published example or default, which attackers try first: generate one at random.",
};
const short = {
  password: "xAuthInfo.password has fewer than 12 characters: generate a longer one at random.",
  key: "jwtSigningInfo.key has fewer than 32 bytes: generate a longer one at random.",
};
const weak = {
  password: "xAuthInfo.password is easy to guess: generate one at random.",
  key: "jwtSigningInfo.key is easy to guess: generate one at random.",
};
/** Each way to pass a password or a key as a secret. */
const givenSecretly = (what: string, password: string, key: string, says: typeof short) => [
  { what: `a ${what} password`, of: withPassword(password, "canary"), violations: [says.password] },
  { what: `a ${what} key`, of: withKey(key), violations: [says.key] },
  {
    what: `a ${what} password that is not marked`,
    of: withCredentials({ externalAuthType: "XAUTH", xAuthInfo: { user: "canary", password } }),
    violations: [says.password],
  },
  {
    what: `a ${what} password, the user too`,
    of: withCredentials({ externalAuthType: "XAUTH", xAuthInfo: secret({ user: "canary", password }) }),
    violations: [says.password],
  },
];
/** Pseudorandom, the same in every run. */
const random = createHash("sha512").update("seed").digest("base64");

const toTopic = (topic: unknown, status: unknown = "ACTIVE"): Resource => ({
  type: "durstSubscription",
  props: { subscriberId: 17, topic, status },
});
const broad =
  "A production stack must not subscribe to STATUS/*: choose a topic with only what the receiver needs.";

const withStatus = (status: unknown): Resource => ({
  type: "durstSubscription",
  props: { subscriberId: 17, topic: "STATUS/MOTIF/*", ...(status === undefined ? {} : { status }) },
});
const inactive =
  "status is INACTIVE, so no callbacks are sent: set it to ACTIVE, or remove the subscription if it is not needed.";

export const durstRows: readonly Row[] = [
  {
    policy: "durst-callback-https",
    passes: cases(["https://hooks.example.com/a/", "HTTPS://hooks.example.com"], called),
    reports: [
      ...cases(["http://hooks.example.com/", "HTTP://hooks.example.com:80"], called, { violations: [http] }),
      ...cases(["http://hooks.example.com:8080/"], called, { violations: [ownPort] }),
      ...cases(["hooks.example.com:443", "https.example:443"], called, { violations: [noScheme] }),
      ...ambiguous,
    ],
    secret: [
      ...cases([secret("http://canary.example/")], called, { violations: [http] }),
      ...cases([secret("canary.example:80")], called, { violations: [noScheme] }),
    ],
    waits: [{ what: "a host", of: called(unknown), unknown: ["hostUri"] }],
  },
  {
    policy: "durst-callback-allowed-hosts",
    configured: { config: { hosts: ["hooks.example.com", "*.plant.example", "10.1.0.0/16"] } },
    passes: cases(
      [
        "https://hooks.example.com:443/base/",
        "https://HOOKS.example.com",
        "hooks.example.com:8080",
        "Press.Plant.example:8080",
        "http://10.1.2.3/",
        "10.1.2.3:80",
      ],
      called,
    ),
    reports: [
      ...cases(
        [
          "https://example.com",
          "http://10.1.evil.example/",
          "https://plant.example/",
          "plant.example:80",
          "10.2.2.3:80",
          "https://hooks.example.com.evil.example/",
          "https://evil.example/hooks.example.com/",
        ],
        called,
        { violations: [foreignHost] },
      ),
      ...ambiguous,
    ],
    secret: cases([secret("https://canary.example")], called, { violations: [foreignHost] }),
    waits: [{ what: "a host", of: called(unknown), unknown: ["hostUri"] }],
    doesNotApply: cases(["https://anywhere.example"], called, {
      configured: {},
      notApplicable: "no hosts are configured: every host is allowed",
    }),
  },
  {
    policy: "durst-authentication",
    passes: [
      ...cases(["XAUTH", "JWT_SIGNING"], authenticated),
      { what: "whatever else is not known", of: othersUnknown },
    ],
    reports: cases(["NONE"], authenticated, { violations: [none] }),
    secret: cases([secret("NONE")], authenticated, { violations: [none] }),
    waits: kindIsUnknown,
  },
  {
    policy: "durst-jwt-signing",
    passes: [
      ...cases(["NONE", "JWT_SIGNING"], authenticated),
      { what: "whatever else is not known", of: othersUnknown },
    ],
    reports: cases(["XAUTH"], authenticated, { violations: [xAuth] }),
    secret: cases([secret("XAUTH")], authenticated, { violations: [xAuth] }),
    waits: kindIsUnknown,
  },
  {
    policy: "durst-credential-strength",
    passes: named([
      ["a password of 12 random characters", withPassword(random.slice(0, 12))],
      ["a password of several words", withPassword("correct horse battery staple")],
      ["a key of 32 random characters", withKey(random.slice(0, 32))],
      [
        "a key of 64 random hexadecimal digits",
        withKey(createHash("sha256").update("seed of this test").digest("hex")),
      ],
      ["a key of 28 characters, of which four have two bytes", withKey(`${random.slice(0, 24)}äöüß`)],
      ["a key of eight random words", withKey("twerp second lake lapel silly finch vagrantly pep")],
      ["no credential", withCredentials({ externalAuthType: "NONE" })],
    ]),
    reports: [
      ...named(
        [
          ["a password of 11 random characters", withPassword(random.slice(0, 11))],
          [
            "a short password of letters that are two code units each",
            withPassword("😀🎈🚀🌍🔑🎲🦊🌲🍀🧭🎯"),
          ],
        ],
        { violations: [short.password] },
      ),
      ...named(
        [
          ["a password of everybody's", withPassword("password1234")],
          ["a password on the keyboard's rows", withPassword("qwertyuiop1234")],
          ["a password of one letter", withPassword("a".repeat(100))],
        ],
        { violations: [weak.password] },
      ),
      ...named([["a key of 31 random characters", withKey(random.slice(0, 31))]], {
        violations: [short.key],
      }),
      ...named(
        [
          ["a key that repeats", withKey("0123456789abcdef".repeat(4))],
          ["a key of everybody's words", withKey("password".repeat(8))],
          ["a key that is a sentence", withKey("the presses of Innsbruck call us back")],
        ],
        { violations: [weak.key] },
      ),
      ...named([["a key of a tutorial's", withKey("a-string-secret-at-least-256-bits-long")]], {
        violations: [known.key],
      }),
      ...named([["a password of a documentation's", withPassword("your-256-bit-secret")]], {
        violations: [known.password],
      }),
    ],
    secret: [
      ...givenSecretly("short", "canary", "canary", short),
      ...givenSecretly("guessable", "canarycanary", "canary".repeat(6), weak),
    ],
    waits: [
      { what: "a password", of: withPassword(unknown), unknown: ["xAuthInfo.password"] },
      { what: "a key", of: withKey(unknown), unknown: ["jwtSigningInfo.key"] },
      {
        what: "all about the user",
        of: withCredentials({ xAuthInfo: unknown }),
        unknown: ["xAuthInfo"],
      },
      {
        what: "all about the signature",
        of: withCredentials({ jwtSigningInfo: unknown }),
        unknown: ["jwtSigningInfo"],
      },
    ],
  },
  {
    policy: "durst-subscription-active",
    passes: cases(["ACTIVE", undefined], withStatus),
    reports: cases(["INACTIVE"], withStatus, { violations: [inactive] }),
    secret: cases([secret("INACTIVE")], withStatus, { violations: [inactive] }),
    waits: [{ what: "a status", of: withStatus(unknown), unknown: ["status"] }],
  },
  {
    policy: "durst-no-broad-topics",
    configured: { stack: "prod" },
    passes: [
      ...cases(["STATUS/MOTIF/*", "STATUS/PRODUCTION_JOB/4711", "STATUS/PRINT_ORDER/*"], (topic) =>
        toTopic(topic),
      ),
      { what: "an INACTIVE subscription, which sends nothing", of: toTopic("STATUS/*", "INACTIVE") },
      { what: "a narrow topic with an unknown status", of: toTopic("STATUS/MOTIF/*", unknown) },
    ],
    reports: cases(["STATUS/*"], toTopic, { violations: [broad] }),
    secret: cases([secret("STATUS/*")], toTopic, { violations: [broad] }),
    waits: [
      { what: "a topic", of: toTopic(unknown), unknown: ["topic"] },
      { what: "the status of a broad topic", of: toTopic("STATUS/*", unknown), unknown: ["status"] },
    ],
    doesNotApply: cases(["STATUS/*", unknown], toTopic, {
      configured: { stack: "dev" },
      notApplicable: "the stack is not a production stack",
    }),
  },
];
