import { describe, expect, it } from "vitest";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import type { Responder } from "../../helpers/server.ts";
import { credentialsIn, failureOf, many, refusal, startDurst } from "./durst-server.ts";

describe("other credentials in the environment", () => {
  const others = { username: "operator & co", password: "canary-rotated" };
  const only =
    (...good: string[]): Responder =>
    (request, response) => {
      const fine = good.includes(String(credentialsIn(request)["password"]));
      response.writeHead(fine ? 200 : 401, fine ? { "x-auth-token": "token" } : {}).end();
    };
  const passwords = (requests: readonly { path: string; body: string }[]) =>
    requests.filter(({ path }) => path.includes("/login")).map((one) => credentialsIn(one)["password"]);

  it("are not tried while the server accepts the first ones", async () => {
    const { durst, requests, work, lines } = await startDurst({ login: only(canary) }, others);
    durst.valid.add("token");
    await many(20, work);
    expect(passwords(requests)).toEqual([canary]);
    expect(lines).toEqual([]);
  });

  it("are tried once after the first ones are refused, reported in one line, and kept", async () => {
    const { durst, host, lines, requests, work } = await startDurst({ login: only(others.password) }, others);
    durst.valid.add("token");
    await many(20, work);
    expect(passwords(requests)).toEqual([canary, others.password]);
    expect(lines).toEqual([
      `${host} refused the stored credentials; trying those of the environment for the same account`,
    ]);
    durst.valid.clear();
    await expect(work()).rejects.toMatchObject({ code: "unauthorized" });
    expect(passwords(requests)).toEqual([canary, others.password, others.password]);
  });

  it("and the first ones are sent once each when both are refused", async () => {
    const { durst, host, requests, work } = await startDurst({ login: only() }, others);
    const failures = await many(20, () => failureOf(work()));
    failures.push(await failureOf(work()));
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: "unauthorized", status: 401, message: refusal(host) });
    }
    expectNoSecretsIn(`${failures[0]?.stack}`, canary, others.password, others.username);
    expect(passwords(requests)).toEqual([canary, others.password]);
    expect(durst.works).toBe(0);
  });

  it("are not tried after a failure other than a refusal", async () => {
    const login: Responder = (_request, response) => response.writeHead(503).end();
    const { requests, work } = await startDurst({ login }, others);
    await expect(work()).rejects.toMatchObject({ code: "unavailable" });
    expect(passwords(requests)).toEqual([canary, canary, canary]);
  });
});
