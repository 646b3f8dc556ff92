import { describe, expect, it } from "vitest";
import { server, startEngine, startServerForEachTest } from "./server.ts";

const webhookWithEvent = {
  name: "nightly",
  sender: "mkraw",
  event: "end",
  type: "webhook",
  url: "https://hooks.example/a",
};
const { event: _event, ...withoutEvent } = webhookWithEvent;
const webhookWithEvents = { ...withoutEvent, events: ["end", "error"] };
const slack = {
  name: "nightly",
  sender: "deploy",
  events: ["end", "error"],
  type: "slack",
  slackToken: "token-canary",
  channelId: "C1",
};

type SubscriptionState = Awaited<ReturnType<ReturnType<typeof startEngine>["create"]>>;
const refreshExisting = async (known: SubscriptionState): Promise<SubscriptionState> =>
  (await startEngine().refresh(known)) ?? expect.fail("the server has the subscription");

startServerForEachTest();

describe("the two ways to name events", () => {
  it("a server that lists `events` for a declared `event` shows no change", async () => {
    Object.assign(server.behaviour, { listEvents: "events" });
    const known = await startEngine().create(webhookWithEvent);
    expect(await refreshExisting(known)).toEqual(known);
  });

  it("a server that lists `event` for a single entry in `events` shows no change", async () => {
    const declared = { ...withoutEvent, events: ["end"] };
    const known = await startEngine().create(declared);
    server.edit("nightly", { sentAs: "event" });
    expect(await refreshExisting(known)).toEqual(known);
    expect(startEngine().plan(await refreshExisting(known), declared).changes).toEqual([]);
  });

  it("a server that lists events in its own order shows no change", async () => {
    const known = await startEngine().create({ ...webhookWithEvents, events: ["error", "end", "error"] });
    expect(await refreshExisting(known)).toEqual(known);
  });
});

describe("a server that lists only some fields", () => {
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
    for (const declared of [webhookWithEvent, { ...webhookWithEvents, name: "b" }, { ...slack, name: "c" }]) {
      const known = await startEngine().create(declared);
      expect(await refreshExisting(known)).toEqual(known);
      expect(startEngine().plan(known, declared).changes).toEqual([]);
    }
  });

  it("shows changes of the listed fields", async () => {
    Object.assign(server.behaviour, { listFields: ["url"] });
    const known = await startEngine().create(webhookWithEvent);
    server.edit("nightly", { url: "https://elsewhere.example/", sender: "deploy" });
    expect(startEngine().plan(await refreshExisting(known), webhookWithEvent).changes).toEqual(["url"]);
  });

  it.each([null, undefined])("may list the other fields as %j", async (absent) => {
    const known = await startEngine().create(webhookWithEvents);
    Object.assign(server.behaviour, {
      listShape: (entries: object[]) =>
        entries.map((entry) => ({ event: absent, channelId: absent, ...entry, url: absent })),
    });
    expect(await refreshExisting(known)).toEqual(known);
  });
});
