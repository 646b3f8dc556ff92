import { describe, expect, test } from "vitest";
import { durstFunctions } from "../../../provider/durst/function-rows.ts";
import type { DurstRun } from "../../../provider/durst/run.ts";
import { callFunction } from "../../../provider/resource/vendor-function.ts";
import { rockitFunctions } from "../../../provider/rockit/function-rows.ts";
import type { RockitRun } from "../../../provider/rockit/run.ts";

const [rockitList] = rockitFunctions;
const [durstList] = durstFunctions;

describe("a function", () => {
  test("returns only the fields of its row, since other fields may be secrets", async () => {
    const entry = { name: "builds", url: "https://hooks.example", secret: "canary", slackToken: "canary" };
    const run = { all: async () => [entry] } as unknown as RockitRun;
    expect(await callFunction(rockitList as NonNullable<typeof rockitList>, () => run, {})).toEqual({
      subscriptions: [{ name: "builds", url: "https://hooks.example" }],
    });
  });

  test("rejects a wrong value without repeating it, and without a connection", async () => {
    const connect = (): DurstRun => {
      throw new Error("it connected");
    };
    const args = { subscriberId: "canary", canaryName: "canary" };
    const calling = callFunction(durstList as NonNullable<typeof durstList>, connect, args);
    const failure: Error = await calling.then(
      () => expect.fail("it was called"),
      (thrown) => thrown,
    );
    expect(failure.message).toMatch(/^calling durst:listSubscriptions: subscriberId must be .*; canaryName /);
    expect(failure.message.replace("canaryName", "")).not.toContain("canary");
  });
});
