import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { builds, jobs } from "./states.ts";
import { idsOf, ownedResource, scanDevStack } from "./unmanaged-scenes.ts";

describe("unmanaged finds exactly the unmanaged and the missing objects", { timeout: 60_000 }, () => {
  const states = ["owned", "foreign", "gone", "read", "passing", "unfinished"] as const;
  const names = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }).filter((name) => name !== "." && name !== ".."),
    fc.constantFrom("builds-3f09c1a", "17", "durst:17", "a b", "名前", "🎉"),
  );

  it("on ROCKIT, for any names and states of objects", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(names, fc.constantFrom(...states)), {
          selector: ([name]) => name,
          maxLength: 12,
        }),
        async (objects) => {
          await using rockit = await startRockit({ maxPageSize: 4 });
          // One object always exists. If all were missing, the command would suspect the wrong server.
          rockit.add({ ...builds, name: "anchor" });
          const resources = [
            ownedResource("rockit:Subscription", "anchor", "anchor", { ...builds, name: "anchor" }),
          ];
          const expected: string[] = [];
          for (const [name, state] of objects) {
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
            if (more !== undefined)
              resources.push(ownedResource("rockit:Subscription", name, name, inputs, more));
          }
          const { findings, failures, servers } = await scanDevStack({ servers: { rockit }, resources });
          expect(failures).toEqual([]);
          expect(idsOf(findings)).toEqual(expected.sort());
          expect(servers[0]?.objects).toBe(rockit.subscriptions.size);
          expect(rockit.writes()).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("on Durst, for any states of known subscribers' subscriptions", async () => {
    const durstStates = [
      "owned",
      "foreign",
      "foreign inactive",
      "gone",
      "set inactive",
      "declared inactive",
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...durstStates), { maxLength: 5 }), { maxLength: 4 }),
        fc.boolean(),
        async (subscribers, includeInactive) => {
          await using durst = await startDurst();
          const anchor = durst.addSubscriber({ hostUri: "https://a.example/", externalAuthType: "NONE" });
          const resources = [ownedResource("durst:Subscriber", "anchor", `${anchor}`, {})];
          durst.addSubscription(anchor, { topic: "STATUS/*", status: "ACTIVE" });
          resources.push(
            ownedResource("durst:Subscription", "anchored", `${anchor}/4`, { ...jobs, subscriberId: anchor }),
          );
          const expected: string[] = [];
          for (const [index, subscriptions] of subscribers.entries()) {
            const number = durst.addSubscriber({ hostUri: "https://b.example/", externalAuthType: "NONE" });
            resources.push(ownedResource("durst:Subscriber", `s${index}`, `${number}`, {}));
            for (const [position, state] of subscriptions.entries()) {
              const active = state === "owned" || state === "foreign" || state === "gone";
              const status = active ? "ACTIVE" : "INACTIVE";
              const id = `${number}/${durst.addSubscription(number, { topic: "STATUS/*", status })}`;
              if (state === "gone") durst.removeSubscription(number, Number(id.split("/")[1]));
              const declared = state === "declared inactive" ? "INACTIVE" : "ACTIVE";
              if (!state.startsWith("foreign")) {
                const inputs = { ...jobs, subscriberId: number, status: declared };
                resources.push(ownedResource("durst:Subscription", `s${index}-${position}`, id, inputs));
              }
              if (state === "foreign" || (state === "foreign inactive" && includeInactive)) {
                expected.push(`unmanaged durst:${id}`);
              }
              if (state === "gone" || state === "set inactive") expected.push(`missing durst:${id}`);
            }
          }
          const { findings, failures } = await scanDevStack({
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
