import { expect, it } from "vitest";
import { rockitApiOf } from "../../helpers/lifecycles.ts";
import { startRockit } from "../../simulators/index.ts";

it("keeps a Slack token that the server quotes out of the error", async () => {
  await using server = await startRockit({ errorBodies: "echo" });
  const api = rockitApiOf(server);
  const request = {
    name: "releases",
    sender: "deploy",
    event: "end",
    type: "slack",
    slackToken: "canary",
    channelId: "C1",
  } as const;
  await api.subscribe(request);
  const refused = api.subscribe(request);
  await expect(refused).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("[secret]"),
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining("canary") });
  await api.close();
});
