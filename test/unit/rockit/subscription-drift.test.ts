import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { engineOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";

const single = {
  name: "nightly",
  sender: "mkraw",
  event: "end",
  type: "webhook",
  url: "https://hooks.example/a",
};
const { event: _event, ...withoutEvent } = single;
const several = { ...withoutEvent, events: ["end", "error"] };
const slack = {
  name: "nightly",
  sender: "deploy",
  events: ["end", "error"],
  type: "slack",
  slackToken: "token-canary",
  channelId: "C1",
};

let server: RockitSimulator;
const start = () => engineOf(rockitSubscriptionLifecycle, rockitRunOf(server));
type Known = Awaited<ReturnType<ReturnType<typeof start>["create"]>>;
const refreshed = async (known: Known): Promise<Known> =>
  (await start().refresh(known)) ?? expect.fail("it is there");

beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

describe("the two ways to name events", () => {
  it("a server that lists `events` where `event` was declared shows no change", async () => {
    Object.assign(server.behaviour, { listEvents: "events" });
    const known = await start().create(single);
    expect(await refreshed(known)).toEqual(known);
  });

  it("a server that lists `event` where a single one of `events` was declared shows no change", async () => {
    const declared = { ...withoutEvent, events: ["end"] };
    const known = await start().create(declared);
    server.edit("nightly", { sentAs: "event" });
    expect(await refreshed(known)).toEqual(known);
    expect(start().plan(await refreshed(known), declared).changes).toEqual([]);
  });

  it("a server that lists them in its own order shows no change", async () => {
    const known = await start().create({ ...several, events: ["error", "end", "error"] });
    expect(await refreshed(known)).toEqual(known);
  });

  it.each([
    ["event by another", single, { events: ["error"], sentAs: "event" }],
    ["event by several", single, { events: ["end", "error"], sentAs: "events" }],
    ["events by fewer", several, { events: ["end"], sentAs: "event" }],
    ["events by others", several, { events: ["begin"], sentAs: "events" }],
  ] as const)("%s, edited at the server, is shown and repaired", async (_what, declared, edit) => {
    const known = await start().create({ ...declared });
    server.edit("nightly", { ...edit, events: [...edit.events] });
    const read = await refreshed(known);
    expect(read.outputs).toMatchObject({ events: edit.events, secret: known.outputs.secret });
    expect(read.outputs.event).toBeUndefined();
    expect(start().plan(read, { ...declared }).changes).toEqual(["events"]);
    const repaired = await start().change(read, { ...declared });
    expect(await refreshed(repaired)).toEqual(repaired);
    expect(start().plan(repaired, { ...declared }).changes).toEqual([]);
  });
});

describe("a field edited at the server", () => {
  it.each([
    ["sender", single, { sender: "deploy" }, ["sender"]],
    ["url", single, { url: "https://elsewhere.example/" }, ["url"]],
    ["channelId", slack, { channelId: "C2" }, ["channelId"]],
    [
      "type",
      single,
      { type: "slack", url: undefined, slackToken: "t", channelId: "C2" },
      ["channelId", "type"],
    ],
  ] as const)(
    "is shown as a change of it, keeps the secret and is repaired: %s",
    async (_f, declared, edit, fields) => {
      const known = await start().create({ ...declared });
      server.edit("nightly", edit);
      const read = await refreshed(known);
      expect(read.outputs).toMatchObject({
        secret: known.outputs.secret,
        secretIssuedAt: known.outputs.secretIssuedAt,
      });
      expect(
        start()
          .plan(read, { ...declared })
          .changes.toSorted(),
      ).toEqual(fields);
      const repaired = await start().change(read, { ...declared });
      expect(repaired.outputs.secret).toBe(server.secretOf("nightly"));
      server.clearRequests();
      expect(await refreshed(repaired)).toEqual(repaired);
      await start().change(repaired, { ...declared });
      expect(server.writes()).toEqual([]);
    },
  );
});

describe("a server that lists some fields only", () => {
  const fields = ["sender", "event", "events", "type", "url", "channelId"];

  const listings: [string, "name-only" | string[]][] = [
    ["only the name", "name-only"],
    ...fields.map((left): [string, string[]] => [
      `all but ${left}`,
      fields.filter((field) => field !== left),
    ]),
    ...fields.map((only): [string, string[]] => [`only ${only}`, [only]]),
  ];

  it.each(listings)("shows no change, and loses nothing: %s", async (_what, listFields) => {
    Object.assign(server.behaviour, { listFields });
    for (const declared of [single, { ...several, name: "b" }, { ...slack, name: "c" }]) {
      const known = await start().create(declared);
      expect(await refreshed(known)).toEqual(known);
      expect(start().plan(known, declared).changes).toEqual([]);
    }
  });

  it("shows a change of those it lists", async () => {
    Object.assign(server.behaviour, { listFields: ["url"] });
    const known = await start().create(single);
    server.edit("nightly", { url: "https://elsewhere.example/", sender: "deploy" });
    expect(start().plan(await refreshed(known), single).changes).toEqual(["url"]);
  });

  it.each([null, undefined])("may show the others as %j", async (absent) => {
    const known = await start().create(several);
    Object.assign(server.behaviour, {
      listShape: (entries: object[]) =>
        entries.map((entry) => ({ event: absent, channelId: absent, ...entry, url: absent })),
    });
    expect(await refreshed(known)).toEqual(known);
  });
});
