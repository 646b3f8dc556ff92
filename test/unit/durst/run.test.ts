import { expect, it } from "vitest";
import { durstRunOf } from "../../helpers/lifecycles.ts";
import { startDurst } from "../../simulators/index.ts";

it("removes a subscriber's password from an error if the server quotes the password", async () => {
  await using server = await startDurst({ errorBodies: "echo", hostUriForms: "url" });
  const api = durstRunOf(server);
  const refused = api.client.createSubscriber({
    hostUri: "press.example:1",
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "durst", password: "canary" },
  });
  await expect(refused).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("[secret]"),
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining("canary") });
  await api.close();
});
