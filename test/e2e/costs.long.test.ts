// Costs that must not grow on the real engine: requests and bytes of state.
import { expect, inject, test } from "vitest";
import { outputOf, type Program, rockitSubscriptions, secret } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import type { Recording } from "../simulators/recording.ts";
import { resourcesWithNoopBaseline } from "./noop-baseline.ts";

const list = "GET /be/v1/subscriptions";
const post = "POST /be/v1/subscriptions";
const remove = "DELETE /be/v1/subscriptions/:name";

/**
 * The number of pages up to the last entry of ROCKIT's list. To prove that no entry is missing between two pages, each page repeats the last
 * entry of the page before, so that it has one new entry fewer than the page size.
 */
const pagesOf = (entries: number, pageSize: number) => Math.max(1, Math.ceil((entries - 1) / (pageSize - 1)));

/** As `pagesOf`, with a last page without a new entry, which proves the end. A creation needs the whole list. */
const pagesToTheEndOf = (entries: number, pageSize: number) =>
  entries === 0 ? 1 : pagesOf(entries, pageSize) + 1;

type Counts = Readonly<Record<string, number>>;

/** Runs some work and counts its requests by route. */
async function countRequests(server: Recording, work: () => Promise<unknown>): Promise<Counts> {
  server.clearRequests();
  await work();
  const routes = server.requests.map(({ route }) => route).sort();
  const counts: Record<string, number> = {};
  for (const route of routes) counts[route] = (counts[route] ?? 0) + 1;
  return counts;
}

/** Runs an unchanged program twice. Both runs change nothing, so they run at once. */
const previewAndUp =
  ({ stack }: Scene) =>
  () =>
    Promise.all([stack.preview("--expect-no-changes"), stack.up("--expect-no-changes")]);

/** The same program with one argument of every resource of a type changed. */
const withChangedArgs = ({ resources }: Program, changes: Readonly<Record<string, object>>): Program => ({
  resources: resources.map((resource) => ({
    ...resource,
    args: { ...resource.args, ...changes[resource.type] },
  })),
});

test("25 ROCKIT subscriptions on small pages: one list before creation, one request per deletion", async () => {
  const [count, others, pageSize] = [25, 12, 10];
  await using scene = await Scene.start();
  const { rockit } = scene;
  rockit.behaviour.maxPageSize = pageSize;
  for (let n = 0; n < others; n++)
    rockit.add({
      name: `other${n}`,
      sender: "deploy",
      event: "end",
      type: "webhook",
      url: "https://other.example",
    });
  const program = rockitSubscriptions(count);

  expect(await countRequests(rockit, () => scene.up(program))).toEqual({
    [list]: pagesToTheEndOf(others, pageSize),
    [post]: count,
  });
  expect(await countRequests(rockit, previewAndUp(scene))).toEqual({});
  expect(await countRequests(rockit, () => scene.refresh())).toEqual({
    [list]: pagesOf(count + others, pageSize),
  });
  const elsewhere = withChangedArgs(program, { RockitSubscription: { url: "https://elsewhere.example" } });
  // A name that this run has just deleted needs no list.
  expect(await countRequests(rockit, () => scene.up(elsewhere))).toEqual({ [remove]: count, [post]: count });
  expect(await countRequests(rockit, () => scene.destroy())).toEqual({ [remove]: count });
});

test("120 ROCKIT subscriptions: a refresh costs one request per page, for any page size", async () => {
  const count = 120;
  await using scene = await Scene.start();
  const { rockit } = scene;

  expect(await countRequests(rockit, () => scene.up(rockitSubscriptions(count)))).toEqual({
    [list]: 1,
    [post]: count,
  });
  expect(await countRequests(rockit, previewAndUp(scene))).toEqual({});
  for (const pageSize of [rockit.behaviour.maxPageSize, 1000]) {
    rockit.behaviour.maxPageSize = pageSize;
    expect(await countRequests(rockit, () => scene.refresh())).toEqual({ [list]: pagesOf(count, pageSize) });
  }
  expect(await countRequests(rockit, () => scene.destroy())).toEqual({ [remove]: count });
});

test("3 Durst subscribers with 20 subscriptions each: a refresh costs one list per subscriber", async () => {
  const each = 20;
  const subscriber = (name: string, args: object) =>
    ({ type: "DurstSubscriber", name, args: { hostUri: "https://hooks.example/", ...args } }) as const;
  const jwtSigningInfo = { httpHeaderName: "x-durst-signature", key: secret("battery staple") };
  const xAuthInfo = { user: "durst", password: secret("correct horse") };
  const subscribers = [
    subscriber("none", { externalAuthType: "NONE" }),
    subscriber("xauth", { externalAuthType: "XAUTH", xAuthInfo }),
    subscriber("jwt", { externalAuthType: "JWT_SIGNING", jwtSigningInfo }),
  ];
  const subscriptions = subscribers.flatMap(({ name }) =>
    Array.from({ length: each }, (_, n) => ({
      type: "DurstSubscription" as const,
      name: `${name}-${n}`,
      args: { subscriberId: outputOf(name), topic: "STATUS/PRODUCTION_JOB/*", path: `jobs/${n}` },
    })),
  );
  const program: Program = { resources: [...subscribers, ...subscriptions] };
  const withCredential = 2;

  const login = { "POST /api/v2/login": 1 };
  const one = "/api/v1/subscribers/:subscriberId";
  const lists = { [`GET ${one}/subscriptions`]: subscribers.length };
  // A single list may lack an entry. A lacking entry would later count as a lost creation, or stay ACTIVE.
  const listsTwice = { [`GET ${one}/subscriptions`]: 2 * subscribers.length };
  await using scene = await Scene.start();
  const { durst } = scene;

  expect(await countRequests(durst, () => scene.up(program))).toEqual({
    ...login,
    "POST /api/v1/subscribers/create": subscribers.length,
    // The mask is read twice: only equal masks make a changed credential detectable.
    [`GET ${one}`]: withCredential,
    ...listsTwice,
    [`POST ${one}/subscriptions/create`]: subscriptions.length,
  });
  expect(await countRequests(durst, previewAndUp(scene))).toEqual({});
  // One list for a subscriber's subscriptions, and one request for the subscriber, which is in no list.
  expect(await countRequests(durst, () => scene.refresh())).toEqual({
    ...login,
    ...lists,
    [`GET ${one}`]: subscribers.length,
  });
  const elsewhere = withChangedArgs(program, {
    DurstSubscriber: { hostUri: "https://elsewhere.example/" },
    DurstSubscription: { topic: "STATUS/PRINT_ORDER/*" },
  });
  expect(await countRequests(durst, () => scene.up(elsewhere))).toEqual({
    ...login,
    [`PUT ${one}`]: subscribers.length,
    // The new mask of a credential is read twice.
    [`GET ${one}`]: 2 * withCredential,
    [`PUT ${one}/subscriptions/:subscriptionId`]: subscriptions.length,
  });
  // Each subscription is set INACTIVE. Then each subscriber is checked for active subscriptions and loses its credential.
  expect(await countRequests(durst, () => scene.destroy())).toEqual({
    ...login,
    [`PUT ${one}/subscriptions/:subscriptionId`]: subscriptions.length,
    [`GET ${one}`]: subscribers.length,
    ...listsTwice,
    [`PUT ${one}`]: withCredential,
  });
});

test("each resource takes at most 10% more bytes of state than with a no-op provider", async () => {
  const ownOutputs = {
    webhook: ["secretIssuedAt"],
    slack: ["secretIssuedAt"],
    xauth: ["credentialFingerprint"],
    jwt: ["credentialFingerprint"],
    subscription: [],
  };
  const pairs = await resourcesWithNoopBaseline(inject("engine"));
  expect([...pairs.keys()].sort()).toEqual(Object.keys(ownOutputs).sort());

  const figures = [...pairs].map(([kind, { ours, noop }]) => ({
    kind,
    ours: bytesOf(ours),
    noop: bytesOf(noop),
  }));
  expect(figures.filter(({ ours, noop }) => ours > 1.1 * noop)).toEqual([]);

  for (const [kind, { ours, noop }] of pairs) {
    const { inputs = {}, outputs = {} } = ours;
    for (const { __provider } of [inputs, outputs]) expect(bytesOf(__provider)).toBeLessThanOrEqual(100);
    // The margin of 10% is not meant for more fields.
    expect(
      Object.keys(ours).filter((field) => !(field in noop)),
      kind,
    ).toEqual([]);
    expect(Object.keys(inputs).sort(), kind).toEqual(Object.keys(noop.inputs ?? {}).sort());
    const baseline = Object.keys(noop.outputs ?? {});
    expect(Object.keys(outputs).sort(), kind).toEqual(
      [...baseline, ...(ownOutputs[kind as keyof typeof ownOutputs] ?? [])].sort(),
    );
  }
});

test("a native resource takes about 80% of the bytes of state of a no-op provider", async () => {
  const pairs = await resourcesWithNoopBaseline(inject("engine"), "pulumi-rockit-durst/native");
  const figures = [...pairs].map(([kind, { ours, noop }]) => {
    const [native, baseline] = [bytesOf(ours), bytesOf(noop)];
    return { kind, native, baseline, ratio: native / baseline };
  });
  console.table(figures);
  // The engine stores a credential encrypted in inputs and outputs; no provider can shrink that.
  const maxRatioOf = (kind: string) => (["slack", "xauth", "jwt"].includes(kind) ? 0.83 : 0.8);
  expect(figures.filter(({ kind, ratio }) => ratio > maxRatioOf(kind))).toEqual([]);
});

/** The size as if `node_modules` lay in the project's folder: the engine stores the paths of the program's source files. */
const bytesOf = (value: unknown) =>
  Buffer.byteLength(
    JSON.stringify(value).replaceAll(/project:\/{3}(?:\.\.\/)+[^"]*?(?=node_modules)/g, "project:///"),
  );
