import { describe, expect, it } from "vitest";
import { RockitRun } from "../../../provider/rockit/run.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { failureOf } from "./creations.ts";
import { server, startServerForEachTest } from "./server.ts";

const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example/a" };
const oldKey = "old-key-canary";

startServerForEachTest();

/** A run with the credentials that the last `up` stored and those of this command's environment. */
const start = (stored: Record<string, string>, environment: Record<string, string> = {}) => {
  const { orgName, username } = server.credentials;
  const account = { "rockit:orgName": orgName, "rockit:username": username, "rockit:apiKey": oldKey };
  const config: Record<string, string> = {
    "rockit:endpoint": server.endpoint,
    ...("rockit:authToken" in stored ? {} : account),
    ...stored,
  };
  return driverOf(
    rockitSubscriptionLifecycle,
    new RockitRun(rockitSettings({ config: (key) => config[key], environment })),
  );
};
const requestsWith = (header: string) =>
  server.requests.map(({ method, headers, status }) => [method, headers[header], status]);

describe("stored credentials that are refused", () => {
  it("are replaced by those of the environment for the rest of the run", async () => {
    const { apiKey } = server.credentials;
    const engine = start({}, { ROCKIT_API_KEY: apiKey });
    const known = await engine.create({ ...webhook, name: "a" });
    await engine.refresh(known);
    await engine.delete(known);
    expect(requestsWith("x-rockit-api-key")).toEqual([
      ["GET", oldKey, 401],
      ["GET", apiKey, 200],
      ["POST", apiKey, 200],
      ["GET", apiKey, 200],
      ["DELETE", apiKey, 200],
    ]);
    expect(server.subscriptions.size).toBe(0);
  });

  it("are also replaced by a token of the environment", async () => {
    const { authToken } = server.credentials;
    const engine = start({ "rockit:authToken": oldKey }, { ROCKIT_AUTH_TOKEN: authToken });
    await engine.create({ ...webhook, name: "a" });
    expect(requestsWith("x-rockit-beauth-token")).toEqual([
      ["GET", oldKey, 401],
      ["GET", authToken, 200],
      ["POST", authToken, 200],
    ]);
  });

  it("are replaced once for all calls under way, none of which fails or acts twice", async () => {
    const engine = start({ "rockit:apiKey": server.credentials.apiKey }, { ROCKIT_API_KEY: "rotated-key" });
    await engine.create({ ...webhook, name: "earlier" });
    server.changeCredentials({ apiKey: "rotated-key" });
    server.clearRequests();
    const names = Array.from({ length: 20 }, (_, n) => `n${n}`);
    await Promise.all(names.map((name) => engine.create({ ...webhook, name })));
    expect([...server.subscriptions.keys()].sort()).toEqual(["earlier", ...names].sort());
    const refused = server.requests.filter(({ status }) => status === 401);
    expect(refused.length).toBeGreaterThan(1);
    expect(refused.length).toBeLessThanOrEqual(20);
    expect(server.requests.filter(({ status }) => status === 200)).toHaveLength(20);
    server.clearRequests();
    await engine.create({ ...webhook, name: "later" });
    expect(server.requests.map(({ status }) => status)).toEqual([200]);
  });

  it("stay in use while the server accepts them", async () => {
    const { apiKey } = server.credentials;
    const engine = start({ "rockit:apiKey": apiKey }, { ROCKIT_API_KEY: "another-canary" });
    await engine.create({ ...webhook, name: "a" });
    expect(requestsWith("x-rockit-api-key")).toEqual([
      ["GET", apiKey, 200],
      ["POST", apiKey, 200],
    ]);
  });

  it("fail the operation if the environment has none, and the error names --run-program", async () => {
    const failure = await failureOf(start({}).create({ ...webhook, name: "a" }));
    expect(failure).toMatchObject({ name: "HttpError", code: "unauthorized", status: 401 });
    expect(failure.message).toMatch(
      /; check rockit:apiKey; a plain `pulumi refresh` or `pulumi destroy` uses the credentials that the last `pulumi up` stored. If they changed since, add --run-program, or set the new ones in the environment \(ROCKIT_API_KEY\)$/,
    );
    expect(requestsWith("x-rockit-api-key")).toEqual([
      ["GET", oldKey, 401],
      ["POST", oldKey, 401],
    ]);
    expectNoSecretsIn(failure.message, oldKey);
  });

  it.each([
    [
      "another organisation",
      { ROCKIT_ORG_NAME: "sandbox" },
      "ROCKIT_ORG_NAME is not the same as rockit:orgName",
    ],
    [
      "another server",
      { ROCKIT_ENDPOINT: "https://other.example" },
      "ROCKIT_ENDPOINT is not the same server",
    ],
  ])("are not replaced by those of %s, and nothing is created", async (_what, theirs, says) => {
    const { username, apiKey } = server.credentials;
    const engine = start({}, { ROCKIT_USERNAME: username, ROCKIT_API_KEY: apiKey, ...theirs });
    const failure = await failureOf(engine.create({ ...webhook, name: "a" }));
    expect(failure.message).toContain(`ROCKIT_API_KEY is not tried, because ${says}`);
    expect(new Set(server.requests.map(({ headers }) => headers["x-rockit-api-key"]))).toEqual(
      new Set([oldKey]),
    );
    expect(server.subscriptions.size).toBe(0);
  });

  it("fail the operation if the environment's are refused too, after one try of each", async () => {
    const engine = start({}, { ROCKIT_API_KEY: "another-canary" });
    const failure = await failureOf(engine.create({ ...webhook, name: "a" }));
    expect(failure).toMatchObject({ code: "unauthorized", message: expect.stringMatching(/--run-program/) });
    expect(requestsWith("x-rockit-api-key")).toEqual([
      ["GET", oldKey, 401],
      ["GET", "another-canary", 401],
      ["POST", "another-canary", 401],
    ]);
    expectNoSecretsIn(failure.message, oldKey, "another-canary");
  });
});

it("refused credentials that only the environment has are named by their variables", async () => {
  const { orgName, username } = server.credentials;
  const environment = { ROCKIT_ORG_NAME: orgName, ROCKIT_USERNAME: username, ROCKIT_API_KEY: oldKey };
  const settings = rockitSettings({
    config: () => undefined,
    environment: { ...environment, ROCKIT_ENDPOINT: server.endpoint },
  });
  const engine = driverOf(rockitSubscriptionLifecycle, new RockitRun(settings));
  const failure = await failureOf(engine.create({ ...webhook, name: "a" }));
  expect(failure.message).toMatch(
    /; check ROCKIT_ORG_NAME, ROCKIT_USERNAME, ROCKIT_API_KEY, and whether they expired$/,
  );
});

it("any other refusal does not try other credentials", async () => {
  const { apiKey } = server.credentials;
  const engine = start({ "rockit:apiKey": apiKey }, { ROCKIT_API_KEY: "another-canary" });
  server.add({ ...webhook, name: "a" } as never);
  await expect(engine.create({ ...webhook, name: "a" })).rejects.toThrow(/409/);
  // The list is read to its end.
  expect(requestsWith("x-rockit-api-key")).toEqual([
    ["GET", apiKey, 200],
    ["GET", apiKey, 200],
    ["POST", apiKey, 409],
  ]);
});
