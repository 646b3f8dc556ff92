import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { builds, jobs } from "./states.ts";
import { idsOf, looked, owned } from "./unmanaged-scenes.ts";

describe("exactly the planted objects are found", { timeout: 60_000 }, () => {
  const states = ["owned", "foreign", "gone", "read", "passing", "unfinished"] as const;
  const names = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }).filter((name) => name !== "." && name !== ".."),
    fc.constantFrom("builds-3f09c1a", "17", "durst:17", "a b", "名前", "🎉"),
  );

  it("at ROCKIT, for any names and states of objects", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(names, fc.constantFrom(...states)), {
          selector: ([name]) => name,
          maxLength: 12,
        }),
        async (planted) => {
          await using rockit = await startRockit({ maxPageSize: 4 });
          // One object always exists. If all were missing, the command would suspect the wrong server.
          rockit.add({ ...builds, name: "anchor" });
          const resources = [owned("rockit:Subscription", "anchor", "anchor", { ...builds, name: "anchor" })];
          const expected: string[] = [];
          for (const [name, state] of planted) {
            if (name === "anchor") continue;
            const inputs = { ...builds, name };
            if (state !== "gone") rockit.add(inputs);
            if (state === "foreign" || state === "read") expected.push(`unmanaged rockit:${name}`);
            if (state === "gone") expected.push(`missing rockit:${name}`);
            const more = {
              owned: {},
              gone: {},
              read: { external: true },
              passing: { delete: true },
              unfinished: { outputs: { ...inputs, unfinished: true } },
              foreign: undefined,
            }[state];
            if (more !== undefined) resources.push(owned("rockit:Subscription", name, name, inputs, more));
          }
          const { findings, failures, servers } = await looked({ servers: { rockit }, resources });
          expect(failures).toEqual([]);
          expect(idsOf(findings)).toEqual(expected.sort());
          expect(servers[0]?.objects).toBe(rockit.subscriptions.size);
          expect(rockit.writes()).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("at Durst, for any states of known subscribers' subscriptions", async () => {
    const fates = [
      "owned",
      "foreign",
      "foreign inactive",
      "gone",
      "set inactive",
      "declared inactive",
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...fates), { maxLength: 5 }), { maxLength: 4 }),
        fc.boolean(),
        async (subscribers, includeInactive) => {
          await using durst = await startDurst();
          const anchor = durst.addSubscriber({ hostUri: "https://a.example/", externalAuthType: "NONE" });
          const resources = [owned("durst:Subscriber", "anchor", `${anchor}`, {})];
          durst.addSubscription(anchor, { topic: "STATUS/*", status: "ACTIVE" });
          resources.push(
            owned("durst:Subscription", "anchored", `${anchor}/4`, { ...jobs, subscriberId: anchor }),
          );
          const expected: string[] = [];
          for (const [index, subscriptions] of subscribers.entries()) {
            const number = durst.addSubscriber({ hostUri: "https://b.example/", externalAuthType: "NONE" });
            resources.push(owned("durst:Subscriber", `s${index}`, `${number}`, {}));
            for (const [position, fate] of subscriptions.entries()) {
              const active = fate === "owned" || fate === "foreign" || fate === "gone";
              const status = active ? "ACTIVE" : "INACTIVE";
              const id = `${number}/${durst.addSubscription(number, { topic: "STATUS/*", status })}`;
              if (fate === "gone") durst.removeSubscription(number, Number(id.split("/")[1]));
              const declared = fate === "declared inactive" ? "INACTIVE" : "ACTIVE";
              if (!fate.startsWith("foreign")) {
                const inputs = { ...jobs, subscriberId: number, status: declared };
                resources.push(owned("durst:Subscription", `s${index}-${position}`, id, inputs));
              }
              if (fate === "foreign" || (fate === "foreign inactive" && includeInactive)) {
                expected.push(`unmanaged durst:${id}`);
              }
              if (fate === "gone" || fate === "set inactive") expected.push(`missing durst:${id}`);
            }
          }
          const { findings, failures } = await looked({
            servers: { durst },
            resources,
            scope: { includeInactive },
          });
          expect(failures).toEqual([]);
          expect(idsOf(findings)).toEqual(expected.sort());
          expect(durst.writes()).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
