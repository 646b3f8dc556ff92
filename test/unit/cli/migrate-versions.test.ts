// States that Terraform 1.11.4 wrote after a refresh, with three versions of the provider restapi.
// From 2.0 on, a refresh replaces the declared values by the server's answer.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixtures } from "../../helpers/recorded-states.ts";
import { canaries, MigrateScene, press, terraformArgs } from "./migrate-scenes.ts";

test.each([
  ["1.20.0", 17, "given"],
  ["2.0.1", 18, "unknown"],
  ["3.0.0", 19, "unknown"],
])("migrate reads a state of restapi %s", async (version, number, declared) => {
  const scene = await MigrateScene.start();
  const names = ["builds", "chat", "deploys"].map((name) => `${name}-v${version}`) as [
    string,
    string,
    string,
  ];
  for (const name of ["builds", "chat", "deploys"]) scene.rockit.remove(name);
  scene.rockit.add({
    name: names[0],
    sender: "mkraw",
    events: ["end", "error"],
    type: "webhook",
    url: "https://hooks.example/a",
  });
  scene.rockit.add({
    name: names[1],
    sender: "deploy",
    event: "success",
    type: "slack",
    slackToken: canaries.slackToken,
    channelId: "C0123456789",
  });
  scene.rockit.add({
    name: names[2],
    sender: "deploy",
    event: "end",
    type: "webhook",
    url: "https://hooks.example/deploys",
  });
  while (!scene.durst.subscribers.has(number)) scene.durst.addSubscriber(press);
  if (number > 17)
    scene.durst.addSubscription(number, { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs", status: "ACTIVE" });

  const file = join(fixtures, `terraform-restapi-${version}.tfstate.json`);
  const { exitCode, stdout, stderr } = await scene.migrate(terraformArgs(file, "--json"));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { objects, differences, unsupported } = JSON.parse(stdout);
  expect({ differences, unsupported }).toEqual({ differences: [], unsupported: [] });
  expect(objects.map(({ id, name, secret }: Record<string, string>) => [id, name, secret])).toEqual([
    [names[0], "builds", "given"],
    [names[1], "chat", declared],
    [names[2], "site-innsbruck-hook-deploys", "given"],
    [`${number}`, "press", declared],
    [`${number}/4`, "jobs", "none"],
  ]);
  const answer = /"create_response": ("\{.*?secret.*?\}")/.exec(await readFile(file, "utf8"))?.[1] ?? "";
  const { secret } = JSON.parse(JSON.parse(answer));
  expect((await scene.importedObjects())["rockit:Subscription builds"]?.outputs).toMatchObject({
    secret: `secret: ${secret}`,
  });
});
