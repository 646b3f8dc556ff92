// On the native plugin, a webhook's signing secret is rotated in two updates, never in one.
import { expect, test } from "vitest";
import { Scene } from "../helpers/scene.ts";

const webhook = (versions: readonly string[]) => ({
  resources: [
    {
      type: "RockitWebhook" as const,
      name: "hook",
      args: { sender: "mkraw", event: "end", url: "https://hooks.example", versions },
    },
  ],
  outputs: { secrets: { $of: "hook", property: "secrets" } },
});

test("a version is added, then the old one removed; both at once are refused in the preview", async () => {
  await using scene = await Scene.start({ variant: "native" });
  const { rockit, stack } = scene;
  const secrets = async () => (await stack.outputs())["secrets"] as Record<string, string>;
  const namesOnServer = () =>
    [...rockit.subscriptions.keys()].map((name) => name.replace(/-[0-9a-f]{7}$/, ""));

  await scene.up(webhook(["a"]));
  const { a } = await secrets();
  await scene.up(webhook(["a", "b"]));
  const secretsOfBoth = await secrets();
  expect(secretsOfBoth).toEqual({ a, b: expect.any(String) });
  scene.forbidSecrets(...Object.values(secretsOfBoth));
  expect(namesOnServer()).toEqual(["hook-a", "hook-b"]);

  rockit.clearRequests();
  expect(await scene.preview(webhook(["c"]), { fails: true })).toContain(
    "versions replaces a and b by c in one step",
  );
  expect(rockit.writes()).toEqual([]);

  await scene.up(webhook(["b"]));
  expect(await secrets()).toEqual({ b: secretsOfBoth["b"] });
  expect(namesOnServer()).toEqual(["hook-b"]);
  await scene.expectSettled(webhook(["b"]));
  await scene.destroy();
  expect(rockit.subscriptions.size).toBe(0);
});
