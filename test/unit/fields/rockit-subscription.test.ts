import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { startRockit } from "../../simulators/index.ts";
import { slack, webhook } from "../rockit/declarations.ts";
import { describeFields } from "./field-table.ts";
import { optionFields } from "./rockit-subscription-options.ts";
import type { Scene } from "./table.ts";

const { events: _events, ...noEvents } = webhook;
const webhookWithEvent = { ...noEvents, event: "end" };
const { event: _event, ...noEvent } = slack;
const slackWithEvents = { ...noEvent, events: ["end", "error"] };
const { url: _url, ...noUrl } = webhook;
const { slackToken: _token, channelId: _channel, ...noSlack } = slack;
const asSlack = { ...noUrl, type: "slack", slackToken: "token-canary", channelId: "C1" };
const asWebhook = { ...noSlack, type: "webhook", url: "https://hooks.example/a" };
const typeFields = ["channelId", "slackToken", "type", "url"];

const allEvents = ["submit", "begin", "progress", "end", "success", "exception", "error"];
const eventRule = "must be one of submit, begin, progress, end, success, exception or error";
const textRule = "must be a non-empty string";
const nameRule = "must be a name that fits into a URL (not '.', '..' or broken Unicode)";
const lineBreakRule = "must not contain a line break or a control character";
const spaceRule = "must not begin or end with a space";
const urlRule = "must be an absolute URL that begins with https:// or http://";
const ambiguousUrlRule =
  "must be an unambiguous address: no spaces, backslashes or invisible characters, each % followed by two hexadecimal digits, at most one user, an IPv4 address as four decimal numbers, and a port from 1 to 65535";
const missingEventsRule = "events is required unless event is set";
const bothEventsRule = "events can't be combined with event: list all events in events";

async function start(): Promise<Scene> {
  const server = await startRockit();
  return {
    start: () => driverOf(rockitSubscriptionLifecycle, rockitRunOf(server)),
    inputsOf: (outputs) => rockitSubscriptionLifecycle.inputsOf(outputs as never),
    writes: () => server.writes(),
    clearRequests: () => server.clearRequests(),
    add: (subscription) => server.add(subscription as never),
    edit: (name, edit) => server.edit(name, edit),
    stored: (name) => server.subscriptions.get(name),
    storedAs: (_name, { event, events, ...rest }) => ({
      ...rest,
      events: [...new Set((events as string[] | undefined) ?? [event])].sort(),
      sentAs: event === undefined ? "events" : "event",
    }),
    generated: (name) => ({ secret: server.secretOf(name) }),
    isReleased: (name) => !server.subscriptions.has(name),
    masksSentBack: () => [],
    close: () => server.close(),
  };
}

describeFields({
  kind: rockitSubscription,
  start,
  fields: {
    name: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: "name is required" },
      declared: webhook,
      other: "weekly",
      takes: ["a/b", "50 %", "größe", "a?b#c", "..x", "emoji 🎉"],
      wrong: [
        ["", `name ${textRule}`],
        [7, `name ${textRule}`],
        [".", `name ${nameRule}`],
        ["..", `name ${nameRule}`],
        ["\ud800", `name ${nameRule}`],
      ],
      same: {
        "composed instead of decomposed": [
          { ...webhook, name: "gro\u0308\u00dfe" },
          { ...webhook, name: "größe" },
        ],
      },
      edits: { renamed: [webhook, { name: "weekly" }, "as gone"] },
    },
    sender: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: "sender is required" },
      declared: webhook,
      other: "dltar",
      takes: ["dltar", "mkraw", "deploy"],
      wrong: [
        ["x", "sender must be one of dltar, mkraw or deploy"],
        ["mkrwa", "sender must be one of dltar, mkraw or deploy; did you mean mkraw?"],
      ],
    },
    event: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: missingEventsRule },
      declared: slack,
      other: "error",
      shownAs: "events",
      takes: allEvents,
      changes: {
        "cleared for other events": [slack, slackWithEvents],
        "set instead of events": [webhook, { ...noEvents, event: "begin" }],
      },
      same: {
        "events with that one event": [slack, { ...noEvent, events: ["success"] }],
        "event instead of events with that event": [{ ...noEvent, events: ["success"] }, slack],
      },
      wrong: [["finish", `event ${eventRule}`]],
      wrongTogether: [[{ ...webhook, event: "end" }, bothEventsRule]],
      edits: {
        "replaced by another": [webhookWithEvent, { events: ["error"], sentAs: "event" }],
        "replaced by several": [webhookWithEvent, { events: ["end", "error"], sentAs: "events" }],
      },
    },
    events: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: missingEventsRule },
      declared: webhook,
      other: ["begin"],
      takes: allEvents.map((event) => [event]),
      changes: {
        "one more": [webhook, { ...webhook, events: ["end", "error", "begin"] }],
        "one less": [webhook, { ...webhook, events: ["end"] }],
      },
      same: {
        "another order with repetitions": [webhook, { ...webhook, events: ["error", "end", "error"] }],
        "an order that the server does not keep": [
          { ...webhook, events: ["error", "end", "error"] },
          webhook,
        ],
      },
      unknown: [["end", UNKNOWN]],
      wrong: [
        [[], "events must name at least one event"],
        ["end", "events must be a list of event names"],
        [["end", "eror"], `events[1] ${eventRule}; did you mean error?`],
      ],
      edits: {
        "some removed": [webhook, { events: ["end"], sentAs: "event" }],
        "replaced by others": [webhook, { events: ["begin"], sentAs: "events" }],
      },
    },
    type: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: "type is required" },
      declared: webhook,
      changes: {
        "changed to slack": [webhook, asSlack, typeFields],
        "changed to webhook": [slack, asWebhook, typeFields],
      },
      wrong: [["mail", "type must be one of webhook or slack"]],
      edits: {
        changed: [
          webhook,
          { type: "slack", url: undefined, slackToken: "other-canary", channelId: "C2" },
          ["type", "url"],
        ],
      },
    },
    url: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: "url is required for type webhook" },
      declared: webhook,
      other: "http://hooks.example/a",
      takes: ["http://10.0.0.1:8080/a?b=c", "http://plain.example"],
      wrong: [
        ["hooks.example.com", `url ${urlRule}`],
        ["ftp://hooks.example.com", `url ${urlRule}`],
        ["", `url ${urlRule}`],
        ["https://hooks.example/a b", `url ${ambiguousUrlRule}`],
        ["https://hooks.example/\n", `url ${ambiguousUrlRule}`],
      ],
      same: Object.fromEntries(
        ["https://hooks.example", "HTTPS://Hooks.Example:443/", "https://hooks.example/%2e?#"].map((url) => [
          `${url} for https://hooks.example/`,
          [
            { ...webhook, url: "https://hooks.example/" },
            { ...webhook, url },
          ],
        ]),
      ),
      wrongTogether: [[{ ...slack, url: "https://hooks.example" }, "url is not allowed for type slack"]],
    },
    slackToken: {
      onChange: "replaces",
      readBack: "never",
      secret: true,
      leftOut: { fails: "slackToken is required for type slack" },
      declared: slack,
      other: "other-canary",
      wrong: [
        ["", `slackToken ${textRule}`],
        ["xoxb-1\n", `slackToken ${lineBreakRule}`],
        [" xoxb-1", `slackToken ${spaceRule}`],
      ],
      wrongTogether: [
        [{ ...webhook, slackToken: "token-canary" }, "slackToken is not allowed for type webhook"],
      ],
    },
    channelId: {
      onChange: "replaces",
      readBack: "value",
      leftOut: { fails: "channelId is required for type slack" },
      declared: slack,
      other: "C2",
      wrong: [
        ["", `channelId ${textRule}`],
        ["C1\r\n", `channelId ${lineBreakRule}`],
        ["C1 ", `channelId ${spaceRule}`],
      ],
      wrongTogether: [[{ ...webhook, channelId: "C1" }, "channelId is not allowed for type webhook"]],
    },
    ...optionFields,
  },
  outputs: {
    secret: {
      readBack: "never",
      secret: true,
      changes: "with each new object",
      renewedBy: {
        "another url": [webhook, { ...webhook, url: "https://hooks.example/b" }],
        "another name": [webhook, { ...webhook, name: "weekly" }],
        "a rotation": [webhook, { ...webhook, rotationTrigger: 1 }],
        "slack instead of a webhook": [webhook, asSlack],
      },
      keptBy: { "another onConflict": [webhook, { ...webhook, onConflict: "replace" }] },
    },
    secretIssuedAt: {
      readBack: "not sent",
      changes: "with each new object",
      renewedBy: { "a rotation": [webhook, { ...webhook, rotationTrigger: 1 }] },
      keptBy: { "another onConflict": [webhook, { ...webhook, onConflict: "replace" }] },
      renews: (was, now) => Date.parse(String(now)) >= Date.parse(String(was)),
    },
  },
  misnamed: [
    [{ ...webhook, chanelId: "C1" }, "chanelId is not an argument; did you mean channelId?"],
    [
      { ...webhook, retries: 3 },
      "retries is not an argument; valid ones are name, sender, event, events, type, url, slackToken, channelId, onConflict, rotationTrigger",
    ],
  ],
  summaries: [
    [webhook, "mkraw", "end, error", "to hooks.example"],
    [{ ...slack, event: "success" }, "deploy", "success", "to C1"],
  ],
});
