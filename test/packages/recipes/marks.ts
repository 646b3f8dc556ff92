// recipes.test.ts copies this test beside the programs of docs/hand-over-the-secret.md, to check what each
// program registers with a mocked Pulumi.
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
const given = Object.entries(stores).filter(([name]) => existsSync(join(import.meta.dirname, `${name}.ts`)));

const secret = "c2lnbmluZyBzZWNyZXQgb2YgYnVpbGRz";
const registered: unknown[] = [];
const seen = new Map(given.map(([, type]) => [type, Promise.withResolvers<unknown>()]));

/** The parts of a value that Pulumi would not encrypt. */
const inTheClear = (value: unknown): unknown => (pulumi.runtime.isRpcSecret(value) ? "[secret]" : value);

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push(inputs);
      seen.get(type)?.resolve(inputs);
      const isSubscription = type.endsWith("rockit:Subscription");
      return { id: name, state: isSubscription ? { ...inputs, secret: pulumi.secret(secret) } : inputs };
    },
    call: () => ({}),
  });
  pulumi.runtime.setAllConfig({ "project:versions": "2026-11 2026-12" });
});

test.each(given)("%s gets the secret, and no property holds the secret in plain text", async (name, type) => {
  await import(`./${name}.ts`);
  const inputs = await seen.get(type)?.promise;
  expect(JSON.stringify(inputs)).toContain(secret);
  expect(JSON.stringify(registered, (_key, value) => inTheClear(value))).not.toContain(secret);
});
