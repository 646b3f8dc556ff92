// An equivalent spelling in an answer plans nothing after a refresh; a different value is detected.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import type { AnyLifecycle, Closeable } from "../../../provider/resource/vendor.ts";
import { RockitRun } from "../../../provider/rockit/run.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { rockitSample, type Sample, subscriberSample, subscriptionSample } from "./same-meaning-samples.ts";

const numRuns = 150;

const source = (environment: Record<string, string>) => ({ config: () => undefined, environment });

const kinds = [
  {
    noun: "ROCKIT subscription",
    lifecycle: rockitSubscriptionLifecycle as AnyLifecycle,
    sample: rockitSample,
    answered: (answer: Properties, path: string) =>
      [{ name: "another" }, answer].slice(Number(/offset=(\d+)/.exec(path)?.[1])),
    runAt: (url: string): Closeable =>
      new RockitRun(rockitSettings(source({ ROCKIT_ENDPOINT: url, ROCKIT_AUTH_TOKEN: "t" }))),
  },
  {
    noun: "Durst subscriber",
    lifecycle: durstSubscriberLifecycle as AnyLifecycle,
    sample: subscriberSample,
    answered: (answer: Properties) => answer,
    runAt: durstRunAt,
  },
  {
    noun: "Durst subscription",
    lifecycle: durstSubscriptionLifecycle as AnyLifecycle,
    sample: subscriptionSample,
    answered: (answer: Properties) => [answer],
    runAt: durstRunAt,
  },
];

function durstRunAt(url: string): Closeable {
  const settings = { DURST_ENDPOINT: url, DURST_USERNAME: "u", DURST_PASSWORD: "p" };
  return new DurstRun(durstSettings(source(settings)));
}

describe.each(kinds)("a $noun", ({ lifecycle, sample, answered, runAt }) => {
  /** A server that answers with the object of a sample. */
  async function start() {
    let there: Properties = {};
    const { url } = await startServer(({ path }, response) =>
      respondWith(200, path.includes("/login") ? {} : answered(there, path), { "x-auth-token": "t" })(
        {} as never,
        response,
      ),
    );
    return async (answer: Properties, { id, declared }: Sample) => {
      there = answer;
      const run = runAt(url);
      try {
        const engine = driverOf(lifecycle, run);
        const { inputs, failures } = lifecycle.check({}, declared);
        expect(failures).toEqual([]);
        const known = { id, outputs: inputs };
        const seen = (await engine.refresh(known)) ?? expect.fail("it is there");
        return { engine, known, seen };
      } finally {
        await run.close();
      }
    };
  }

  it("keeps the declared spelling, and plans nothing, for any equivalent answer of a server", async () => {
    const refresh = await start();
    await fc.assert(
      fc.asyncProperty(sample, async (one) => {
        const { engine, known, seen } = await refresh(one.answer, one);
        expect(JSON.parse(JSON.stringify(seen))).toEqual(known);
        expect(engine.plan(seen, one.declared)).toMatchObject({ changes: [], replaces: [] });
        expect(engine.plan(seen, one.respelled)).toMatchObject({ changes: [], replaces: [] });
      }),
      { numRuns },
    );
  }, 180_000);

  it("with a different value at the server plans a change of that field", async () => {
    const refresh = await start();
    await fc.assert(
      fc.asyncProperty(sample, async (one) => {
        const { engine, seen } = await refresh(one.other, one);
        expect(engine.plan(seen, one.declared).changes).toContain(one.changed);
        expect(engine.plan(seen, one.respelled).changes).toContain(one.changed);
      }),
      { numRuns },
    );
  }, 180_000);
});
