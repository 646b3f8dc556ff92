import { describe, expect, it } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { startDurst } from "../../simulators/index.ts";
import { failureOf } from "./token-server.ts";

describe("stored credentials that a server refuses", () => {
  const declared = { hostUri: "https://press.example/", externalAuthType: "NONE" };
  const old = "old-canary";
  const start = (endpoint: string, username: string, environment: Record<string, string>) => {
    const config: Record<string, string> = {
      "durst:endpoint": endpoint,
      "durst:username": username,
      "durst:password": old,
    };
    return driverOf(
      durstSubscriberLifecycle,
      new DurstRun(durstSettings({ config: (key) => config[key], environment })),
    );
  };

  it("are replaced by those of the environment, once for all calls under way", async () => {
    await using server = await startDurst();
    const { username, password } = server.credentials;
    const engine = start(server.endpoint, username, { DURST_PASSWORD: password });
    await Promise.all([1, 2, 3].map(() => engine.create(declared)));
    expect(server.subscribers.size).toBe(3);
    expect(server.requestsTo("POST", /login/).map(({ status }) => status)).toEqual([401, 200]);
  });

  it("are replaced for the rest of the run: a server restart costs one login with the new ones", async () => {
    await using server = await startDurst();
    const { username, password } = server.credentials;
    const engine = start(server.endpoint, username, { DURST_PASSWORD: password });
    const known = await engine.create(declared);
    server.restart();
    server.clearRequests();
    await Promise.all([1, 2, 3].map(() => engine.refresh(known)));
    expect(server.requestsTo("POST", /login/).map(({ status }) => status)).toEqual([200]);
  });

  it("fail the operation if the environment's are refused too, after one login of each", async () => {
    await using server = await startDurst();
    const engine = start(server.endpoint, server.credentials.username, { DURST_PASSWORD: "other-canary" });
    const failures = await Promise.all([1, 2, 3].map(() => failureOf(engine.create(declared))));
    failures.push(await failureOf(engine.create(declared)));
    for (const failure of failures) {
      expect(failure.message).toMatch(/refused the login: .*--run-program/);
      expectNoSecretsIn(failure.message, old, "other-canary");
    }
    expect(server.requests.map(({ status }) => status)).toEqual([401, 401]);
  });

  it("fail the operation if the environment has none, and the error names --run-program", async () => {
    await using server = await startDurst();
    const failure = await failureOf(start(server.endpoint, server.credentials.username, {}).create(declared));
    expect(failure).toMatchObject({ code: "unauthorized" });
    expect(failure.message).toMatch(
      /refused the login: .*; check durst:password; a plain `pulumi refresh` or `pulumi destroy` uses the credentials that the last `pulumi up` stored. If they changed since, add --run-program, or set the new ones in the environment \(DURST_PASSWORD\)$/,
    );
    expectNoSecretsIn(failure.message, old);
    expect(server.requestsTo("POST", /login/)).toHaveLength(1);
  });
});
