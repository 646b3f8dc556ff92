import { durstSubscription } from "../../../provider/durst/kind.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { startDurst } from "../../simulators/index.ts";
import { describeFields } from "./field-table.ts";
import type { Scene } from "./table.ts";

const plain = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" };
const full = { ...plain, path: "a/b", status: "INACTIVE", publishInitialState: true };
/** A resource that adopts the server's object. */
const adopting = { ...plain, existingId: 4 };
const existing = { topic: "STATUS/*", status: "INACTIVE" };

const subscriberRule = "subscriberId must be the number of a subscriber, or its id";
const topicRule =
  "topic must be STATUS/*, STATUS/<ENTITY>/* or STATUS/<ENTITY>/<id>, with an entity of MOTIF, ARTICLE, PRODUCTION_JOB, PRINT_ORDER";
const pathRule =
  "path must be a relative path such as a/b, without a leading slash, empty, '.' or '..' segments, query or fragment";
const statusRule = "status must be one of ACTIVE or INACTIVE";
const existingRule = "existingId must be the number of a subscription of that subscriber";
const exclusionRule =
  "publishInitialState can't be combined with existingId: the server only reads it when it creates a subscription";

async function start(): Promise<Scene> {
  const server = await startDurst();
  const receiver = { hostUri: "https://press.example/", externalAuthType: "NONE" } as const;
  for (const _ of [17, 18]) server.addSubscriber(receiver);
  const numbersOf = (id: string) => id.split("/").map(Number) as [number, number];
  const stored = (id: string) => {
    const [subscriberId, subscriptionId] = numbersOf(id);
    return server.subscriptions(subscriberId).get(subscriptionId);
  };
  return {
    start: () => driverOf(durstSubscriptionLifecycle, durstRunOf(server)),
    inputsOf: (outputs) => durstSubscriptionLifecycle.inputsOf(outputs as never),
    writes: () => server.writes(),
    clearRequests: () => server.clearRequests(),
    add: (subscription) => void server.addSubscription(17, subscription as never),
    edit: (id, edit) => server.editSubscription(...numbersOf(id), edit),
    stored,
    storedAs: (id, { publishInitialState: _, path, ...sent }) => ({
      id: numbersOf(id)[1],
      ...sent,
      ...(path === undefined ? {} : { path: String(path).replace(/\/?$/, "/") }),
    }),
    generated: () => ({}),
    isReleased: (id) => stored(id)?.status === "INACTIVE",
    masksSentBack: () => [],
    async close() {
      await server.idle();
      await server.close();
    },
  };
}

describeFields({
  kind: durstSubscription,
  start,
  fields: {
    subscriberId: {
      onChange: "replaces",
      readBack: "id",
      leftOut: { fails: "subscriberId is required" },
      declared: plain,
      other: 18,
      same: {
        "the subscriber's id for its number": [plain, { ...plain, subscriberId: "17" }],
        "the subscriber's number for its id": [{ ...plain, subscriberId: "17" }, plain],
      },
      wrong: [
        ["press-room", subscriberRule],
        [1.5, subscriberRule],
        [2 ** 31, subscriberRule],
      ],
    },
    topic: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "topic is required" },
      declared: full,
      other: "STATUS/MOTIF/7",
      takes: [
        "STATUS/*",
        ...["MOTIF", "ARTICLE", "PRODUCTION_JOB", "PRINT_ORDER"].map((e) => `STATUS/${e}/*`),
      ],
      wrong: [
        ["STATUS/JOB/*", topicRule],
        ["STATUS/MOTIF", `${topicRule}; did you mean STATUS/MOTIF/…?`],
        ["STATUS/MOTIF/1/2", `${topicRule}; did you mean STATUS/MOTIF/…?`],
        ["STATUS/MOTIV/*", `${topicRule}; did you mean STATUS/MOTIF/…?`],
        ["STATUS/motif/*", `${topicRule}; did you mean STATUS/MOTIF/…?`],
        ["STATUS/ARTICEL/7", `${topicRule}; did you mean STATUS/ARTICLE/…?`],
        ["STATUS/PRODUCTIONJOB/*", `${topicRule}; did you mean STATUS/PRODUCTION_JOB/…?`],
        ["STATUS/PRINT-ORDER/*", `${topicRule}; did you mean STATUS/PRINT_ORDER/…?`],
        ["status/MOTIF/*", `${topicRule}; did you mean STATUS/MOTIF/…?`],
        ["STATUS/CUSTOMER/*", topicRule],
        ["STATUS", topicRule],
        ["", topicRule],
        ["EVENTS/MOTIF/*", topicRule],
        ["STATUS/MOTIF/\u0007", `${topicRule}; did you mean STATUS/MOTIF/…?`],
        [17, topicRule],
      ],
    },
    path: {
      onChange: "in place",
      readBack: "value",
      leftOut: "fine",
      declared: full,
      other: "a/b/c",
      changes: {
        set: [plain, { ...plain, path: "a" }],
        cleared: [{ ...plain, path: "a" }, plain],
      },
      same: {
        "a slash at its end": [full, { ...full, path: "a/b/" }],
        "escaped letters": [full, { ...full, path: "%61/b" }],
        "no slash at its end": [{ ...full, path: "a/b/" }, full],
      },
      wrong: [
        ["", pathRule],
        ["a/../b", pathRule],
        ["a?b", pathRule],
        ["a%zz", pathRule],
      ],
      edits: {
        changed: [full, { path: "elsewhere/" }],
        cleared: [full, { path: undefined }],
        set: [plain, { path: "elsewhere/" }],
      },
    },
    status: {
      onChange: "in place",
      readBack: "value",
      leftOut: { default: "ACTIVE" },
      declared: full,
      other: "ACTIVE",
      changes: {
        set: [plain, { ...plain, status: "INACTIVE" }],
        "cleared to its default": [{ ...plain, status: "INACTIVE" }, plain],
      },
      same: { "the omitted default": [{ ...plain, status: "ACTIVE" }, plain] },
      wrong: [
        ["active", `${statusRule}; did you mean ACTIVE?`],
        ["INACTIV", `${statusRule}; did you mean INACTIVE?`],
        ["PAUSED", statusRule],
      ],
    },
    publishInitialState: {
      onChange: "nothing",
      readBack: "never",
      leftOut: "fine",
      declared: full,
      other: false,
      takes: [true, false],
      changes: {
        set: [plain, { ...plain, publishInitialState: true }],
        cleared: [full, { ...full, publishInitialState: undefined }],
      },
      wrong: [["yes", "publishInitialState must be true or false"]],
      wrongTogether: [true, false].map((publishInitialState) => [
        { ...adopting, publishInitialState },
        exclusionRule,
      ]),
      // The server does not store the value.
      edits: {},
    },
    existingId: {
      onChange: "replaces",
      readBack: "not sent",
      leftOut: "fine",
      existing: [existing, existing],
      declared: adopting,
      other: 5,
      same: {
        "the number as a text": [adopting, { ...adopting, existingId: "4" }],
        "a text as the number": [{ ...adopting, existingId: "4" }, adopting],
        "an adopted object without existingId": [adopting, plain],
        "a created object's own number": [plain, { ...plain, existingId: 6 }],
        "a created object's own number as a text": [plain, { ...plain, existingId: "6" }],
      },
      wrong: [-1, 1.5, 2 ** 31, "", "a", "17/4", null, true].map((value) => [value, existingRule]),
    },
  },
  outputs: {},
  misnamed: [
    [{ ...plain, status2: "ACTIVE" }, "status2 is not an argument; did you mean status?"],
    [
      { ...plain, pause: true },
      "pause is not an argument; valid ones are subscriberId, topic, path, status, publishInitialState, existingId",
    ],
  ],
  summaries: [[full, "STATUS/PRODUCTION_JOB/*"]],
});
