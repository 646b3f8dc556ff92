// The examples' stacks and receivers: the simulators deliver events to a receiver that runs like a user's.
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { createExampleStack } from "../helpers/example-stack.ts";
import { configValuesIn } from "../helpers/page-commands.ts";
import {
  expectNoCredentials,
  newSecret,
  type ReceiverExample,
  runReceiver,
  startReceiver,
  statusesOf,
  writeSecretsFile,
} from "../helpers/receivers.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const stackOf = (example: ReceiverExample, servers: { rockit?: RockitSimulator; durst?: DurstSimulator }) =>
  createExampleStack(`examples/${example}`, "receivers", servers);

test("rockit-receiver: after each step of a rotation, the running receiver accepts deliveries without a restart", async () => {
  await using rockit = await startRockit();
  await using stack = await stackOf("rockit-receiver", { rockit });
  await using file = await writeSecretsFile(newSecret());
  const emitEnd = (appName = "shop") => rockit.emit({ type: "mkraw", event: "end", appName });
  const accepted = (appName = "shop") =>
    `accepted ${JSON.stringify({ type: "mkraw", event: "end", appName })}`;
  const secretsNow = async () => String((await stack.outputs())["secrets"]);

  // One receiver process for all deliveries.
  await using receiver = await startReceiver("rockit-receiver", { ROCKIT_WEBHOOK_SECRETS_FILE: file.path });
  await stack.configure({ url: `${receiver.url}/rockit` });
  await stack.up();
  // The receiver rejects deliveries until the stack hands over their secret.
  expect(statusesOf([...(await emitEnd()), ...(await emitEnd())])).toEqual([401, 401]);

  await stack.configure({ receiverFile: file.path });
  await stack.up();
  const old = await secretsNow();
  expect(old).toBe(rockit.secretOf([...rockit.subscriptions.keys()].join()));
  expect(await readFile(file.path, "utf8")).toBe(old);
  expect(statusesOf(await emitEnd())).toEqual([204]);
  expect(statusesOf(await emitEnd("a\naccepted b"))).toEqual([204]);
  expect(statusesOf(await rockit.emit({ type: "mkraw", event: "error" }, { defect: "missing" }))).toEqual([
    401,
  ]);
  expect(statusesOf(await rockit.emit({ type: "mkraw", event: "error" }, { defect: "expired" }))).toEqual([
    401,
  ]);

  await stack.configure({ versions: "2026-11 2026-12" });
  // Events continue while the new subscription is created: one of the two deliveries is accepted.
  const during: number[][] = [];
  let over = false;
  const events = (async () => {
    while (!over) {
      during.push(statusesOf(await emitEnd(`during ${during.length}`)).map(Number));
      await wait(100);
    }
  })();
  await stack.up();
  over = true;
  await events;
  expect(during.length).toBeGreaterThan(3);
  expect(during.filter((answers) => !answers.includes(204))).toEqual([]);
  const both = await secretsNow();
  expect(both.split(" ")).toEqual([old, expect.stringMatching(/^[\w+/]{16,}=*$/)]);
  const [, fresh = ""] = both.split(" ");
  expect(fresh).not.toBe(old);
  expectNoCredentials(await stack.exportState(), both);
  // The update has handed over the new secret: nothing is rejected from its end on.
  expect(statusesOf(await emitEnd())).toEqual([204, 204]);

  await stack.configure({ versions: "2026-12" });
  await stack.up();
  expect(await secretsNow()).toBe(fresh);
  expect(await readFile(file.path, "utf8")).toBe(fresh);
  expect(statusesOf(await emitEnd())).toEqual([204]);
  await stack.expectNoChanges();

  const lines = (await receiver.stop()).filter((line) => !line.includes('"during '));
  const [strange, tampered] = [lines.splice(0, 2), lines.splice(2, 2)];
  expect(strange).toEqual(["rejected bad-signature", "rejected bad-signature"]);
  expect(tampered).toEqual(["rejected missing-header", "rejected expired"]);
  expect(lines.filter((line) => line !== "rejected bad-signature")).toEqual([
    accepted(),
    accepted("a\naccepted b"),
    // Both subscriptions deliver: two answers, one handled event.
    accepted(),
    accepted(),
  ]);
  // Deliveries are rejected only during the update, until the new secret is handed over.
  expect(lines.filter((line) => line === "rejected bad-signature").length).toBe(
    during.flat().filter((status) => status !== 204).length,
  );
  expectNoCredentials(lines.join("\n"), both);
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
});

test("durst-receiver: after each step of a rotation, the running receiver accepts callbacks", async () => {
  await using durst = await startDurst();
  await using stack = await stackOf("durst-receiver", { durst });
  const [old, fresh] = [newSecret(), newSecret()];
  await using file = await writeSecretsFile(newSecret());
  const sendCallback = (id = 4711) => durst.statusChange({ entity: "PRODUCTION_JOB", id, status: "PRINTED" });
  const accepted = (id = 4711) =>
    expect.stringMatching(new RegExp(`^accepted {.*"entityId":"${id}","status":"PRINTED".*}$`));
  const signingKey = () => durst.credentialOf(17);
  const upWith = async (keys: string) => {
    await stack.configure({ keys }, { secret: true });
    await stack.up();
    expect(await stack.outputs()).toEqual({ keys });
  };

  await using receiver = await startReceiver("durst-receiver", { DURST_CALLBACK_KEYS_FILE: file.path });
  await stack.configure({ url: `${receiver.url}/durst/` });
  await upWith(old);
  expect(signingKey()).toBe(old);
  expect(statusesOf([...(await sendCallback()), ...(await sendCallback())])).toEqual([401, 401]);

  await stack.configure({ receiverFile: file.path });
  await upWith(old);
  expect(statusesOf(await sendCallback(1))).toEqual([204]);
  await upWith(`${old} ${fresh}`);
  expect(signingKey()).toBe(old);
  expect(statusesOf(await sendCallback(2))).toEqual([204]);
  expectNoCredentials(await stack.exportState(), `${old} ${fresh}`);
  await upWith(`${fresh} ${old}`);
  expect(signingKey()).toBe(fresh);
  expect(statusesOf(await sendCallback(3))).toEqual([204]);
  const writes = durst.writes().length;
  await upWith(fresh);
  expect(durst.writes().length).toBe(writes);
  expect(statusesOf(await sendCallback(4))).toEqual([204]);

  const lines = await receiver.stop();
  const rejected = "rejected bad-signature";
  expect(lines).toEqual([rejected, rejected, accepted(1), accepted(2), accepted(3), accepted(4)]);
  expectNoCredentials(lines.join("\n"), `${old} ${fresh}`);
  await stack.destroy();
  expect(await sendCallback()).toEqual([]);
});

test("durst-receiver: with the steps of docs/rotate-a-secret.md, each callback is handled exactly once", async () => {
  const recipe = configValuesIn("docs/rotate-a-secret.md", "keys");
  const [oldKey, newKey] = ["OLD", "NEW"].map((name) => `\${${name}:?}`) as [string, string];
  expect(recipe).toEqual([`${oldKey} ${newKey}`, `${newKey} ${oldKey}`, newKey]);
  await using durst = await startDurst();
  await using stack = await stackOf("durst-receiver", { durst });
  const [old, fresh] = [newSecret(), newSecret()];
  await using file = await writeSecretsFile(old);
  await using receiver = await startReceiver("durst-receiver", { DURST_CALLBACK_KEYS_FILE: file.path });
  await stack.configure({ url: `${receiver.url}/durst/`, receiverFile: file.path });
  await stack.configure({ keys: old }, { secret: true });
  await stack.up();

  const callbacks: ReturnType<typeof durst.statusChange>[] = [];
  const timer = setInterval(() => {
    callbacks.push(
      durst.statusChange({ entity: "PRODUCTION_JOB", id: 1000 + callbacks.length, status: "PRINTED" }),
    );
  }, 50);
  for (const step of recipe) {
    const keys = step.replace(oldKey, old).replace(newKey, fresh);
    await stack.configure({ keys }, { secret: true });
    await stack.up();
    expect(durst.credentialOf(17)).toBe(keys.split(" ")[0]);
    expect(await readFile(file.path, "utf8")).toBe(keys);
    const enough = callbacks.length + 10;
    await vi.waitFor(() => expect(callbacks.length).toBeGreaterThanOrEqual(enough), { timeout: 60_000 });
  }
  clearInterval(timer);
  const answers = statusesOf((await Promise.all(callbacks)).flat());
  const lines = await receiver.stop();
  const ids = lines.flatMap((line) => /^accepted .*"entityId":"(\d+)"/.exec(line)?.[1] ?? []);
  const rejected = answers.filter((status) => status !== 204).length;
  console.log(`durst, in place: ${callbacks.length} callbacks, ${rejected} rejected, ${ids.length} handled`);
  expect(rejected).toBe(0);
  expect(ids.toSorted()).toEqual(callbacks.map((_, index) => `${1000 + index}`).toSorted());
  expectNoCredentials(lines.join("\n"), `${old} ${fresh}`);
  await stack.destroy();
});

test.each<ReceiverExample>(["rockit-receiver", "durst-receiver"])(
  "%s keeps an idle connection longer than a load balancer does",
  async (example) => {
    await using file = await writeSecretsFile(newSecret());
    const name = example === "rockit-receiver" ? "ROCKIT_WEBHOOK_SECRETS_FILE" : "DURST_CALLBACK_KEYS_FILE";
    await using receiver = await startReceiver(example, { [name]: file.path });
    const path = example === "rockit-receiver" ? "rockit" : "durst/jobs";
    const { headers } = await fetch(`${receiver.url}/${path}`, { method: "POST", body: "{}" });
    const [, seconds] = /timeout=(\d+)/.exec(headers.get("keep-alive") ?? "") ?? [];
    expect(Number(seconds)).toBeGreaterThan(60);
  },
);

describe("a receiver with a missing setting ends at once, with the reason:", () => {
  test.each<[ReceiverExample, string, string, RegExp]>([
    ["rockit-receiver", "ROCKIT_WEBHOOK_SECRETS_FILE", "", /the receiver's secret is empty/],
    [
      "rockit-receiver",
      "ROCKIT_WEBHOOK_SECRETS_FILE",
      "n0t!base64",
      /the receiver's secret is not base64 text/,
    ],
    ["durst-receiver", "DURST_CALLBACK_KEYS_FILE", "", /the receiver's key is empty/],
  ])("%s with %s of %j", async (example, name, value, words) => {
    await using file = await writeSecretsFile(value);
    const running = runReceiver(example, { [name]: file.path, PORT: "0" });
    // A receiver that listens nevertheless would never end.
    running.stdout.once("data", () => running.kill());
    const { exitCode, all } = await running;
    expect(exitCode).toBe(1);
    expect(all).toMatch(words);
    if (value !== "") expect(all).not.toContain(value);
  });
});
