import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitRunOf } from "../../helpers/lifecycles.ts";
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
const start = () => driverOf(rockitSubscriptionLifecycle, rockitRunOf(server));
type Known = Awaited<ReturnType<ReturnType<typeof start>["create"]>>;
const refreshed = async (known: Known): Promise<Known> =>
  (await start().refresh(known)) ?? expect.fail("it is there");

beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

describe("the two ways to name events", () => {
  it("a server that lists `events` for a declared `event` shows no change", async () => {
    Object.assign(server.behaviour, { listEvents: "events" });
    const known = await start().create(single);
    expect(await refreshed(known)).toEqual(known);
  });

  it("a server that lists `event` for a single entry in `events` shows no change", async () => {
    const declared = { ...withoutEvent, events: ["end"] };
    const known = await start().create(declared);
    server.edit("nightly", { sentAs: "event" });
    expect(await refreshed(known)).toEqual(known);
    expect(start().plan(await refreshed(known), declared).changes).toEqual([]);
  });

  it("a server that lists events in its own order shows no change", async () => {
    const known = await start().create({ ...several, events: ["error", "end", "error"] });
    expect(await refreshed(known)).toEqual(known);
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
    for (const declared of [single, { ...several, name: "b" }, { ...slack, name: "c" }]) {
      const known = await start().create(declared);
      expect(await refreshed(known)).toEqual(known);
      expect(start().plan(known, declared).changes).toEqual([]);
    }
  });

  it("shows changes of the listed fields", async () => {
    Object.assign(server.behaviour, { listFields: ["url"] });
    const known = await start().create(single);
    server.edit("nightly", { url: "https://elsewhere.example/", sender: "deploy" });
    expect(start().plan(await refreshed(known), single).changes).toEqual(["url"]);
  });

  it.each([null, undefined])("may list the other fields as %j", async (absent) => {
    const known = await start().create(several);
    Object.assign(server.behaviour, {
      listShape: (entries: object[]) =>
        entries.map((entry) => ({ event: absent, channelId: absent, ...entry, url: absent })),
    });
    expect(await refreshed(known)).toEqual(known);
  });
});
