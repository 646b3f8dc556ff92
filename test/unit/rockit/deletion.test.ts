import { describe, expect, it } from "vitest";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import type { Fault } from "../../simulators/index.ts";
import {
  asNewSubscription,
  deleteRequest,
  listRequest,
  setUpCreationTests,
  slack,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

const start = (endpoint = server.endpoint) =>
  driverOf(rockitSubscriptionLifecycle, rockitRunOf(server, { endpoint: new URL(endpoint) }));
const htmlPage = (status: number, acts: boolean): Fault => ({ kind: "html", status, acts });

describe("a deletion that is answered", () => {
  it.each<[string, Fault]>([
    ["with a sign-in page", htmlPage(200, false)],
    ["with a page for 404", htmlPage(404, false)],
  ])("%s counts as failed while the list shows the subscription", async (_what, fault) => {
    const known = await start().create(webhook);
    server.faults.inject(fault, deleteRequest);
    await expect(start().delete(known)).rejects.toMatchObject({ code: "unexpected-answer" });
    expect(server.secretOf("nightly")).toBe(known.outputs.secret);
    await start().delete(known);
    expect(server.subscriptions.size).toBe(0);
  });

  it("with a page counts as done once the list lacks the subscription", async () => {
    const known = await start().create(webhook);
    server.faults.inject(htmlPage(200, true), deleteRequest);
    await start().delete(known);
    expect(server.subscriptions.size).toBe(0);
  });

  it("with the firewall's 404 fails and says what to check", async () => {
    const known = await start().create(webhook);
    const firewall = await startServer((request, response) =>
      request.method === "DELETE"
        ? respondWith(404, { code: 404, message: "Not Found" })(request, response)
        : respondWith(200, [webhook])(request, response),
    );
    await expect(start(firewall.url).delete(known)).rejects.toThrow(
      /answered 404 to the deletion but still has the subscription.*check the path of rockit:endpoint/,
    );
  });

  it.each([
    { error: {} },
    { message: "no", code: "ERR" },
    { Status: "Error" },
    { success: 0 },
    { deleted: false },
    { name: "nightly" },
    [],
    {},
  ])("with %j counts as failed while the list shows the subscription", async (body) => {
    const known = await start().create(webhook);
    const oddServer = await startServer((request, response) =>
      respondWith(200, request.method === "DELETE" ? body : [webhook])(request, response),
    );
    await expect(start(oddServer.url).delete(known)).rejects.toMatchObject({ code: "unexpected-answer" });
  });

  it.each([410, 404])("with %i counts as done once the list lacks the subscription", async (status) => {
    const known = await start().create(webhook);
    const serverWithout = await startServer((request, response) =>
      respondWith(request.method === "DELETE" ? status : 200, [])(request, response),
    );
    await start(serverWithout.url).delete(known);
  });

  it("with 404 counts as failed if the list can't be read", async () => {
    const known = await start().create(webhook);
    server.faults.inject(htmlPage(404, false), deleteRequest);
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...listRequest, times: 3 });
    await expect(start().delete(known)).rejects.toMatchObject({ status: 503 });
  });
});

it("a 404 of the server counts as deleted if the account can't read the list", async () => {
  const known = await start().create(webhook);
  server.remove("nightly");
  Object.assign(server.behaviour, { permissions: ["subscriptions.delete"] });
  await start().delete(known);
});

it("several subscriptions that are all missing do not count as deleted", async () => {
  const both = [await start().create(webhook), await start().create(slack)];
  for (const name of ["nightly", "releases"]) server.remove(name);
  const engine = start();
  const outcomes = await Promise.allSettled(both.map((known) => engine.delete(known)));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

it("a name that the server stores in another Unicode form is deleted in that form", async () => {
  const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
  const known = await start().create({ ...webhook, name: decomposed });
  server.remove(decomposed);
  server.add(asNewSubscription({ ...structuredClone(webhook), name: composed }));
  expect((await start().refresh(known))?.id).toBe(decomposed);
  await start().delete(known);
  expect(server.subscriptions.size).toBe(0);
});

describe("an account that can't read the list", () => {
  const autoNamed = { ...webhook, name: undefined, namePrefix: "builds" };
  const loseAnswer = async (declared: object) => {
    server.faults.inject({ kind: "status", status: 500, acts: true }, { route: "POST /be/v1/subscriptions" });
    Object.assign(server.behaviour, { permissions: ["subscriptions.create", "subscriptions.delete"] });
    return start()
      .create({ ...declared })
      .catch((failure) => failure);
  };

  it("loses no automatic name with an answer: the next run deletes the subscription and creates another", async () => {
    const { id, outputs } = await loseAnswer(autoNamed);
    expect([...server.subscriptions.keys()]).toEqual([id]);
    expect(outputs).toMatchObject({ unfinished: true, name: id });
    const known = await start().change({ id, outputs }, autoNamed);
    expect([...server.subscriptions.keys()]).toEqual([known.id]);
    expect(known.outputs.secret).toBe(server.secretOf(known.id));
  });

  it("gets an error that a subscription with the explicit name may exist now", async () => {
    const failure = await loseAnswer(webhook);
    expect(failure.message).toMatch(/a subscription of this name may exist now/);
  });
});
