import { describe, expect, it } from "vitest";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import type { Responder } from "../../helpers/server.ts";
import { credentialsIn, failureOf, loginRefusal, runConcurrently, startTokenServer } from "./token-server.ts";

describe("other credentials in the environment", () => {
  const otherCredentials = { username: "operator & co", password: "canary-rotated" };
  const acceptOnly =
    (...passwords: string[]): Responder =>
    (request, response) => {
      const isAccepted = passwords.includes(String(credentialsIn(request)["password"]));
      response.writeHead(isAccepted ? 200 : 401, isAccepted ? { "x-auth-token": "token" } : {}).end();
    };
  const passwordsIn = (requests: readonly { path: string; body: string }[]) =>
    requests.filter(({ path }) => path.includes("/login")).map((one) => credentialsIn(one)["password"]);

  it("are not tried while the server accepts the first ones", async () => {
    const { durst, requests, work, lines } = await startTokenServer(
      { login: acceptOnly(canary) },
      otherCredentials,
    );
    durst.valid.add("token");
    await runConcurrently(20, work);
    expect(passwordsIn(requests)).toEqual([canary]);
    expect(lines).toEqual([]);
  });

  it("are tried once after the first ones are refused, reported in one line, and kept", async () => {
    const { durst, host, lines, requests, work } = await startTokenServer(
      { login: acceptOnly(otherCredentials.password) },
      otherCredentials,
    );
    durst.valid.add("token");
    await runConcurrently(20, work);
    expect(passwordsIn(requests)).toEqual([canary, otherCredentials.password]);
    expect(lines).toEqual([
      `${host} refused the stored credentials; trying those of the environment for the same account`,
    ]);
    durst.valid.clear();
    await expect(work()).rejects.toMatchObject({ code: "unauthorized" });
    expect(passwordsIn(requests)).toEqual([canary, otherCredentials.password, otherCredentials.password]);
  });

  it("and the first ones are sent once each when both are refused", async () => {
    const { durst, host, requests, work } = await startTokenServer({ login: acceptOnly() }, otherCredentials);
    const failures = await runConcurrently(20, () => failureOf(work()));
    failures.push(await failureOf(work()));
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: "unauthorized", status: 401, message: loginRefusal(host) });
    }
    expectNoSecretsIn(`${failures[0]?.stack}`, canary, otherCredentials.password, otherCredentials.username);
    expect(passwordsIn(requests)).toEqual([canary, otherCredentials.password]);
    expect(durst.works).toBe(0);
  });

  it("are not tried after a failure other than a refusal", async () => {
    const login: Responder = (_request, response) => response.writeHead(503).end();
    const { requests, work } = await startTokenServer({ login }, otherCredentials);
    await expect(work()).rejects.toMatchObject({ code: "unavailable" });
    expect(passwordsIn(requests)).toEqual([canary, canary, canary]);
  });
});
