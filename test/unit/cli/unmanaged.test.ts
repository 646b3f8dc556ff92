import { describe, expect, it } from "vitest";
import type { KnownStack } from "../../../provider/cli/state/stacks.ts";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { builds, jobs } from "./states.ts";
import {
  devStack,
  idsOf,
  ownedResource,
  providerOfServers,
  scanDevStack,
  scanStacks,
  stateForStack,
} from "./unmanaged-scenes.ts";

/** A resource that owns the ROCKIT subscription of this name. */
const ownedRockitSubscription = (name: string) =>
  ownedResource("rockit:Subscription", name, name, { ...builds, name });

describe("an auto-generated name", () => {
  it("is reported with the resource's name and the stacks that have the resource", async () => {
    await using rockit = await startRockit();
    for (const name of ["builds-3f09c1a", "press-0000000", "builds-3F09C1A", "builds-3f09c1", "-3f09c1a"])
      rockit.add({ ...builds, name });
    const mine = ownedResource("rockit:Subscription", "hub-builds", "builds-1111111", {
      ...builds,
      name: "builds-1111111",
      namePrefix: "builds",
    });
    rockit.add({ ...builds, name: "builds-1111111" });
    const { findings } = await scanDevStack({ servers: { rockit }, resources: [mine] });
    expect(Object.fromEntries(findings.map(({ id, generatedFor }) => [id, generatedFor]))).toEqual({
      "rockit:builds-3f09c1a": { name: "builds", stacks: ["shop/dev"] },
      "rockit:press-0000000": { name: "press", stacks: [] },
      "rockit:builds-3F09C1A": undefined,
      "rockit:builds-3f09c1": undefined,
      "rockit:-3f09c1a": undefined,
    });
  });
});

describe("several stacks", () => {
  it("own their objects at one server, which is checked once", async () => {
    await using rockit = await startRockit();
    for (const name of ["a", "b", "c"]) rockit.add({ ...builds, name });
    const stackOf = (stack: string, name: string): KnownStack => ({
      label: `shop/${stack}`,
      state: stateForStack(stack, {
        resources: [providerOfServers({ rockit }), ownedRockitSubscription(name)],
        pending: [],
      }),
    });
    const { findings, servers } = await scanStacks([stackOf("dev", "a"), stackOf("prod", "b")]);
    expect(idsOf(findings)).toEqual(["unmanaged rockit:c"]);
    expect(servers).toEqual([
      { name: `${new URL(rockit.endpoint).host} (${rockit.credentials.orgName})`, objects: 3 },
    ]);
  });

  it("own an object whose name the server lists in another Unicode form", async () => {
    await using rockit = await startRockit();
    rockit.add({ ...builds, name: "größe" });
    const decomposed = "gro\u0308\u00dfe";
    const mine = ownedResource("rockit:Subscription", "size", decomposed, { ...builds, name: decomposed });
    const { findings } = await scanDevStack({ servers: { rockit }, resources: [mine] });
    expect(idsOf(findings)).toEqual([]);
  });

  it("that own the same object are reported to manage it more than once", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    rockit.add(builds);
    durst.addSubscriber({ hostUri: "https://a.example/", externalAuthType: "NONE" });
    const number = durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    const state = {
      resources: [
        providerOfServers({ rockit, durst }),
        ownedResource("rockit:Subscription", "builds", "builds", builds),
        ownedResource("durst:Subscriber", "press", "17", {}),
        ownedResource("durst:Subscription", "jobs", `17/${number}`, jobs),
      ],
      pending: [],
    };
    const stacks = ["dev", "prod"].map((stack) => ({
      label: `shop/${stack}`,
      state: stateForStack(stack, state),
    }));
    const { findings } = await scanStacks(stacks);
    expect(idsOf(findings)).toEqual(
      ["durst:17", `durst:17/${number}`, "rockit:builds"].map((id) => `managed more than once ${id}`),
    );
    expect(findings[0]?.resources).toEqual(["shop/dev builds", "shop/prod builds"]);
  });

  it("count each other's objects as managed even if one uses a token and one an API key, because the organisation may be the same", async () => {
    await using rockit = await startRockit();
    for (const name of ["a", "b", "c"]) rockit.add({ ...builds, name });
    const { authToken } = rockit.credentials;
    const token = providerOfServers({ rockit });
    const { "rockit:endpoint": endpoint } = token.inputs as Record<string, string>;
    const byToken = { ...token, inputs: { "rockit:endpoint": endpoint, "rockit:authToken": authToken } };
    const { findings } = await scanStacks([
      devStack([providerOfServers({ rockit }), ownedRockitSubscription("a")]),
      {
        label: "shop/prod",
        state: stateForStack("prod", {
          resources: [byToken as never, ownedRockitSubscription("b")],
          pending: [],
        }),
      },
    ]);
    expect(new Set(idsOf(findings))).toEqual(new Set(["unmanaged rockit:c"]));
  });

  it("own their objects even if one stack has no credentials", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    for (const name of ["a", "b", "c"]) rockit.add({ ...builds, name });
    durst.addSubscriber({ hostUri: "a.example:80", externalAuthType: "NONE" });
    for (const status of ["ACTIVE", "ACTIVE"] as const) durst.addSubscription(17, { ...jobs, status });
    const provider = providerOfServers({ rockit, durst });
    const withoutCredentials = Object.entries(provider.inputs).filter(
      ([key]) => !/apiKey|password/.test(key),
    );
    const resources = [
      { ...provider, inputs: Object.fromEntries(withoutCredentials) },
      ownedRockitSubscription("b"),
      ownedResource("durst:Subscription", "job", "17/5", jobs),
    ];
    const { findings, failures } = await scanStacks([
      devStack([
        provider,
        ownedRockitSubscription("a"),
        ownedResource("durst:Subscriber", "press", "17", {}),
      ]),
      { label: "shop/prod", state: stateForStack("prod", { resources, pending: [] }) },
    ]);
    expect(idsOf(findings)).toEqual(["unmanaged durst:17/4", "unmanaged rockit:c"]);
    expect(failures).toHaveLength(2);
  });
});

describe("a Durst subscriber", () => {
  it("named with --subscriber is unmanaged if it has a credential or an ACTIVE subscription", async () => {
    await using durst = await startDurst();
    const xAuthInfo = { user: "press", password: "canary" };
    durst.addSubscriber({ hostUri: "https://a.example/hook/canary", externalAuthType: "XAUTH", xAuthInfo });
    durst.addSubscriber({ hostUri: "b.example:80", externalAuthType: "NONE" });
    durst.addSubscriber({ hostUri: "c.example:80", externalAuthType: "NONE" });
    durst.addSubscription(18, { topic: "STATUS/*", status: "ACTIVE" });
    durst.addSubscription(19, { topic: "STATUS/*", status: "INACTIVE" });
    const subscribers = [17, 18, 19];
    const { findings } = await scanDevStack({ servers: { durst }, resources: [], scope: { subscribers } });
    expect(idsOf(findings)).toEqual(["unmanaged durst:17", "unmanaged durst:18", "unmanaged durst:18/4"]);
    expect(findings[0]?.description).toBe("subscriber, calls a.example");
    const scope = { subscribers, includeInactive: true };
    const all = await scanDevStack({ servers: { durst }, resources: [], scope });
    expect(idsOf(all.findings)).toEqual([
      "unmanaged durst:17",
      "unmanaged durst:18",
      "unmanaged durst:18/4",
      "unmanaged durst:19",
      "unmanaged durst:19/4",
    ]);
    const { failures } = await scanDevStack({
      servers: { durst },
      resources: [],
      scope: { subscribers: [17, 4711] },
    });
    expect(failures).toEqual(["no Durst server of these stacks has a subscriber 4711"]);
  });

  it("is in use if a stack owns one of its subscriptions", async () => {
    await using durst = await startDurst();
    durst.addSubscriber({ hostUri: "a.example:80", externalAuthType: "NONE" });
    const number = durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    const mine = ownedResource("durst:Subscription", "jobs", `17/${number}`, jobs);
    expect((await scanDevStack({ servers: { durst }, resources: [mine] })).findings).toEqual([]);
  });

  it("has no unmanaged subscription that an unfinished creation may have created", async () => {
    await using durst = await startDurst();
    durst.addSubscriber({ hostUri: "a.example:80", externalAuthType: "NONE" });
    const before = durst.addSubscription(17, jobs);
    durst.addSubscription(17, jobs);
    const outputs = { ...jobs, unfinished: { besides: [before] } };
    const { findings } = await scanDevStack({
      servers: { durst },
      resources: [
        ownedResource("durst:Subscriber", "press", "17", {}),
        ownedResource("durst:Subscription", "jobs", "17/?", jobs, { outputs }),
      ],
    });
    expect(idsOf(findings)).toEqual([`unmanaged durst:17/${before}`]);
  });
});

describe("a server", () => {
  it("without any of several objects may be the wrong server, so that nothing is unmanaged", async () => {
    await using rockit = await startRockit();
    rockit.add({ ...builds, name: "theirs" });
    const resources = ["a", "b"].map((name) => ownedRockitSubscription(name));
    const { findings, failures } = await scanDevStack({ servers: { rockit }, resources });
    expect(findings).toEqual([]);
    expect(failures).toEqual([expect.stringMatching(/all 2 subscriptions are missing on /)]);
  });

  it("that is down does not hide the findings of another server", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    durst.addSubscriber({ hostUri: "a.example:80", externalAuthType: "NONE" });
    durst.addSubscription(17, jobs);
    await rockit.outage();
    const { findings, failures } = await scanDevStack({
      servers: { rockit, durst },
      resources: [ownedResource("durst:Subscriber", "press", "17", {})],
    });
    expect(idsOf(findings)).toEqual(["unmanaged durst:17/4"]);
    expect(failures).toEqual([
      expect.stringMatching(/^reading 127\.0\.0\.1:\d+ \(\S+\): .*can't be reached/),
    ]);
  });

  it("of a provider without credentials is reported as a failure", async () => {
    await using rockit = await startRockit();
    const { inputs, ...provider } = providerOfServers({ rockit });
    const { "rockit:apiKey": _, ...withoutKey } = inputs as Record<string, string>;
    const { failures } = await scanStacks([devStack([{ ...provider, inputs: withoutKey } as never])]);
    expect(failures).toEqual([
      expect.stringMatching(/^the ROCKIT server of shop\/dev: the setting rockit:apiKey is missing: /),
    ]);
  });
});
