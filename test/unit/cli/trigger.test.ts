import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deliver } from "../../../provider/cli/listen/deliver.ts";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { closedPort, respondWith, startServer } from "../../helpers/server.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { fakePulumi, rockitDurst, startListener } from "./command.ts";

const secret = randomBytes(32).toString("base64");
const rockitSecret = { ROCKIT_WEBHOOK_SECRET: secret };
const jwtArgs = ["durst", "--header", "x-durst-signature"];
const durstKey = { DURST_CALLBACK_KEY: "a key" };
const durstAccount = { DURST_CALLBACK_USER: "press", DURST_CALLBACK_PASSWORD: canary };

/** A service with this answer, and `listen --forward-to` in front of it. */
async function startChain(
  args: readonly string[],
  env: Record<string, string>,
  answer = respondWith(200, "thanks"),
) {
  const service = await startServer(answer);
  const forwardTo = `${service.url}/own?path=1`;
  return { service, listening: await startListener([...args, "--forward-to", forwardTo], env) };
}

describe("listen and trigger", { timeout: 60_000 }, () => {
  test.each([
    {
      vendor: "ROCKIT",
      args: [],
      env: rockitSecret,
      header: "x-rockit-subscriptions",
      shown: "mkraw end shop",
    },
    {
      vendor: "Durst, signed",
      args: jwtArgs,
      env: durstKey,
      header: "x-durst-signature",
      shown: '"PRINTED"',
    },
    {
      vendor: "Durst, with an account",
      args: ["durst"],
      env: durstAccount,
      header: "x-auth-user",
      shown: '"PRINTED"',
    },
  ])(
    "for $vendor: forward a verified delivery unchanged, and return the service's answer",
    async ({ args, env, header, shown }) => {
      const { service, listening } = await startChain(args, env);
      const sent = await rockitDurst(["trigger", listening.url, ...args], env);
      expect(sent).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 200 in \d+ ms$/),
        stderr: "",
      });
      const [received] = service.requests;
      expect(received).toMatchObject({ method: "POST", path: "/own?path=1" });
      expect(received?.headers).toMatchObject({ "content-type": "application/json", host: service.host });
      expect(received?.headers[header]).toMatch(/^\S+$/);
      const { lines, stdout, stderr } = await listening.end();
      expect(lines).toEqual([expect.stringMatching(/✓ verified .* \(\d+ bytes\) → 200$/)]);
      expect(lines[0]).toContain(shown);
      expectNoSecretsIn(sent.stdout + stdout + stderr, secret, canary);
    },
  );

  test.each([
    { args: [], env: rockitSecret, other: { ROCKIT_WEBHOOK_SECRET: randomBytes(32).toString("base64") } },
    { args: jwtArgs, env: durstKey, other: { DURST_CALLBACK_KEY: "another key" } },
    { args: ["durst"], env: durstAccount, other: { ...durstAccount, DURST_CALLBACK_PASSWORD: "guessed" } },
  ])("do not forward rejected deliveries: %j", async ({ args, env, other }) => {
    const { service, listening } = await startChain(args, env);
    const sent = await rockitDurst(["trigger", listening.url, ...args], other);
    expect(sent).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^rockit-durst: 127\.0\.0\.1:\d+ answered 401 and said "Unauthorized": check that the receiver has this secret and expects this header$/,
      ),
    });
    const { lines, stderr } = await listening.end();
    expect(lines).toEqual([expect.stringContaining("✗ rejected bad-signature: ")]);
    expect(stderr).toMatch(
      /no delivery was signed with this secret\. Read the stack's current secret with --stack/,
    );
    expect(service.requests).toEqual([]);
  });
});

describe("listen --forward-to", { timeout: 60_000 }, () => {
  test("returns the service's answer, and shows a rejection by the service", async () => {
    const teapot = respondWith(418, "short and stout", { "x-own": "1", connection: "close" });
    const { listening } = await startChain(["--json"], rockitSecret, teapot);
    const { exitCode, stderr } = await rockitDurst(["trigger", listening.url], rockitSecret);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/answered 418 and said "short and stout": check the receiver's log$/);
    const { lines } = await listening.end();
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ verified: true, forwarded: { status: 418 } });
  });

  test("reports an unreachable service and answers 502", async () => {
    const port = await closedPort();
    const listening = await startListener(["--forward-to", `http://localhost:${port}`], rockitSecret);
    const { stderr } = await rockitDurst(["trigger", listening.url], rockitSecret);
    expect(stderr).toContain('answered 502 and said "Bad Gateway"');
    const { lines } = await listening.end();
    expect(lines[0]).toMatch(
      /→ 502: localhost:\d+ can't be reached \(ECONNREFUSED\): nothing listens there: /,
    );
  });

  test("refuses its own address", async () => {
    const port = await closedPort();
    const own = ["listen", "--port", `${port}`, "--forward-to", `http://localhost:${port}/rockit`];
    const { exitCode, stderr } = await rockitDurst(own, rockitSecret);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--forward-to is this command's own address");
  });

  test("returns a redirect without following the redirect", async () => {
    const { service, listening } = await startChain(
      [],
      rockitSecret,
      respondWith(302, "", { location: "http://127.0.0.1:1/" }),
    );
    const { exitCode, stderr } = await rockitDurst(["trigger", listening.url], rockitSecret);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(
        /answered 302, a redirect, which is not followed: give the final address$/,
      ),
    });
    expect((await listening.end()).lines[0]).toMatch(/→ 302$/);
    expect(service.requests).toHaveLength(1);
  });
});

describe("trigger", { timeout: 60_000 }, () => {
  test("hides secrets in the receiver's answer", async () => {
    const service = await startServer((request, response) => {
      response.writeHead(500).end(`no: ${JSON.stringify(request.headers)}`);
    });
    const { exitCode, stderr } = await rockitDurst(["trigger", service.url, "durst"], durstAccount);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("answered 500 and said");
    expectNoSecretsIn(stderr, canary);
  });

  test("sends the chosen event, signed with a secret from the stack's output", async () => {
    const PATH = await fakePulumi({
      "stack output --show-secrets --json --stack dev -- hub": JSON.stringify({ deploy: secret }),
    });
    const listening = await startListener(["--json"], rockitSecret);
    const args = ["--stack", "dev", "--output", "hub", "--sender", "deploy", "--event", "success"];
    expect(await rockitDurst(["trigger", listening.url, ...args], { PATH })).toMatchObject({ exitCode: 0 });
    const { lines } = await listening.end();
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: { type: "deploy", event: "success" } });
  });

  test("sends a file's bytes unchanged", async () => {
    const folder = await temporaryFolder("body");
    await writeFile(join(folder, "body.json"), '{ "type" : "mkraw", \n"é": 1 }');
    const { url, requests } = await startServer(respondWith(204, ""));
    const args = ["trigger", url, "--body", join(folder, "body.json")];
    expect(await rockitDurst(args, rockitSecret)).toMatchObject({ exitCode: 0 });
    expect(requests[0]?.body).toBe('{ "type" : "mkraw", \n"é": 1 }');
    const { exitCode, stderr } = await rockitDurst(
      ["trigger", url, "--body", join(folder, "no")],
      rockitSecret,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/no can't be read \(ENOENT\): correct --body$/);
  });

  test("reports an unreachable receiver and a timeout", async () => {
    const { exitCode, stderr } = await rockitDurst(
      ["trigger", `http://[::1]:${await closedPort()}`],
      rockitSecret,
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^rockit-durst: \S+ can't be reached \(E\w+\): [^\n]+$/),
    });
    const { url } = await startServer(() => {});
    // On a busy machine, even the connection may time out.
    const late = /\(ABORT_ERR\): no (answer came|connection) in time/;
    await expect(deliver(new URL(url), {}, "{}", 200)).rejects.toThrow(late);
    const slow = await startServer((_request, response) => response.writeHead(200).write("a"));
    await expect(deliver(new URL(slow.url), {}, "{}", 200)).rejects.toThrow(late);
  });

  test.each([
    ["http://hooks.example/rockit", "It must be an https:// URL, or http:// to this machine"],
    [`https://user:${canary}@hooks.example`, "without a user"],
    ["hooks.example", "It must be"],
  ])("refuses to send to %s", async (url, words) => {
    const forwarding = await rockitDurst(["listen", "--forward-to", url], rockitSecret);
    for (const { exitCode, stdout, stderr } of [
      await rockitDurst(["trigger", url], rockitSecret),
      forwarding,
    ]) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain(words);
      expectNoSecretsIn(stderr, canary);
    }
  });

  test("refuses a missing or invalid secret", async () => {
    expect((await rockitDurst(["trigger", "https://a.example"])).stderr).toContain("ROCKIT_WEBHOOK_SECRET");
    const { exitCode, stderr } = await rockitDurst(["trigger", "https://a.example"], {
      ROCKIT_WEBHOOK_SECRET: "not-base64!",
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^rockit-durst: [^\n]*is not base64 text[^\n]*$/);
  });
});
