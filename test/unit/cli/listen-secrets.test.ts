import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { realpath } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { signDurstTestCallback, signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { fakePulumi, rockitDurst, startListener } from "./command.ts";

const newSecret = () => randomBytes(32).toString("base64");
const event = { type: "deploy", event: "success", orgName: "acme", appName: "shop" };
const signEvent = (secret: string) => signRockitTestWebhook({ body: event, secret });
const outputCommand = (...args: string[]) => ["stack output --show-secrets --json", ...args].join(" ");

/** The one-line error of a `listen` that fails to start. */
async function startError(args: readonly string[], env: Record<string, string> = {}, exitCode = 1) {
  const result = await rockitDurst(["listen", "--port", "0", ...args], env);
  expect(result).toMatchObject({ exitCode, stdout: "" });
  expect(result.stderr).toMatch(/^rockit-durst: [^\n]+$/);
  return result.stderr;
}

describe("the secrets of listen", { timeout: 60_000 }, () => {
  test("come only from the named outputs of the named stack", async () => {
    const [one, mkraw, deploy, first, second, environment] = Array.from({ length: 6 }, newSecret) as [
      string,
      ...string[],
    ];
    const PATH = await fakePulumi({
      [outputCommand("--stack", "dev", "--", "secret")]: JSON.stringify(one),
      [outputCommand("--stack", "dev", "--", "hub")]: JSON.stringify({ mkraw, deploy }, undefined, 2),
      [outputCommand("--stack", "dev", "--", "--list")]: JSON.stringify([first, second]),
    });
    const env = { PATH, ROCKIT_WEBHOOK_SECRET: environment ?? "" };
    const outputs = ["--output", "secret", "--output", "hub", "--output=--list"];
    const listening = await startListener(["--stack", "dev", ...outputs], env);
    for (const secret of [one, mkraw, deploy, first, second]) {
      expect(await listening.post(await signEvent(secret ?? ""))).toBe(204);
    }
    expect(await listening.post(await signEvent(environment ?? ""))).toBe(401);
    const { stdout, stderr } = await listening.end();
    for (const secret of [one, mkraw, deploy, first, second, environment]) {
      expectNoSecretsIn(stdout + stderr, secret ?? "");
    }
  });

  test("are named by their outputs if they verified nothing", async () => {
    const PATH = await fakePulumi({ [outputCommand("--", "secret")]: JSON.stringify(newSecret()) });
    const listening = await startListener(["--output", "secret"], { PATH });
    await listening.post(await signEvent(newSecret()));
    expect((await listening.end()).stderr).toMatch(
      /no delivery was signed with the stack's output secret\. Check that --output names the secret of the subscription that sends here\. If the secret is correct, another subscription sends here /,
    );
    const callbacks = await startListener(["durst", "--header", "x-a"], { DURST_CALLBACK_KEY: "key" });
    await callbacks.post(await signDurstTestCallback({ body: {}, headerName: "x-a", key: "other" }));
    expect((await callbacks.end()).stderr).toMatch(/with --stack and --output\. .* run `pulumi refresh`/);
  });

  test("come from the selected stack of --cwd", async () => {
    const folder = await realpath(tmpdir());
    const PATH = await fakePulumi({ [outputCommand("--", "key")]: '"<cwd>"' });
    const headerName = "x-signature";
    const listening = await startListener(
      ["durst", "--header", headerName, "--output", "key", "--cwd", folder],
      {
        PATH,
      },
    );
    expect(await listening.post(await signDurstTestCallback({ body: {}, headerName, key: folder }))).toBe(
      204,
    );
    await listening.end();
  });

  test("may include a password, whose user comes from the environment", async () => {
    const xAuth = { user: "press", password: "in the stack" };
    const PATH = await fakePulumi({ [outputCommand("--", "password")]: JSON.stringify(xAuth.password) });
    const listening = await startListener(["durst", "--output", "password"], {
      PATH,
      DURST_CALLBACK_USER: xAuth.user,
    });
    expect(await listening.post(await signDurstTestCallback({ body: {}, xAuth }))).toBe(204);
    await listening.end();
  });

  test("cause an error with instructions if they are missing", async () => {
    const anOutput = "or name a stack's output with --output";
    expect(await startError([])).toContain(`the environment variable ROCKIT_WEBHOOK_SECRET, ${anOutput}`);
    expect(await startError([], { ROCKIT_WEBHOOK_SECRET: " , " })).toContain(anOutput);
    expect(await startError(["durst", "--header", "x"])).toContain("variable DURST_CALLBACK_KEY");
    expect(await startError(["durst"])).toContain("for XAUTH set its user");
    expect(await startError(["durst"], { DURST_CALLBACK_USER: "press" })).toContain(
      "DURST_CALLBACK_PASSWORD",
    );
  });

  test("are refused at the start if they are not base64, and not shown", async () => {
    const error = await startError([], { ROCKIT_WEBHOOK_SECRET: "not-base64-canary!" });
    expect(error).toContain("is not base64 text");
    expectNoSecretsIn(error, "not-base64-canary!");
  });

  test("cause a one-line error if Pulumi fails or an output is not a secret", async () => {
    const PATH = await fakePulumi({
      [outputCommand("--", "number")]: "3",
      [outputCommand("--", "mixed")]: '{ "a": "text-canary", "b": 3 }',
      [outputCommand("--", "empty")]: "{}",
    });
    expect(await startError(["-o", "nope"], { PATH })).toBe(
      `rockit-durst: reading the output nope: pulumi said: error: unknown here: ${outputCommand("--", "nope")}`,
    );
    expect(await startError(["-o", "number", "-s", "prod"], { PATH })).toContain("--stack prod -- number");
    expect(await startError(["-o", "number"], { PATH })).toContain(
      "output number is neither a string nor a list",
    );
    const mixed = await startError(["-o", "mixed"], { PATH });
    expect(mixed).toContain("output mixed is neither");
    expect(mixed).not.toContain("canary");
    expect(await startError(["-o", "empty"], { PATH })).toContain("no secret given");
    expect(await startError(["-o", "secret"], { PATH: "/nowhere" })).toContain("`pulumi` is not on PATH");
  });
});

describe("the address of listen", { timeout: 60_000 }, () => {
  const env = { ROCKIT_WEBHOOK_SECRET: newSecret() };

  test("is refused if the port is in use or the host is not this machine", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await startError(["--port", `${port}`], env)).toContain(`port ${port} of 127.0.0.1 is in use`);
    expect(await startError(["--host", "192.0.2.1"], env)).toContain(
      "192.0.2.1 is not an address of this machine",
    );
  });
});
