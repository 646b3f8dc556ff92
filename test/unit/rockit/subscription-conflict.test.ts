import { describe, expect, it } from "vitest";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { nameConflictAdvice } from "./creations.ts";
import { webhook } from "./declarations.ts";
import { server, startEngine, startServerForEachTest } from "./server.ts";

const foreignWebhook = {
  name: "nightly",
  sender: "deploy",
  events: ["begin"],
  type: "webhook",
  url: "https://theirs.example/",
} as const;
const slack = {
  name: "nightly",
  sender: "mkraw",
  event: "end",
  type: "slack",
  slackToken: "token-canary",
  channelId: "C1",
};

startServerForEachTest();

describe("a name that exists", () => {
  it.each([
    ["onConflict left out", webhook],
    ["onConflict fail", { ...webhook, onConflict: "fail" }],
    ["a Slack token", slack],
  ])("fails the creation, lists three solutions and deletes nothing: %s", async (_what, declared) => {
    server.add({ ...foreignWebhook, events: [...foreignWebhook.events] });
    const secret = server.secretOf("nightly");
    const failure = await startEngine()
      .create(declared)
      .then(
        () => expect.fail("it was created"),
        (error: Error) => error,
      );
    expect(failure.name).toBe("PreconditionError");
    expect(failure.message).toContain(nameConflictAdvice("nightly"));
    expectNoSecretsIn(failure.message, "token-canary", server.credentials.apiKey);
    expect(server.writes().map(({ method, status }) => [method, status])).toEqual([["POST", 409]]);
    expect(server.subscriptions.get("nightly")).toMatchObject({ url: foreignWebhook.url, sender: "deploy" });
    expect(server.secretOf("nightly")).toBe(secret);
  });

  it("is quoted in the error as a program would write it", async () => {
    const name = 'a "b"\\c';
    server.add({ ...foreignWebhook, events: [...foreignWebhook.events], name });
    await expect(startEngine().create({ ...webhook, name })).rejects.toThrow('get("…", "a \\"b\\"\\\\c")');
  });
});

describe('onConflict "replace"', () => {
  it.each([webhook, slack])(
    "deletes the existing subscription, creates one of type $type and logs the replacement",
    async (ours) => {
      server.add({ ...foreignWebhook, events: [...foreignWebhook.events] });
      const before = server.secretOf("nightly");
      const engine = startEngine();
      const known = await engine.create({ ...ours, onConflict: "replace" });
      expect(server.writes().map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
        "POST /be/v1/subscriptions 409",
        "DELETE /be/v1/subscriptions/nightly 200",
        "POST /be/v1/subscriptions 200",
      ]);
      expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([ours, ours]);
      expect(known.outputs).toMatchObject({
        ...ours,
        onConflict: "replace",
        secret: server.secretOf("nightly"),
      });
      expect(known.outputs.secret).not.toBe(before);
      expect(engine.logged).toEqual([
        'a subscription of this name existed and was deleted (onConflict: "replace"); its signing secret is no longer valid',
      ]);
      expect(await startEngine().refresh(known)).toEqual(known);
    },
  );

  it("deletes and logs nothing if the name is free", async () => {
    const engine = startEngine();
    await engine.create({ ...webhook, onConflict: "replace" });
    expect(server.writes().map(({ method }) => method)).toEqual(["POST"]);
    expect(engine.logged).toEqual([]);
  });

  it("deletes nothing for any other failure", async () => {
    server.add({ ...foreignWebhook, events: [...foreignWebhook.events] });
    Object.assign(server.behaviour, { permissions: ["subscriptions.read", "subscriptions.delete"] });
    const creating = startEngine().create({ ...webhook, onConflict: "replace" });
    await expect(creating).rejects.toMatchObject({ code: "unauthorized" });
    expect(server.requestsTo("DELETE")).toEqual([]);
    expect(server.subscriptions.size).toBe(1);
  });

  it("fails if the account can't delete the existing subscription, and leaves it unchanged", async () => {
    server.add({ ...foreignWebhook, events: [...foreignWebhook.events] });
    Object.assign(server.behaviour, { permissions: ["subscriptions.read", "subscriptions.create"] });
    await expect(startEngine().create({ ...webhook, onConflict: "replace" })).rejects.toMatchObject({
      status: 401,
    });
    expect(server.subscriptions.get("nightly")?.url).toBe(foreignWebhook.url);
  });
});
