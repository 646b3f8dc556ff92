import { beforeEach, describe, expect, test } from "vitest";
import { canary } from "../../helpers/canary.ts";
import { type ImportScene, importScene, nextCommand } from "./import-scenes.ts";

let scene: ImportScene;
beforeEach(async () => {
  scene = await importScene();
});

describe("import durst", { timeout: 60_000 }, () => {
  const signing = { httpHeaderName: "x-sig", method: "HS256", key: canary } as const;
  beforeEach(() => {
    const press = scene.durst.addSubscriber({
      hostUri: "https://hooks.example:8443/durst/",
      externalAuthType: "JWT_SIGNING",
      jwtSigningInfo: signing,
    });
    scene.durst.addSubscription(press, { topic: "STATUS/*", status: "ACTIVE" });
    scene.durst.addSubscription(press, { topic: "STATUS/PRINT_ORDER/*", path: "orders", status: "INACTIVE" });
    scene.durst.addSubscription(press, { topic: "STATUS/PRINT_ORDER/*", path: "orders", status: "ACTIVE" });
  });

  test("imports a subscriber with its active subscriptions, and lists the skipped ones", async () => {
    const { exitCode, stdout, stderr } = await scene.runImport(["durst", "--subscriber", "17"]);
    expect(stdout.split("\n")).toEqual([
      "17 as hooks-example                calls hooks.example:8443  no key",
      "17/4 as hooks-example-all          STATUS/*",
      "17/6 as hooks-example-print-order  STATUS/PRINT_ORDER/*",
      "",
      "Left out 1 INACTIVE object (see --include-inactive).",
      "",
      "Written: subscriptions.ts, and import.json.",
      "Set these configuration values first; each command asks for the value:",
      "  17.key:",
      "    pulumi config set --secret hooksExampleKey",
      "1 secret not given. The import warns that it is required, and continues; the next `pulumi up` sends the declared values to Durst.",
      "No stack was named, so objects of the selected stack are imported again: name the stack to leave them out.",
      "Add this to your program:",
      '  export * from "./subscriptions";',
      "Then run, with Pulumi 3.255 or newer:",
      nextCommand,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(await scene.program()).toBe(`import * as pulumi from "@pulumi/pulumi";
import { DurstSubscriber, DurstSubscription } from "pulumi-rockit-durst";

const config = new pulumi.Config();

// Durst: subscriber 17
const hooksExample = new DurstSubscriber("hooks-example", {
  hostUri: "https://hooks.example:8443/durst/",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: {
    httpHeaderName: "x-sig",
    key: config.requireSecret("hooksExampleKey"),
  },
});

new DurstSubscription("hooks-example-all", {
  subscriberId: hooksExample.id,
  topic: "STATUS/*",
});

new DurstSubscription("hooks-example-print-order", {
  subscriberId: hooksExample.id,
  topic: "STATUS/PRINT_ORDER/*",
  path: "orders/",
});
`);
  });

  test("imports INACTIVE subscriptions on request, under distinct names, and activates none", async () => {
    const { stdout } = await scene.runImport(["durst", "--subscriber", "17", "--include-inactive", "--json"]);
    expect(JSON.parse(stdout).objects.map(({ name }: { name: string }) => name)).toEqual([
      "hooks-example",
      "hooks-example-all",
      "hooks-example-print-order-5",
      "hooks-example-print-order-6",
    ]);
    expect(await scene.program()).toMatch(/print-order-5", {[^}]+ {2}status: "INACTIVE",\n}/);
  });

  test("writes a given key, and the fingerprint of the masked key", async () => {
    const { stdout } = await scene.runImport(["durst", "--subscriber", "17"], {
      DURST_SUBSCRIBER_17_KEY: canary,
    });
    expect(stdout).toMatch(/calls hooks.example:8443 +key given$/m);
    expect(stdout).toContain("import.json, which holds secrets unencrypted: delete it after the import.");
    const [{ inputs, outputs }] = (await scene.importFile()).resources;
    expect(JSON.parse(inputs.jwtSigningInfo.key.plaintext)).toBe(canary);
    expect(outputs.credentialFingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(inputs).not.toHaveProperty("credentialFingerprint");
  });

  test("a filter selects subscriptions and includes their subscriber", async () => {
    const { stdout } = await scene.runImport([
      "durst",
      "--subscriber",
      "17",
      "--filter",
      "*-print-*",
      "--json",
    ]);
    expect(JSON.parse(stdout).objects.map(({ id }: { id: string }) => id)).toEqual(["17", "17/6"]);
  });

  test("two subscribers with the same host get different names", async () => {
    scene.durst.addSubscriber({ hostUri: "hooks.example:99", externalAuthType: "NONE" });
    const { stdout } = await scene.runImport(["durst", "--subscriber", "17", "--subscriber", "18", "--json"]);
    const names = JSON.parse(stdout).objects.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["hooks-example-17", "hooks-example-18", "hooks-example-17-all"]),
    );
  });

  test("a missing subscriber is reported in one line, and nothing is written", async () => {
    const { exitCode, stdout, stderr, files } = await scene.runImport([
      "durst",
      "--subscriber",
      "17",
      "--subscriber",
      "99",
    ]);
    expect({ exitCode, stdout, files }).toEqual({ exitCode: 1, stdout: "", files: [] });
    expect(stderr).toBe(
      "rockit-durst: reading Durst's subscribers: the server has no subscriber 99: correct --subscriber",
    );
  });
});
