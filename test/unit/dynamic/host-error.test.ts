import { describe, expect, it } from "vitest";
import { hostError as hostErrorOf } from "../../../provider/dynamic/host-error.ts";
import { OperationError } from "../../../provider/resource/errors.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

const hostError = hostErrorOf({ kind: rockitSubscription });
const ownReference = 'exports.handler=()=>require("pulumi-rockit-durst/lifecycle").rockitSubscription';

describe("the error that the engine's host gets", () => {
  it.each([
    ['creating ROCKIT subscription "builds"', "the server is out; run it again"],
    ['creating "a\r\nb\u001b[2J"', "said\u0000c\n\u2028d\u0085e"],
  ])("is one line, even if the host prints its stack: %j", (operation, reason) => {
    const error = new OperationError(operation, reason, "refused");
    const thrown = hostError({ error });
    expect(thrown).toBe(error);
    expect(`${thrown}: ${thrown.stack}`).toBe(error.message);
    expect(thrown).not.toHaveProperty("id");
  });

  it("carries a partial object, under its kind's own reference", () => {
    const error = new OperationError("creating x", "it is out", "network");
    const partial = { id: "17/?", outputs: { name: "x", none: undefined, __provider: "stale" } };
    expect(hostError({ error, partial })).toMatchObject({
      id: "17/?",
      properties: { name: "x", __provider: ownReference },
      reasons: ["creating x: it is out"],
    });
  });
});
