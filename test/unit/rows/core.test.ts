// A field that exists only in a row is checked, planned, sent, read back, recovered, kept secret, documented.
import { describe, expect, it } from "vitest";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { outputNames, secretPaths, summaryOf } from "../../../provider/resource/kind.ts";
import { isAsDeclared } from "../../../provider/resource/meaning.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import type { AnyVendor } from "../../../provider/resource/vendor.ts";
import { matches } from "../../../provider/rockit/meaning.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";
import { documents } from "../../../tools/docs/documents.ts";
import { rowsOf, settingsOfVendors } from "../../helpers/documents.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { madeUpKinds, madeUpVendors } from "./made-up.ts";
import { startPermissiveDurst, startPermissiveRockit } from "./servers.ts";

const source = (environment: Record<string, string>) => ({ config: () => undefined, environment });

type Engine = ReturnType<typeof driverOf<never, Properties, Properties>>;
const engineFor = (vendor: AnyVendor, which: number, settings: object): Engine =>
  driverOf(vendor.lifecycles[which] as never, vendor.connect(settings as never) as never);

async function startRockitScene() {
  const server = await startPermissiveRockit();
  const environment = { ROCKIT_ENDPOINT: server.endpoint.href, ROCKIT_AUTH_TOKEN: "token" };
  return {
    server,
    declared: { name: "a", sender: "mkraw", event: "end", type: "webhook", url: "https://a.example" },
    edit: (fields: object) => Object.assign(server.stored.get("a") ?? {}, fields),
    /** A separate engine, as in another command. */
    engine: () => engineFor(madeUpVendors.rockit, 0, rockitSettings(source(environment))),
  };
}

async function startDurstScene(which: 0 | 1) {
  const server = await startPermissiveDurst();
  const environment = { DURST_ENDPOINT: server.endpoint.href, DURST_USERNAME: "u", DURST_PASSWORD: "p" };
  return {
    server,
    declared:
      which === 0
        ? { hostUri: "https://a.example/", externalAuthType: "NONE" }
        : { subscriberId: 17, topic: "STATUS/*" },
    edit: (fields: object) =>
      Object.assign((which === 0 ? server.subscribers.get(18) : server.subscriptions.get(4)) ?? {}, fields),
    engine: () => engineFor(madeUpVendors.durst, which, durstSettings(source(environment))),
  };
}

describe.each([
  ["ROCKIT subscription", madeUpKinds.subscription, startRockitScene, "replaces"],
  ["Durst subscriber", madeUpKinds.durstSubscriber, () => startDurstScene(0), "in place"],
  ["Durst subscription", madeUpKinds.durstSubscription, () => startDurstScene(1), "in place"],
] as const)("a made-up field of a %s", (_noun, kind, start, onChange) => {
  it("is checked: a default is filled in, a wrong value rejected, an unknown value accepted", async () => {
    const { engine: startEngine, declared } = await start();
    const engine = startEngine();
    expect(engine.failures({ ...declared, priority: "HIGH", pin: 5 })).toEqual([
      "priority must be one of low or high; did you mean high?",
      "pin must be a non-empty string",
    ]);
    expect(engine.failures({ ...declared, priority: UNKNOWN, pin: UNKNOWN })).toEqual([]);
    const { outputs } = await engine.create(declared);
    expect(outputs).toMatchObject({ priority: "low" });
  });

  it("is sent, read back and planned as its row says", async () => {
    const { engine: startEngine, declared, server } = await start();
    const engine = startEngine();
    const known = await engine.create({ ...declared, priority: "high", pin: "canary" });
    const sent = server.requests.find(({ method, path }) => method === "POST" && !path.includes("/login"));
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({ priority: "high", pin: "canary" });
    const refreshed = await engine.refresh(known);
    expect(refreshed?.outputs).toMatchObject({ priority: "high", pin: "canary" });
    const same = { ...declared, priority: "high", pin: "canary" };
    expect(engine.plan(refreshed as never, same).changes).toEqual([]);
    expect(engine.plan(known, { ...same, priority: "low" })).toMatchObject({
      changes: ["priority"],
      replaces: onChange === "replaces" ? ["priority"] : [],
    });
    expect(engine.plan(known, { ...same, pin: "other" })).toMatchObject({ replaces: ["pin"] });
  });

  it("shows drift, which the next change repairs", async () => {
    const { engine, declared, edit } = await start();
    const wanted = { ...declared, priority: "high" };
    const known = await engine().create(wanted);
    edit({ priority: "low" });
    const refreshed = (await engine().refresh(known)) as typeof known;
    expect(refreshed.outputs).toMatchObject({ priority: "low" });
    const next = engine();
    expect(next.plan(refreshed, wanted).changes).toEqual(["priority"]);
    const repaired = await next.change(refreshed, wanted);
    expect(await engine().refresh(repaired)).toMatchObject({ outputs: { priority: "high" } });
  });

  it("distinguishes a lost creation from another owner's otherwise equal object", () => {
    const declared = { name: "a", topic: "STATUS/*", priority: "high" };
    const compare = kind === madeUpKinds.subscription ? matches : isAsDeclared;
    expect(compare(kind, { ...declared, status: undefined }, declared)).toBe(true);
    expect(compare(kind, { ...declared, priority: "low" }, declared)).toBe(false);
  });

  it("is an output, secret if the row says so, and part of an object's summary", () => {
    expect(outputNames(kind)).toEqual(expect.arrayContaining(["priority", "pin"]));
    expect(secretPaths(kind)).toContain("pin");
    expect(summaryOf(kind, { priority: "high", pin: "canary" })).toEqual(["priority high"]);
  });

  it("is in the generated documents", () => {
    const read = () =>
      [
        "RockitSubscription",
        "DurstSubscriber",
        "DurstSubscription",
        "settings",
        "table",
        "policies",
        "example",
      ]
        .map((part) => `<!-- begin: ${part} -->\n<!-- end: ${part} -->`)
        .join("\n");
    const rows = rowsOf([
      madeUpKinds.subscription,
      madeUpKinds.durstSubscriber,
      madeUpKinds.durstSubscription,
    ]);
    const generated = documents(rows, settingsOfVendors, [], read);
    for (const text of [generated["README.md"] ?? "", generated["docs/fields.md"] ?? ""]) {
      expect(text.match(/\| `priority` \| `low` \\\| `high` \| no, default `low` \|/g)).toHaveLength(3);
      expect(text.match(/\| `pin` \| string, \*\*secret\*\* \|/g)).toHaveLength(3);
    }
  });
});
