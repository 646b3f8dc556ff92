// recipes.test.ts copies this test next to the programs of docs/hand-over-the-secret.md. The test checks what each program registers
// with a mocked Pulumi.
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";

const stores = {
  aws: "aws:secretsmanager/secretVersion:SecretVersion",
  github: "github:index/actionsSecret:ActionsSecret",
  kubernetes: "kubernetes:core/v1:Secret",
  vault: "vault:kv/secretV2:SecretV2",
};
const presentStores = Object.entries(stores).filter(([name]) =>
  existsSync(join(import.meta.dirname, `${name}.ts`)),
);

const secret = "c2lnbmluZyBzZWNyZXQgb2YgYnVpbGRz";
const registeredInputs: unknown[] = [];
const inputsByType = new Map(presentStores.map(([, type]) => [type, Promise.withResolvers<unknown>()]));

/** Replaces a value that Pulumi encrypts. */
const withoutEncrypted = (value: unknown): unknown =>
  pulumi.runtime.isRpcSecret(value) ? "[secret]" : value;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registeredInputs.push(inputs);
      inputsByType.get(type)?.resolve(inputs);
      const isSubscription = type.endsWith("rockit:Subscription");
      return { id: name, state: isSubscription ? { ...inputs, secret: pulumi.secret(secret) } : inputs };
    },
    call: () => ({}),
  });
  pulumi.runtime.setAllConfig({ "project:versions": "2026-11 2026-12" });
});

test.each(presentStores)(
  "%s gets the secret, and no property holds the secret in plain text",
  async (name, type) => {
    await import(`./${name}.ts`);
    const inputs = await inputsByType.get(type)?.promise;
    expect(JSON.stringify(inputs)).toContain(secret);
    expect(JSON.stringify(registeredInputs, (_key, value) => withoutEncrypted(value))).not.toContain(secret);
  },
);
