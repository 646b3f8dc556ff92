import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { startListener, startListenerProcess } from "./command.ts";

const secret = randomBytes(32).toString("base64");
const oldSecret = randomBytes(32).toString("base64");
const event = { type: "mkraw", event: "end", orgName: "acme", appName: "shop" };
const sizeOf = (body: unknown) => Buffer.byteLength(JSON.stringify(body));
const signDelivery = (signedWith = secret, body: typeof event = event) =>
  signRockitTestWebhook({ body, secret: signedWith });
const environment = { ROCKIT_WEBHOOK_SECRET: secret };

describe("listen", { timeout: 60_000 }, () => {
  test("prints one line for each delivery, with the reason of a rejection, and answers 204 or 401", async () => {
    const listening = await startListener([], environment);
    const deliveries = [await signDelivery(), await signDelivery(oldSecret), { body: "{}" }];
    expect(await listening.post(deliveries[0] ?? {})).toBe(204);
    expect(await listening.post(deliveries[1] ?? {})).toBe(401);
    expect(await listening.post(deliveries[2] ?? {})).toBe(401);
    const { lines, stdout, stderr, exitCode } = await listening.end();
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^\\d\\d:\\d\\d:\\d\\d ✓ verified mkraw end shop  \\(${sizeOf(event)} bytes\\)$`),
      ),
      expect.stringMatching(
        /^\d\d:\d\d:\d\d ✗ rejected bad-signature: no given secret signed this delivery: .* \(\d+ bytes\)$/,
      ),
      expect.stringMatching(
        /✗ rejected missing-header: the request has no header x-rockit-subscriptions: .* \(2 bytes\)$/,
      ),
    ]);
    expect(stderr).toBe(
      `listening on ${listening.url} for ROCKIT deliveries (Ctrl-C ends)\n1 verified, 2 rejected`,
    );
    expect(listening.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(exitCode).toBe(0);
    const tokens = deliveries.flatMap((sent) => ("headers" in sent ? Object.values(sent.headers) : []));
    expectNoSecretsIn(
      stdout + stderr,
      secret,
      oldSecret,
      ...tokens.filter((value) => value.startsWith("ey")),
    );
  });

  test("explains at the end why no delivery was verified", async () => {
    const listening = await startListener([], environment);
    await listening.post(await signDelivery(oldSecret));
    const { stderr } = await listening.end();
    expect(stderr).toMatch(
      /0 verified, 1 rejected\nno delivery was signed with this secret\. .*recreated.*rotationTrigger and run `pulumi up`$/,
    );
  });

  test.each([" ", ",", ", ", "\n"])(
    "accepts the old and the new secret if both are given, separated by %j",
    async (between) => {
      const listening = await startListener([], {
        ROCKIT_WEBHOOK_SECRET: `${between}${oldSecret}${between}${secret}${between}`,
      });
      expect(await listening.post(await signDelivery(oldSecret))).toBe(204);
      expect(await listening.post(await signDelivery())).toBe(204);
      expect((await listening.end()).stderr).toMatch(/\n2 verified, 0 rejected$/);
    },
  );

  test("prints JSON lines with the complete event, known or unknown", async () => {
    const listening = await startListener(["--json"], environment);
    const whole = { ...event, error: { deployment: "d1" }, "not documented": [1, null] };
    const unknown = { ...event, type: "archive", event: "melted" };
    await listening.post(await signDelivery(secret, whole));
    await listening.post(await signDelivery(secret, unknown));
    await listening.post(await signDelivery(oldSecret));
    const { lines } = await listening.end();
    const printed = lines.map((line) => JSON.parse(line));
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(printed).toEqual([
      { time, bytes: sizeOf(whole), verified: true, event: whole },
      { time, bytes: sizeOf(unknown), verified: true, event: unknown },
      {
        time,
        bytes: sizeOf(event),
        verified: false,
        code: "bad-signature",
        message: expect.stringContaining("no given secret signed this delivery"),
      },
    ]);
  });

  test.each([[[]], [["--json"]]])("prints no control characters of a sender (%j)", async (args) => {
    const listening = await startListener(args, environment);
    const hostile = { ...event, appName: "a\u001b]0;owned\u0007\r\u009b2J\n\u202eb\u2028c\u{e0041}d" };
    await listening.post(await signDelivery(secret, hostile));
    const { lines } = await listening.end();
    expect(lines).toHaveLength(1);
    const [line = ""] = lines;
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    if (args.length > 0) expect(JSON.parse(line).event).toEqual(hostile);
    else expect(line).toContain("mkraw end a ]0;owned 2J b c d  (");
  });

  test("shortens a sender's long names", async () => {
    const listening = await startListener([], environment);
    await listening.post(await signDelivery(secret, { ...event, appName: "x".repeat(5000) }));
    const { stdout } = await listening.end();
    expect(stdout).toContain(`mkraw end ${"x".repeat(60)}…  (`);
  });

  test("reports a request that is not a delivery, an oversized one, and one without a length", async () => {
    const listening = await startListener(["--json"], environment);
    const { headers, body } = await signDelivery();
    expect((await fetch(listening.url)).status).toBe(405);
    expect(await listening.post({ headers, body: "x".repeat(1_048_577) })).toBe(413);
    const chunks = new Blob([body]).stream();
    expect(await listening.post({ headers, body: chunks, duplex: "half" })).toBe(204);
    const { lines, stderr } = await listening.end();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        verified: false,
        code: "method-not-allowed",
        message: expect.stringContaining("a GET request is no delivery"),
      },
      {
        verified: false,
        code: "body-too-large",
        bytes: 1_048_577,
        // `listen` has no option for a larger limit.
        message: "the body is larger than 1 MiB",
      },
      { verified: true },
    ]);
    expect(JSON.parse(lines[2] ?? "")).not.toHaveProperty("bytes");
    expect(stderr).toMatch(/\n1 verified, 2 rejected$/);
  });

  test("ends by SIGTERM even while a request is unfinished", async () => {
    const listening = await startListenerProcess([], environment);
    const { port } = new URL(listening.url);
    const socket = connect(Number(port), "127.0.0.1").on("error", () => {});
    socket.write("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n");
    await once(socket, "data");
    const { exitCode, stderr } = await listening.end("SIGTERM");
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/\n0 verified, [01] rejected$/);
    socket.destroy();
  });

  test("ends when its output pipe is closed", async () => {
    const listening = await startListenerProcess([], environment);
    listening.running.stdout.destroy();
    await listening.post(await signDelivery());
    const { exitCode, stderr } = await listening.running;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/\n1 verified, 0 rejected$/);
  });
});
