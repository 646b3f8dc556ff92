import { expect, it } from "vitest";
import { rockitRunOf } from "../../helpers/lifecycles.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { startRockit } from "../../simulators/index.ts";

it("removes a Slack token from an error if the server quotes the token", async () => {
  await using server = await startRockit({ errorBodies: "echo" });
  const run = rockitRunOf(server);
  const request = {
    name: "releases",
    sender: "deploy",
    event: "end",
    type: "slack",
    slackToken: "canary",
    channelId: "C1",
  } as const;
  await run.subscribe(request);
  const refused = run.subscribe(request);
  await expect(refused).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("[secret]"),
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining("canary") });
  await run.close();
});

it.each(["", " ", "not base64", "YWJj=", null, 5, ["YWJj"], undefined])(
  "rejects a secret that can't verify signatures, and does not quote it: %j",
  async (secret) => {
    await using simulator = await startRockit();
    const { url } = await startServer(respondWith(200, { status: "ok", message: "created", secret }));
    const run = rockitRunOf(simulator, { endpoint: new URL(url) });
    const request = { name: "a", sender: "mkraw", event: "end", type: "webhook", url: "https://a" } as const;
    const failure = await run.subscribe(request).catch((error) => error);
    expect(failure).toMatchObject({ name: "HttpError", code: "unexpected-answer", ambiguous: true });
    expect(failure.message).not.toMatch(/YWJj|not base64/);
    await run.close();
  },
);
