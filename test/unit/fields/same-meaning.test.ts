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
    bodyOf: (answer: Properties, path: string) =>
      [{ name: "another" }, answer].slice(Number(/offset=(\d+)/.exec(path)?.[1])),
    runAt: (url: string): Closeable =>
      new RockitRun(rockitSettings(source({ ROCKIT_ENDPOINT: url, ROCKIT_AUTH_TOKEN: "t" }))),
  },
  {
    noun: "Durst subscriber",
    lifecycle: durstSubscriberLifecycle as AnyLifecycle,
    sample: subscriberSample,
    bodyOf: (answer: Properties) => answer,
    runAt: durstRunAt,
  },
  {
    noun: "Durst subscription",
    lifecycle: durstSubscriptionLifecycle as AnyLifecycle,
    sample: subscriptionSample,
    bodyOf: (answer: Properties) => [answer],
    runAt: durstRunAt,
  },
];

function durstRunAt(url: string): Closeable {
  const settings = { DURST_ENDPOINT: url, DURST_USERNAME: "u", DURST_PASSWORD: "p" };
  return new DurstRun(durstSettings(source(settings)));
}

describe.each(kinds)("a $noun", ({ lifecycle, sample, bodyOf, runAt }) => {
  /** A server that answers with the object of a sample. */
  async function start() {
    let serverObject: Properties = {};
    const { url } = await startServer(({ path }, response) =>
      respondWith(200, path.includes("/login") ? {} : bodyOf(serverObject, path), { "x-auth-token": "t" })(
        {} as never,
        response,
      ),
    );
    return async (answer: Properties, { id, declared }: Sample) => {
      serverObject = answer;
      const run = runAt(url);
      try {
        const engine = driverOf(lifecycle, run);
        const { inputs, failures } = lifecycle.check({}, declared);
        expect(failures).toEqual([]);
        const known = { id, outputs: inputs };
        const read = (await engine.refresh(known)) ?? expect.fail("the server has the object");
        return { engine, known, read };
      } finally {
        await run.close();
      }
    };
  }

  it("keeps the declared spelling, and plans nothing, for any equivalent answer of a server", async () => {
    const refresh = await start();
    await fc.assert(
      fc.asyncProperty(sample, async (sampled) => {
        const { engine, known, read } = await refresh(sampled.answer, sampled);
        expect(JSON.parse(JSON.stringify(read))).toEqual(known);
        expect(engine.plan(read, sampled.declared)).toMatchObject({ changes: [], replaces: [] });
        expect(engine.plan(read, sampled.respelled)).toMatchObject({ changes: [], replaces: [] });
      }),
      { numRuns },
    );
  }, 180_000);

  it("with a different value at the server plans a change of that field", async () => {
    const refresh = await start();
    await fc.assert(
      fc.asyncProperty(sample, async (sampled) => {
        const { engine, read } = await refresh(sampled.other, sampled);
        expect(engine.plan(read, sampled.declared).changes).toContain(sampled.changed);
        expect(engine.plan(read, sampled.respelled).changes).toContain(sampled.changed);
      }),
      { numRuns },
    );
  }, 180_000);
});
