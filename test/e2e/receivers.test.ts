// The stacks of the examples with their receivers: what the simulators deliver is accepted or refused by the program that a user starts.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, inject, test } from "vitest";
import { environmentOf } from "../helpers/environment.ts";
import { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");
const examples = join(import.meta.dirname, "..", "..", "examples");

type Example = "rockit-receiver" | "durst-receiver";

const stackOf = (example: Example, servers: { rockit?: RockitSimulator; durst?: DurstSimulator }) =>
  Stack.create({
    engine,
    project: join(examples, example),
    name: "receivers",
    environment: { ...environmentOf(servers), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });

const run = (example: Example, env: Readonly<Record<string, string>>) =>
  execa(process.execPath, ["receiver.mjs"], {
    cwd: join(examples, example),
    env: { ...env },
    all: true,
    reject: false,
  });

/** The receiver as it is started by hand. It is stopped, and `lines` has all that it has printed since it listened. */
async function startReceiver(example: Example, env: Readonly<Record<string, string>>, port = "0") {
  const running = run(example, { ...env, PORT: port });
  const exited = running.then(({ all }) => {
    throw new Error(`the receiver has ended:\n${all}`);
  });
  const [words] = await Promise.race([once(running.stdout, "data"), exited]);
  // From now on it ends when it is told to.
  exited.catch(() => {});
  const address = /^listening at (http:\/\/127\.0\.0\.1:(\d+))\n$/.exec(String(words));
  if (address === null) throw new Error(`the receiver does not say where it listens, but: ${words}`);
  const [, url = "", usedPort = ""] = address;
  const stop = async () => {
    running.kill();
    const { all } = await running;
    return all.split("\n").slice(1);
  };
  return { url, port: usedPort, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

const statuses = (deliveries: readonly { status?: number }[]) => deliveries.map(({ status }) => status);

function expectNoCredentials(output: string, secrets: string): void {
  for (const secret of secrets.split(" ")) expect(output).not.toContain(secret);
  // How every JWT begins.
  expect(output).not.toContain("eyJ");
}

const newSecret = () => randomBytes(32).toString("base64");

test("rockit-receiver: a rotation loses no event, and with both secrets nothing is refused", async () => {
  await using rockit = await startRockit();
  await using stack = await stackOf("rockit-receiver", { rockit });
  const end = (appName = "shop") => rockit.emit({ type: "mkraw", event: "end", appName });
  const accepted = (appName = "shop") =>
    `accepted ${JSON.stringify({ type: "mkraw", event: "end", appName })}`;
  const secretsNow = async () => String((await stack.outputs())["secrets"]);
  const start = (secrets: string, port?: string) =>
    startReceiver("rockit-receiver", { ROCKIT_WEBHOOK_SECRETS: secrets }, port);

  await using stranger = await start(newSecret());
  const { url, port } = stranger;
  await stack.configure({ url: `${url}/rockit` });
  await stack.up();
  expect(statuses([...(await end()), ...(await end())])).toEqual([401, 401]);
  expect(await stranger.stop()).toEqual(["refused bad-signature", "refused bad-signature"]);

  const old = await secretsNow();
  expect(old).toBe(rockit.secretOf([...rockit.subscriptions.keys()].join()));
  await using before = await start(old, port);
  expect(statuses(await end())).toEqual([204]);
  expect(statuses(await end("a\naccepted b"))).toEqual([204]);
  expect(statuses(await rockit.emit({ type: "mkraw", event: "error" }, { tamper: "missing" }))).toEqual([
    401,
  ]);
  expect(statuses(await rockit.emit({ type: "mkraw", event: "error" }, { tamper: "expired" }))).toEqual([
    401,
  ]);

  await stack.configure({ rotation: "2026 2027" });
  await stack.up();
  // The receiver does not know the new secret yet: it refuses that delivery of the event, and accepts the other.
  expect(statuses(await end()).sort()).toEqual([204, 401]);
  const lines = await before.stop();
  expect(lines.slice(0, 4)).toEqual([
    accepted(),
    accepted("a\naccepted b"),
    "refused missing-header",
    "refused expired",
  ]);
  expect(lines.slice(4).sort()).toEqual([accepted(), "refused bad-signature"]);
  expectNoCredentials(lines.join("\n"), old);

  const both = await secretsNow();
  expect(both.split(" ")).toEqual([old, expect.stringMatching(/^[\w+/]{16,}=*$/)]);
  const [, fresh = ""] = both.split(" ");
  expect(fresh).not.toBe(old);
  expectNoCredentials(await stack.exported(), both);
  await using during = await start(both, port);
  expect(statuses(await end())).toEqual([204, 204]);
  await stack.configure({ rotation: "2027" });
  await stack.up();
  expect(await secretsNow()).toBe(fresh);
  expect(statuses(await end())).toEqual([204]);
  const linesDuring = await during.stop();
  expect(linesDuring).toEqual([accepted(), accepted(), accepted()]);
  expectNoCredentials(linesDuring.join("\n"), both);

  await using after = await start(fresh, port);
  expect(statuses(await end())).toEqual([204]);
  expect(await after.stop()).toEqual([accepted()]);
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
});

test("durst-receiver: no callback is refused before, during and after a rotation", async () => {
  await using durst = await startDurst();
  await using stack = await stackOf("durst-receiver", { durst });
  const [old, fresh] = [newSecret(), newSecret()];
  const printed = (id = 4711) => durst.statusChange({ entity: "PRODUCTION_JOB", id, status: "PRINTED" });
  const accepted = (id = 4711) =>
    expect.stringMatching(new RegExp(`^accepted {.*"entityId":"${id}","status":"PRINTED".*}$`));
  const signingKey = () => durst.credentialOf(17);
  const upWith = async (keys: string) => {
    await stack.configure({ keys }, { secret: true });
    await stack.up();
    expect(await stack.outputs()).toEqual({ keys });
  };
  const start = (keys: string, port?: string) =>
    startReceiver("durst-receiver", { DURST_CALLBACK_KEYS: keys }, port);

  await using stranger = await start(newSecret());
  const { url, port } = stranger;
  await stack.configure({ url: `${url}/durst/` });
  await upWith(old);
  expect(signingKey()).toBe(old);
  expect(statuses([...(await printed()), ...(await printed())])).toEqual([401, 401]);
  expect(await stranger.stop()).toEqual(["refused bad-signature", "refused bad-signature"]);

  await using before = await start(old, port);
  expect(statuses(await printed())).toEqual([204]);
  await upWith(`${old} ${fresh}`);
  expect(signingKey()).toBe(old);
  expect(statuses(await printed(4712))).toEqual([204]);
  const lines = await before.stop();
  expect(lines).toEqual([accepted(), accepted(4712)]);
  expectNoCredentials(lines.join("\n"), old);

  expectNoCredentials(await stack.exported(), `${old} ${fresh}`);
  await using during = await start(`${old} ${fresh}`, port);
  expect(statuses(await printed())).toEqual([204]);
  await upWith(`${fresh} ${old}`);
  expect(signingKey()).toBe(fresh);
  expect(statuses(await printed(4712))).toEqual([204]);
  const linesDuring = await during.stop();
  expect(linesDuring).toEqual([accepted(), accepted(4712)]);
  expectNoCredentials(linesDuring.join("\n"), `${old} ${fresh}`);

  const writes = durst.writes().length;
  await upWith(fresh);
  expect(durst.writes().length).toBe(writes);
  await using after = await start(fresh, port);
  expect(statuses(await printed())).toEqual([204]);
  expect(await after.stop()).toEqual([accepted()]);
  await stack.destroy();
  expect(await printed()).toEqual([]);
});

describe("a receiver without what it needs ends at once, and says why:", () => {
  test.each<[Example, string, string, RegExp]>([
    ["rockit-receiver", "ROCKIT_WEBHOOK_SECRETS", "", /the secret that this receiver was given is empty/],
    ["rockit-receiver", "ROCKIT_WEBHOOK_SECRETS", "n0t!base64", /the secret .* is not base64 text/],
    ["durst-receiver", "DURST_CALLBACK_KEYS", "", /the key that this receiver was given is empty/],
  ])("%s with %s=%j", async (example, name, value, words) => {
    const running = run(example, { [name]: value, PORT: "0" });
    // One that listens all the same would do so for ever.
    running.stdout.once("data", () => running.kill());
    const { exitCode, all } = await running;
    expect(exitCode).toBe(1);
    expect(all).toMatch(words);
    if (value !== "") expect(all).not.toContain(value);
  });
});
