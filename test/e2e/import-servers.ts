// Generates servers with every combination of fields, under all kinds of names.
import fc from "fast-check";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";

const names = [
  "builds",
  "Builds",
  "default",
  "class",
  "config",
  "pulumi",
  "4 walls",
  'it\'s "quoted" `here` $' + "{not} here",
  "back\\slash \\",
  "line\nbreak",
  "tab\tand\u0085more\u2028",
  "\u202etfel",
  "名前",
  "🎉",
  "Überwachung — à la carte",
  "a/b",
  "a::b$c",
  "#not a comment",
  "key=value",
  "*/ // <!--",
  "slackToken.x",
  "%2e%2e",
  "orders-3f09c1a",
  "x".repeat(120),
];

const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...names) },
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
    .filter((text) => text.isWellFormed() && !/^\.{1,2}$|[\r\n]/.test(text)),
);

const sender = fc.constantFrom("dltar" as const, "mkraw" as const, "deploy" as const);
const eventName = fc.constantFrom(
  ...(["submit", "begin", "progress", "end", "success", "exception", "error"] as const),
);
const events = fc.oneof(
  eventName.map((event) => ({ event })),
  fc.array(eventName, { minLength: 1, maxLength: 9 }).map((many) => ({ events: many })),
);
const url = fc.constantFrom(
  "https://hooks.example",
  "http://hooks.example:8080/",
  "https://hooks.example/a/b?x='1'&y=%22#z",
  `https://hooks.example/${"long/".repeat(20)}`,
  "https://höcks.example/ü",
);
/** A secret with every allowed character. Tests search all output for it. */
const credential = fc
  .string({ minLength: 0, maxLength: 12 })
  .map((text) => `canary"'\\\${${text.trim()}}=#$`);

const target = fc.oneof(
  fc.record({ type: fc.constant("webhook" as const), url }),
  fc.record({
    type: fc.constant("slack" as const),
    slackToken: credential,
    channelId: fc.constantFrom("C0123456789", "#general", 'o\'neil "x"'),
  }),
);

const subscription = fc.tuple(name, sender, events, target).map(([name, sender, events, target]) => ({
  name,
  sender,
  ...events,
  ...target,
}));

const hostUri = fc.constantFrom(
  "https://hooks.example.com/durst/",
  "https://hooks.example.com",
  "http://10.0.0.7:8080/a/b/",
  "press.example:9000",
  "HTTPS://Press.Example/It's",
);
const authentication = fc.oneof(
  fc.constant({ externalAuthType: "NONE" as const }),
  fc.record({
    externalAuthType: fc.constant("XAUTH" as const),
    xAuthInfo: fc.record({ user: fc.constantFrom("u", 'ü "user"', "it's"), password: credential }),
  }),
  fc.record({
    externalAuthType: fc.constant("JWT_SIGNING" as const),
    jwtSigningInfo: fc.record({
      httpHeaderName: fc.constantFrom("x-durst-signature", "X'Sig`~"),
      method: fc.constant("HS256" as const),
      key: credential,
    }),
  }),
);
const entity = fc.constantFrom("MOTIF", "ARTICLE", "PRODUCTION_JOB", "PRINT_ORDER");
const topic = fc.oneof(
  fc.constant("STATUS/*"),
  entity.map((one) => `STATUS/${one}/*`),
  fc
    .tuple(entity, fc.constantFrom("4711", 'ü\'ber"job"', "$" + "{x}`"))
    .map(([one, id]) => `STATUS/${one}/${id}`),
);
const path = fc.constantFrom(undefined, "a", "a/", "a/b", "it's/%20x/", "class");
const durstSubscription = fc
  .tuple(topic, path, fc.constantFrom("ACTIVE" as const, "INACTIVE" as const))
  .map(([topic, path, status]) => ({ topic, status, ...(path === undefined ? {} : { path }) }));
const subscriber = fc
  .tuple(hostUri, authentication, fc.array(durstSubscription, { maxLength: 3 }))
  .map(([hostUri, auth, subscriptions]) => ({ subscriber: { hostUri, ...auth }, subscriptions }));

const generatedServer = fc.record({
  subscriptions: fc.uniqueArray(subscription, { maxLength: 6, selector: ({ name }) => name }),
  subscribers: fc.array(subscriber, { minLength: 1, maxLength: 2 }),
});

export type GeneratedServer = typeof generatedServer extends fc.Arbitrary<infer Server> ? Server : never;

/** Equal seeds give equal servers. */
export const generateServers = (count: number, seed: number): GeneratedServer[] =>
  fc.sample(generatedServer, { numRuns: count, seed });

/** Adds the server's objects to simulators. Skips subscriptions whose name exists. */
export function populate(
  { subscriptions, subscribers }: GeneratedServer,
  { rockit, durst }: { rockit: RockitSimulator; durst: DurstSimulator },
): void {
  for (const one of subscriptions) if (!rockit.subscriptions.has(one.name)) rockit.add(one as never);
  for (const { subscriber, subscriptions: subscriptionsOfSubscriber } of subscribers) {
    const id = durst.addSubscriber(subscriber);
    for (const one of subscriptionsOfSubscriber) durst.addSubscription(id, one);
  }
}
