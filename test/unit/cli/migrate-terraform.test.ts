import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { durstRunOf } from "../../helpers/lifecycles.ts";
import { canaries, changedState, MigrateScene, terraformArgs, tfstate } from "./migrate-scenes.ts";

describe("migrate terraform", { timeout: 60_000 }, () => {
  test("adopts objects of the restapi provider with the secrets of its state, and lists the next commands in order", async () => {
    const scene = await MigrateScene.start();
    const { exitCode, stdout, stderr } = await scene.migrate(terraformArgs(tfstate, "--without-secrets"));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      "builds                                  mkraw end, error to hooks.example  signing secret given",
      "chat                                    deploy success to C0123456789      token given",
      "deploys as site-innsbruck-hook-deploys  deploy end to hooks.example        no signing secret",
      "17 as press                             calls hooks.example.com            password given",
      "17/4 as jobs-0                          STATUS/PRODUCTION_JOB/*",
      "",
      "Skipped:",
      "data.restapi_object.account             is only read by Terraform",
      "random_password.callback                is not a resource of the provider restapi",
      "restapi_object.chat (deposed 8d2bd2f1)  was replaced and waits for its deletion: save the state, then run `terraform apply` there first",
      "restapi_object.thing                    is not recognised as an object of ROCKIT or Durst; if it is one, name its kind: --map 'restapi_object.thing=rockit:Subscription|durst:Subscriber|durst:Subscription'",
      "",
      "Written: subscriptions.ts, and import.json, which holds secrets unencrypted: delete it after the import.",
      "1 webhook will be imported without the signing secret: deliveries can't be verified.",
      "Set these configuration values first; each command asks for the value:",
      "  slackToken.chat:",
      "    pulumi config set --secret chatSlackToken",
      "  17.password:",
      "    pulumi config set --secret pressPassword",
      "No stack was named, so objects of the selected stack are imported again: name the stack to leave them out.",
      "Add this to your program:",
      '  export * from "./subscriptions";',
      "Then run, with Pulumi 3.255 or newer:",
      "pulumi import --file import.json --yes --protect=false --generate-code=false",
      "Then remove the old resources from their state. Run this in the old project's folder; it changes no server:",
      `terraform state rm restapi_object.builds restapi_object.chat 'module.site["innsbruck"].restapi_object.hook["deploys"]' restapi_object.press 'restapi_object.jobs[0]'`,
      "Remove the old resources from the old configuration before its next `apply`, which would create them again; until then run neither `apply` nor `destroy` there.",
      "Now nothing is left to change. Check it with:",
      "pulumi preview --expect-no-changes",
    ]);
    const builds = {
      name: "builds",
      sender: "mkraw",
      events: ["end", "error"],
      type: "webhook",
      url: "https://hooks.example/a",
    };
    const chat = {
      name: "chat",
      sender: "deploy",
      type: "slack",
      channelId: "C0123456789",
      slackToken: "secret: canary-slack-token",
    };
    const imported = await scene.importedObjects();
    expect(imported["rockit:Subscription builds"]).toEqual({
      id: "builds",
      inputs: builds,
      outputs: { ...builds, secret: `secret: ${canaries.signing}` },
    });
    expect(imported["rockit:Subscription chat"]).toMatchObject({ inputs: chat, outputs: chat });
    expect(imported["rockit:Subscription site-innsbruck-hook-deploys"]?.outputs).not.toHaveProperty("secret");
    expect(imported["durst:Subscriber press"]).toMatchObject({
      id: "17",
      inputs: { xAuthInfo: { user: "operator", password: "secret: canary-callback-password" } },
    });
    expect(imported["durst:Subscription jobs-0"]).toMatchObject({ id: "17/4", inputs: { subscriberId: 17 } });
    expect((await stat(join(scene.folder, "import.json"))).mode & 0o777).toBe(0o600);
    expect(await scene.read("subscriptions.ts")).not.toContain("canary");
  });

  test("demands a choice for a missing signing secret; a given secret overrides the state's secret", async () => {
    const scene = await MigrateScene.start();
    const refused = await scene.migrate(terraformArgs(tfstate));
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(
      /^rockit-durst: neither the old state nor you give the signing secret of "deploys", and [^\n]+$/,
    );
    await expect(scene.read("import.json")).rejects.toThrow("ENOENT");

    const other = Buffer.from("another").toString("base64");
    const secrets = await scene.write("secrets.env", `deploys=${other}\nbuilds=${other}\n`);
    expect((await scene.migrate(terraformArgs(tfstate, "--secrets", secrets))).exitCode).toBe(0);
    const imported = await scene.importedObjects();
    expect(imported["rockit:Subscription site-innsbruck-hook-deploys"]?.outputs).toMatchObject({
      secret: `secret: ${other}`,
    });
    expect(imported["rockit:Subscription builds"]?.outputs).toMatchObject({ secret: `secret: ${other}` });

    const { stdout } = await scene.migrate(terraformArgs(tfstate, "--rotate", "--force"));
    expect(stdout).toContain("new signing secret at the next up");
    expect(stdout.split("\n").at(-1)).toBe("pulumi preview --diff");
    expect(await scene.read("subscriptions.ts")).toContain('rotationTrigger: "imported"');
  });

  test("imports the server's values and lists the differences of the state", async () => {
    const scene = await MigrateScene.start();
    scene.rockit.edit("builds", { url: "https://elsewhere.example" });
    scene.durst.editSubscription(17, 4, { topic: "STATUS/*", status: "INACTIVE" });
    const { exitCode, stdout } = await scene.migrate(terraformArgs(tfstate, "--without-secrets"));
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Differs from the old state; the server\'s value is used:\nrestapi_object.builds   url     "https://hooks.example/a" → "https://elsewhere.example"\nrestapi_object.jobs[0]  topic   "STATUS/PRODUCTION_JOB/*" → "STATUS/*"\nrestapi_object.jobs[0]  status  "ACTIVE" → "INACTIVE"\n\n',
    );
    const imported = await scene.importedObjects();
    expect(imported["rockit:Subscription builds"]?.inputs).toMatchObject({
      url: "https://elsewhere.example",
    });
    expect(imported["durst:Subscription jobs-0"]?.inputs).toMatchObject({
      topic: "STATUS/*",
      status: "INACTIVE",
    });
  });

  test("does not use a password as a key if the server's authentication has changed", async () => {
    const scene = await MigrateScene.start();
    scene.durst.editSubscriber(17, {
      externalAuthType: "JWT_SIGNING",
      xAuthInfo: undefined,
      jwtSigningInfo: { httpHeaderName: "x-sig", method: "HS256", key: "canary-key" },
    });
    const { exitCode, stdout } = await scene.migrate(terraformArgs(tfstate, "--without-secrets"));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^17 as press .* no key$/m);
    expect(stdout.split("\n").at(-1)).toBe("pulumi preview --diff");
    const imported = await scene.importedObjects();
    expect(imported["durst:Subscriber press"]?.inputs).toMatchObject({
      jwtSigningInfo: { httpHeaderName: "x-sig" },
    });
    expect(JSON.stringify(imported["durst:Subscriber press"])).not.toContain("secret: ");
  });

  test("skips missing objects, and fails if all are missing", async () => {
    const scene = await MigrateScene.start();
    scene.rockit.remove("deploys");
    scene.durst.removeSubscription(17, 4);
    const { exitCode, stdout, stderr } = await scene.migrate(terraformArgs(tfstate));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: 2 resources not migrated, for the reasons above. The old state still has them",
    });
    expect(stdout).toContain(
      `No longer on the server:\nmodule.site["innsbruck"].restapi_object.hook["deploys"]  deploys\nrestapi_object.jobs[0]                                   17/4\n`,
    );
    expect(stdout).toContain(
      "terraform state rm restapi_object.builds restapi_object.chat restapi_object.press\n",
    );

    for (const name of ["builds", "chat"]) scene.rockit.remove(name);
    const none = await scene.migrate(terraformArgs(tfstate, "--force"));
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toMatch(
      /^rockit-durst: reading the servers: all 3 subscriptions are missing on \S+: /,
    );
  });

  test("ignores masked passwords and invalid signing secrets", async () => {
    const scene = await MigrateScene.start();
    const masked = "FbSSYRbd9QpUBtyvVOr52A==";
    const state = await changedState((attributesOf) => {
      // The form that versions 2 and 3 of the provider leave after a read.
      const attributes = attributesOf("press");
      attributes["data"] = attributes["api_response"];
      attributesOf("builds")["create_response"] = '{"secret":"not base64!"}';
    });
    const file = await scene.write("terraform.tfstate", state);
    const { stdout } = await scene.migrate(terraformArgs(file, "--without-secrets", "--offline"));
    expect(stdout).toMatch(/^17 as press .* no password$/m);
    expect(stdout).toMatch(/^builds .* no signing secret$/m);
    expect(await scene.read("import.json")).not.toContain(masked);

    // A masked password only in `data` is recognised by comparing it with the server's answer.
    const api = durstRunOf(scene.durst);
    const shown = (await api.client.readSubscriber(17))?.xAuthInfo?.password ?? "";
    await api.close();
    const alone = await changedState((attributesOf) => {
      const data = JSON.parse(String(attributesOf("press")["data"]));
      data.xAuthInfo.password = shown;
      Object.assign(attributesOf("press"), {
        data: JSON.stringify(data),
        api_response: null,
        create_response: null,
      });
    });
    const online = await scene.migrate(
      terraformArgs(await scene.write("alone.tfstate", alone), "--without-secrets", "--force"),
    );
    expect(online.stdout).toMatch(/^17 as press .* no password$/m);
    expect(await scene.read("import.json")).not.toContain(shown);
  });

  test("reads a compressed state, and prints `tofu` commands for a state of OpenTofu", async () => {
    const scene = await MigrateScene.start();
    const state = await changedState((_, { resources }) => {
      for (const one of resources as { provider: string }[])
        one.provider = 'provider["opentofu.example/mastercard/restapi"]';
    });
    await writeFile(join(scene.folder, "state.gz"), gzipSync(JSON.stringify(state)));
    const { exitCode, stdout } = await scene.migrate(terraformArgs("state.gz", "--without-secrets"));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^tofu state rm restapi_object\.builds /m);
  });

  test("fails for a subscription whose state does not show its subscriber", async () => {
    const scene = await MigrateScene.start();
    const state = await changedState((attributesOf) => {
      Object.assign(attributesOf("jobs"), {
        path: "/jobs",
        data: '{"topic":"STATUS/*","owner":17}',
        id: "4",
        create_path: null,
      });
    });
    const file = await scene.write("terraform.tfstate", state);
    const { exitCode, stdout, stderr } = await scene.migrate(terraformArgs(file, "--without-secrets"));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "Without an id:\nrestapi_object.jobs[0]  lacks its number on the server: import it",
    );
    expect(stderr).toBe(
      "rockit-durst: 1 resource not migrated, for the reasons above. The old state still has them",
    );
  });

  test.each([
    ["nowhere.tfstate", undefined, "can't be read (ENOENT): correct --state"],
    ["text.tfstate", `canary ${canaries.password}`, "is not a state of Terraform in format 4"],
    ["list.tfstate", "[]", "is not a state of Terraform in format 4"],
    ["broken.gz", "\u001f\u008b", "is not a state of Terraform in format 4"],
    [
      "old.tfstate",
      { version: 3, modules: [] },
      "is a state in format 3, of Terraform before 0.12: write format 4 with `terraform state pull`",
    ],
    [
      "sealed.tfstate",
      { encrypted_data: canaries.password, encryption_version: "v0" },
      "an encrypted state of OpenTofu: `tofu state pull`",
    ],
    [
      "show.json",
      { format_version: "1.0", values: {} },
      "is the output of `terraform show -json`, not a state",
    ],
    [
      "export.json",
      { version: 3, deployment: {} },
      "is an export of Pulumi: migrate it with `rockit-durst migrate pulumi",
    ],
  ])("refuses %s in one sentence", async (name, content, sentence) => {
    const scene = await MigrateScene.start();
    if (content !== undefined) await scene.write(name, content);
    const { exitCode, stdout, stderr } = await scene.migrate(terraformArgs(name));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^rockit-durst: the file [^\n]+$/);
    expect(stderr).toContain(sentence);
  });
});
