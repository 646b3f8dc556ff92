// Pulumi manages imported objects like created ones.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ImportScene } from "./import-scene.ts";

test("imported objects behave like created ones: rotation, change, refresh and deletion", async () => {
  await using scene = await ImportScene.start(1);
  const webhook = {
    sender: "mkraw",
    event: "end",
    type: "webhook",
    url: "https://hooks.example/a",
  } as const;
  scene.rockit.add({ name: "known", ...webhook });
  scene.rockit.add({ name: "unknown", ...webhook });
  scene.rockit.add({
    name: "chat",
    sender: "deploy",
    event: "end",
    type: "slack",
    slackToken: "canary-token",
    channelId: "C1",
  });
  const jwtSigningInfo = { httpHeaderName: "x-sig", method: "HS256", key: "canary-key" } as const;
  const id = scene.durst.addSubscriber({
    hostUri: "https://hooks.example/",
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo,
  });
  scene.durst.addSubscription(id, { topic: "STATUS/PRINT_ORDER/*", path: "orders", status: "ACTIVE" });

  const known = scene.rockit.secretOf("known");
  // The stack's settings take precedence over the environment.
  const { apiKey, orgName, username } = scene.rockit.credentials;
  await scene.stack.configure({
    "rockit:endpoint": scene.rockit.endpoint,
    "rockit:orgName": orgName,
    "rockit:username": username,
  });
  await scene.stack.configure({ "rockit:apiKey": apiKey }, { secret: true });
  const elsewhere = { ROCKIT_ENDPOINT: "https://nowhere.invalid" };
  const rockit = await scene.import("rockit", ["--rotate"], { ROCKIT_SECRET_KNOWN: known, ...elsewhere });
  expect(await scene.runImportCommand("rockit", ["--dry-run"], elsewhere)).toMatchObject({
    objects: [],
    managed: 3,
  });
  const durst = await scene.import("durst", scene.subscriberFlags());
  await scene.configure([...rockit.configuration, ...durst.configuration]);
  await scene.expectNoLeak();
  const { output } = await scene.stack.preview("--diff");
  expect(output).toMatch(/^ *~ 1 to update\n *\+-1 to replace\n *2 changes\. 4 unchanged$/m);
  expect(output).toContain(
    '"unknown": changing rotationTrigger replaces the subscription and issues a new signing secret',
  );

  await scene.stack.up();
  expect(await scene.stack.outputs()).toEqual({
    secrets: { known, unknown: scene.rockit.secretOf("unknown") },
  });
  expect(scene.rockit.secretOf("known")).toBe(known);
  await scene.expectNoChanges();
  await scene.expectNoLeak();

  const file = join(scene.project.folder, "rockit/subscriptions.ts");
  await writeFile(file, (await readFile(file, "utf8")).replaceAll("hooks.example/a", "hooks.example/b"));
  scene.durst.editSubscription(id, 4, { topic: "STATUS/*" });
  await scene.stack.up("--refresh");
  expect([...scene.rockit.subscriptions.values()].map(({ url }) => url).sort()).toEqual([
    "https://hooks.example/b",
    "https://hooks.example/b",
    undefined,
  ]);
  expect(scene.durst.subscriptions(id).get(4)?.topic).toBe("STATUS/PRINT_ORDER/*");
  await scene.expectNoChanges();

  await scene.stack.destroy();
  expect(scene.rockit.subscriptions.size).toBe(0);
  expect(scene.durst.subscriptions(id).get(4)?.status).toBe("INACTIVE");
  expect(scene.durst.credentialOf(id)).toBeUndefined();
});

test("an import under a component and an explicit provider of the program leaves managed objects alone", async () => {
  await using scene = await ImportScene.start(1);
  const { endpoint, credentials } = scene.rockit;
  for (const name of ["builds", "owned"]) {
    scene.rockit.add({
      name,
      sender: "mkraw",
      event: "end",
      type: "webhook",
      url: `https://me:pw@hooks.example/${name}`,
    });
  }
  const index = join(scene.project.folder, "index.ts");
  const { orgName, username, apiKey } = credentials;
  const settings = JSON.stringify({ endpoint, orgName, username, apiKey });
  await writeFile(
    index,
    `import * as pulumi from "@pulumi/pulumi";
import { Provider } from "pulumi-rockit-durst";
const provider = new Provider("site", { rockit: ${settings} });
const parent = new pulumi.ComponentResource("acme:Hall", "hall-1");
`,
  );
  await scene.stack.up();
  const where = ["--provider", "site", "--parent", "hall-1", "--without-secrets"];
  // The environment names no server.
  const nowhere = { ROCKIT_ENDPOINT: "https://nowhere.invalid" };
  const first = await scene.import("rockit", [...where, "--filter", "owned"], nowhere);
  await rename(join(scene.project.folder, "rockit"), join(scene.project.folder, "before"));
  await mkdir(join(scene.project.folder, "rockit"));
  const second = await scene.import("rockit", [...where, "--name", "builds=image-builds"], nowhere);
  expect(second).toMatchObject({ managed: 1, objects: [{ id: "builds", name: "image-builds" }] });
  await writeFile(
    index,
    `${await readFile(index, "utf8")}
import { subscriptions as before } from "./before/subscriptions";
before({ provider, parent });
${second.usage}
`,
  );
  for (const { key, secretName } of [...first.configuration, ...second.configuration]) {
    const url = scene.rockit.subscriptions.get(secretName.replace(".url", ""))?.url ?? "";
    await scene.stack.configure({ [key]: url }, { secret: true });
  }
  await scene.expectNoChanges();
  expect(scene.writes()).toEqual([]);
});
