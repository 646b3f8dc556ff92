// Imported objects are owned like created ones.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ImportScene } from "./import-site.ts";

test("imported objects behave like created ones: rotation, change, refresh and deletion", async () => {
  await using site = await ImportScene.start(1);
  const webhook = {
    sender: "mkraw",
    event: "end",
    type: "webhook",
    url: "https://hooks.example/a",
  } as const;
  site.rockit.add({ name: "known", ...webhook });
  site.rockit.add({ name: "unknown", ...webhook });
  site.rockit.add({
    name: "chat",
    sender: "deploy",
    event: "end",
    type: "slack",
    slackToken: "canary-token",
    channelId: "C1",
  });
  const jwtSigningInfo = { httpHeaderName: "x-sig", method: "HS256", key: "canary-key" } as const;
  const id = site.durst.addSubscriber({
    hostUri: "https://hooks.example/",
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo,
  });
  site.durst.addSubscription(id, { topic: "STATUS/PRINT_ORDER/*", path: "orders", status: "ACTIVE" });

  const known = site.rockit.secretOf("known");
  // The settings of the stack win.
  const { apiKey, orgName, username } = site.rockit.credentials;
  await site.stack.configure({
    "rockit:endpoint": site.rockit.endpoint,
    "rockit:orgName": orgName,
    "rockit:username": username,
  });
  await site.stack.configure({ "rockit:apiKey": apiKey }, { secret: true });
  const elsewhere = { ROCKIT_ENDPOINT: "https://nowhere.invalid" };
  const rockit = await site.import("rockit", ["--rotate"], { ROCKIT_SECRET_KNOWN: known, ...elsewhere });
  expect(await site.asked("rockit", ["--dry-run"], elsewhere)).toMatchObject({ objects: [], managed: 3 });
  const durst = await site.import("durst", site.subscribers());
  await site.configure([...rockit.configuration, ...durst.configuration]);
  await site.expectSilent();
  const { output } = await site.stack.preview("--diff");
  expect(output).toMatch(/^ *~ 1 to update\n *\+-1 to replace\n *2 changes\. 4 unchanged$/m);
  expect(output).toContain(
    '"unknown": changing rotationTrigger replaces the subscription and issues a new signing secret',
  );

  await site.stack.up();
  expect(await site.stack.outputs()).toEqual({
    secrets: { known, unknown: site.rockit.secretOf("unknown") },
  });
  expect(site.rockit.secretOf("known")).toBe(known);
  await site.expectNoChanges();
  await site.expectSilent();

  const file = join(site.project.folder, "rockit/subscriptions.ts");
  await writeFile(file, (await readFile(file, "utf8")).replaceAll("hooks.example/a", "hooks.example/b"));
  site.durst.editSubscription(id, 4, { topic: "STATUS/*" });
  await site.stack.up("--refresh");
  expect([...site.rockit.subscriptions.values()].map(({ url }) => url).sort()).toEqual([
    "https://hooks.example/b",
    "https://hooks.example/b",
    undefined,
  ]);
  expect(site.durst.subscriptions(id).get(4)?.topic).toBe("STATUS/PRINT_ORDER/*");
  await site.expectNoChanges();

  await site.stack.destroy();
  expect(site.rockit.subscriptions.size).toBe(0);
  expect(site.durst.subscriptions(id).get(4)?.status).toBe("INACTIVE");
  expect(site.durst.credentialOf(id)).toBeUndefined();
});

test("under a component and an explicit provider of the program, beside what the stack owns", async () => {
  await using site = await ImportScene.start(1);
  const { endpoint, credentials } = site.rockit;
  for (const name of ["builds", "owned"]) {
    site.rockit.add({
      name,
      sender: "mkraw",
      event: "end",
      type: "webhook",
      url: `https://me:pw@hooks.example/${name}`,
    });
  }
  const index = join(site.project.folder, "index.ts");
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
  await site.stack.up();
  const where = ["--provider", "site", "--parent", "hall-1", "--without-secrets"];
  // The environment names no server.
  const nowhere = { ROCKIT_ENDPOINT: "https://nowhere.invalid" };
  const first = await site.import("rockit", [...where, "--filter", "owned"], nowhere);
  await rename(join(site.project.folder, "rockit"), join(site.project.folder, "before"));
  await mkdir(join(site.project.folder, "rockit"));
  const second = await site.import("rockit", [...where, "--name", "builds=image-builds"], nowhere);
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
    const url = site.rockit.subscriptions.get(secretName.replace(".url", ""))?.url ?? "";
    await site.stack.configure({ [key]: url }, { secret: true });
  }
  await site.expectNoChanges();
  expect(site.writes()).toEqual([]);
});
