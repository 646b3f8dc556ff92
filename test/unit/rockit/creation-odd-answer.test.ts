import { describe, expect, it } from "vitest";
import { signRockitTestWebhook, verifyRockitWebhook } from "../../../packages/webhooks/src/index.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { driverOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import type { Fault } from "../../simulators/index.ts";
import {
  createRequest,
  expectFinished,
  failureOf,
  foreignSubscriptions,
  listRequest,
  setUpCreationTests,
  slack,
  startCheckedEngine,
  stepsOf,
  unfinishedStateOf,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

const everyCreateRequest = { ...createRequest, times: Number.POSITIVE_INFINITY };
const autoNamed = { ...webhook, name: undefined, namePrefix: "builds" };
const unreadableAnswers: [string, Fault][] = [
  ["a page of 200", { kind: "html", status: 200, acts: true }],
  ["malformed JSON", { kind: "malformed-json" }],
  ["truncated JSON", { kind: "truncated-json" }],
  ["JSON of another shape", { kind: "wrong-shape" }],
  ["an empty secret", { kind: "empty-secret" }],
  ["no secret", { kind: "no-secret" }],
  ["an oversized answer", { kind: "huge-json" }],
];

describe.each([
  ["explicit", webhook],
  ["automatic", autoNamed],
] as const)(
  "a creation under an %s name whose answer arrives completely but can't be read",
  (_name, declared) => {
    it.each(unreadableAnswers)("is sent once and kept as unfinished: %s", async (_what, fault) => {
      server.faults.inject(fault, everyCreateRequest);
      const kept = await unfinishedStateOf(startCheckedEngine(server).create(declared));
      expect(kept).toMatchObject({
        id: [...server.subscriptions.keys()][0],
        outputs: { unfinished: true },
        failure: { code: "unexpected-answer" },
        remedy: "deletes the leftover and creates it again with a new signing secret",
      });
      expect(kept.outputs).not.toHaveProperty("mayAppearUntil");
      expect(stepsOf(server)).toEqual(["POST", "GET"]);
      expect(server.subscriptions.size).toBe(1);
      expectNoSecretsIn(`${kept.failure}`, server.secretOf(kept.id), server.credentials.apiKey);
    });

    it("is finished by the next run, once the server answers as documented", async () => {
      server.faults.inject({ kind: "no-secret" }, createRequest);
      const kept = await unfinishedStateOf(startCheckedEngine(server).create(declared));
      server.clearRequests();
      const known = await startCheckedEngine(server).change(kept, declared);
      expect(server.writes().map(({ method }) => method)).toEqual(["DELETE", "POST"]);
      await expectFinished(server, known, { ...declared, name: known.id });
    });

    it("is reported as not created if a gateway answers with a page", async () => {
      server.faults.inject({ kind: "html", status: 200, acts: false }, createRequest);
      await expect(startCheckedEngine(server).create(declared)).rejects.toMatchObject({
        code: "unexpected-answer",
        message: expect.stringMatching(/; nothing was created$/),
      });
      expect(stepsOf(server).filter((step) => step !== "GET")).toEqual(["POST"]);
    });

    it("is kept as unfinished if the list can't be read", async () => {
      server.faults.inject({ kind: "no-secret" }, createRequest);
      server.faults.inject(
        { kind: "status", status: 503, acts: false },
        { ...listRequest, nth: 2, times: 3 },
      );
      expect(await unfinishedStateOf(startCheckedEngine(server).create(declared))).toMatchObject({
        outputs: { unfinished: true },
        failure: { code: "unexpected-answer" },
      });
      expect(server.requestsTo("DELETE")).toEqual([]);
    });
  },
);

it("a redirect is not followed, and the creation is not repeated", async () => {
  server.faults.inject({ kind: "redirect", to: "https://elsewhere.example/" }, everyCreateRequest);
  await expect(startCheckedEngine(server).create(webhook)).rejects.toThrow(
    /a redirect to elsewhere\.example/,
  );
  expect(server.requestsTo("POST")).toHaveLength(1);
});

it.each(["fail", "replace"])(
  "a page for another owner's name leaves that owner's subscription unchanged: onConflict %s",
  async (onConflict) => {
    server.add(structuredClone(foreignSubscriptions.webhook) as never);
    const secret = server.secretOf("nightly");
    server.faults.inject({ kind: "html", status: 200, acts: false }, createRequest);
    const failure = await failureOf(startCheckedEngine(server).create({ ...webhook, onConflict }));
    expect(failure.message).toMatch(/; the existing subscription of this name is kept$/);
    expect(server.secretOf("nightly")).toBe(secret);
    expect(server.writes().map(({ method }) => method)).toEqual(["POST"]);
  },
);

const bytes = Buffer.from([0xfb, 0xff, 0xbf, ...Array.from({ length: 49 }, (_, n) => 255 - n)]);
const base64 = bytes.toString("base64");

/** A creation at a server that answers with this secret. */
async function createWithSecret(secret: unknown, declared: object) {
  const { url } = await startServer((request, response) =>
    respondWith(200, request.method === "GET" ? [] : { status: "ok", message: "created", secret })(
      request,
      response,
    ),
  );
  const engine = driverOf(rockitSubscriptionLifecycle, rockitRunOf(server, { endpoint: new URL(url) }));
  return engine.create({ ...declared });
}

it.each([
  ["in standard base64", base64],
  ["without its padding", base64.replace(/=+$/, "")],
  ["in the URL-safe alphabet", base64.replaceAll("+", "-").replaceAll("/", "_")],
  ["in the URL-safe alphabet, unpadded", bytes.toString("base64url")],
  ["with a line break at its end", `${base64}\n`],
  ["in lines of 40 characters", base64.replaceAll(/.{40}/g, "$&\r\n")],
])("a signing secret is stored unchanged and verifies signatures: %s", async (_what, secret) => {
  const { outputs } = await createWithSecret(secret, webhook);
  expect(outputs.secret).toBe(secret);
  const event = { orgName: "acme", appName: "demo", type: "mkraw", event: "end" } as const;
  const delivery = await signRockitTestWebhook({ ...event, secret: base64 });
  const verified = verifyRockitWebhook({ ...delivery, secret: outputs.secret as string });
  await expect(verified).resolves.toMatchObject(event);
});

it.each([undefined, null, ""])("a Slack subscription needs no secret in the answer: %j", async (secret) => {
  const { outputs } = await createWithSecret(secret, slack);
  expect(outputs).toEqual(slack);
});

it.each([
  { status: "created with warnings", errors: ["deprecated"], secret: base64 },
  { code: 1000, message: "ok", secret: base64 },
])("a secret is accepted together with a warning: %j", async (body) => {
  const { url } = await startServer((request, response) =>
    respondWith(200, request.method === "GET" ? [] : body)(request, response),
  );
  const engine = driverOf(rockitSubscriptionLifecycle, rockitRunOf(server, { endpoint: new URL(url) }));
  expect(await engine.create({ ...webhook })).toMatchObject({ outputs: { secret: base64 } });
});

it.each([200, 204])("a Slack subscription accepts an empty %i answer", async (status) => {
  const { url } = await startServer((request, response) =>
    request.method === "GET"
      ? respondWith(200, [])(request, response)
      : respondWith(status, "")(request, response),
  );
  const engine = driverOf(rockitSubscriptionLifecycle, rockitRunOf(server, { endpoint: new URL(url) }));
  expect((await engine.create({ ...slack })).outputs).toEqual(slack);
});

it("a creation that the server answers with 202 is kept as unfinished", async () => {
  const { url } = await startServer((request, response) =>
    request.method === "GET"
      ? respondWith(200, [])(request, response)
      : respondWith(202, { status: "accepted" })(request, response),
  );
  const engine = driverOf(rockitSubscriptionLifecycle, rockitRunOf(server, { endpoint: new URL(url) }));
  expect(await unfinishedStateOf(engine.create({ ...webhook }))).toMatchObject({
    outputs: { unfinished: true, mayAppearUntil: expect.any(String) },
  });
});
