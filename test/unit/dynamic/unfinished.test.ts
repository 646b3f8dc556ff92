import type { dynamic } from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { PluginSettings, serve } from "../../../provider/dynamic/serve.ts";
import { HttpError } from "../../../provider/http/errors.ts";
import {
  OperationError,
  PartialOperationError,
  PreconditionError,
  partialUpdateError,
} from "../../../provider/resource/errors.ts";
import type { Lifecycle } from "../../../provider/resource/lifecycle.ts";
import { asReplacement } from "../../../provider/resource/plan.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

const reference = {
  __provider: 'exports.handler=()=>require("pulumi-rockit-durst/lifecycle").rockitSubscription',
};
const lostAnswer = new HttpError("network", "rockit.example gave no usable answer", undefined, {
  ambiguous: true,
});
const remedy = "creates it again";
const partialError = (outputs: object, failure: unknown = lostAnswer) =>
  new PartialOperationError(failure, "17/4", outputs, remedy);

/** A provider with a lifecycle that has only these methods. */
function providerWith(methods: Partial<Lifecycle<object, Properties, Properties>>) {
  const unexpected = (): never => expect.fail("this method is not called");
  const lifecycle: Lifecycle<object, Properties, Properties> = {
    kind: rockitSubscription,
    check: unexpected,
    diff: unexpected,
    list: unexpected,
    create: unexpected,
    read: unexpected,
    update: unexpected,
    delete: unexpected,
    inputsOf: unexpected,
    ...methods,
  };
  return serve(lifecycle, new PluginSettings(), () => ({})) as Required<
    dynamic.ResourceProvider<Properties, Properties>
  >;
}

/** A failure as the engine's host sees it: only its properties. */
type HostError = Error & { id?: unknown; properties?: unknown; reasons?: unknown; code?: unknown };
const failureOf = (work: Promise<unknown>): Promise<HostError> =>
  work.then(
    () => expect.fail("nothing failed"),
    (failure) => failure,
  );

const failWith = (failure: unknown) => async () => {
  throw failure;
};

describe.each([
  [
    "creating",
    (failure: unknown, properties: Properties) =>
      providerWith({ create: failWith(failure) }).create(properties),
  ],
  [
    "updating",
    (failure: unknown, properties: Properties) =>
      providerWith({ update: failWith(failure) }).update("17/4", properties, {
        name: "other",
        __provider: "new",
      }),
  ],
] as const)("the error of %s an unfinished object", (verb, failing) => {
  const declared = { name: "builds", ...reference };
  const message = `${verb} ROCKIT subscription "builds": rockit.example gave no usable answer; it is kept in the state as unfinished: the next \`pulumi up\` creates it again`;

  it("has the id, properties and reasons that the engine's host reads", async () => {
    const error = await failureOf(failing(partialError({ name: "builds", unfinished: true }), declared));
    expect(error).toBeInstanceOf(OperationError);
    expect(error.id).toBe("17/4");
    expect(error.properties).toStrictEqual({ name: "builds", unfinished: true, ...reference });
    expect(error.reasons).toStrictEqual([message]);
    expect(error.message).toBe(message);
    expect(error.code).toBe("network");
  });

  it("is one line without a stack, however it is printed", async () => {
    const odd = new HttpError("network", "said\n    at theirs\u001b[2J", undefined, { ambiguous: true });
    const error = await failureOf(failing(partialError({}, odd), { name: "a\r\nb", ...reference }));
    expect(`${error}: ${error.stack}`).toBe(error.message);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.message).not.toMatch(/\.ts:\d/);
    expect(error.reasons).toEqual([error.message]);
  });

  it("holds the reference even if the lifecycle's outputs have another", async () => {
    const error = await failureOf(failing(partialError({ __provider: "stale" }), declared));
    expect(error.properties).toStrictEqual(reference);
  });

  it("holds no undefined, at any depth", async () => {
    const holes = { a: undefined, b: { c: undefined, d: null }, e: [undefined, { f: undefined }] };
    const error = await failureOf(failing(partialError(holes), declared));
    expect(error.properties).toStrictEqual({ b: { d: null }, e: [null, {}], ...reference });
    expect(holes).toHaveProperty("a");
  });

  it("begins with the code and the message of the first failure", async () => {
    const refused = await failureOf(
      failing(partialError({}, new PreconditionError("it may not be deleted")), declared),
    );
    expect(refused).toMatchObject({
      code: "refused",
      message: expect.stringContaining('"builds": it may not be deleted; it is kept in the state'),
    });
    const timeout = new HttpError("timeout", "no answer in time", undefined, { ambiguous: true });
    expect(await failureOf(failing(partialError({}, timeout), declared))).toMatchObject({
      code: "timeout",
      message: expect.stringMatching(
        /no answer in time; run the command again later, or raise the setting requestTimeout; it is kept in the state as unfinished/,
      ),
    });
  });

  it("names only the type of a defect", async () => {
    const error = await failureOf(
      failing(partialError({}, new TypeError("canary is no function")), declared),
    );
    expect(error.code).toBe("bug");
    expect(`${error.message} ${error.stack}`).not.toContain("canary");
  });

  it("shows no property value in its message", async () => {
    const error = await failureOf(failing(partialError({ slackToken: "canary" }), declared));
    expect(`${error.message} ${error.stack} ${error.reasons}`).not.toContain("canary");
  });

  it("keeps nothing in the state for any other failure", async () => {
    for (const failure of [lostAnswer, new PreconditionError("no"), new TypeError("x")]) {
      const error = await failureOf(failing(failure, declared));
      expect(error).toBeInstanceOf(OperationError);
      expect(Object.keys(error)).not.toContain("id");
      expect(Object.keys(error)).not.toContain("properties");
      expect(error.message).not.toContain("kept in the state");
    }
  });
});

describe("partialUpdateError", () => {
  const fail = partialUpdateError("17", { name: "builds", path: "jobs" });
  const errorFor = (failure: unknown) => {
    try {
      return fail(failure);
    } catch (error) {
      return error;
    }
  };

  it("keeps the state, marked, when the effect of the change is unknown", () => {
    const error = errorFor(lostAnswer);
    expect(error).toBeInstanceOf(PartialOperationError);
    expect(error).toMatchObject({
      failure: lostAnswer,
      id: "17",
      outputs: { name: "builds", path: "jobs", unfinished: true },
      remedy: "sends the change again",
    });
  });

  it.each([
    ["a refusal of the server", new HttpError("invalid", "400", 400)],
    ["a request that was never sent", new HttpError("network", "refused", undefined, { transient: true })],
    ["a reason of the provider's own", new PreconditionError("gone")],
    ["a defect", new TypeError("x")],
  ])("leaves %s as it is", (_what, failure) => {
    expect(errorFor(failure)).toBe(failure);
  });
});

describe("the plan for an unfinished object", () => {
  it("deletes and recreates it, even without another change", () => {
    const nothing = { changes: [], replaces: [], deleteBeforeReplace: false };
    expect(asReplacement(nothing, "unfinished")).toEqual({
      changes: ["unfinished"],
      replaces: ["unfinished"],
      deleteBeforeReplace: true,
    });
    expect(nothing).toEqual({ changes: [], replaces: [], deleteBeforeReplace: false });
  });

  it("names the other changes too", () => {
    const plan = { changes: ["path", "name"], replaces: ["name"], deleteBeforeReplace: false };
    expect(asReplacement(plan, "unfinished")).toEqual({
      changes: ["path", "name", "unfinished"],
      replaces: ["name", "unfinished"],
      deleteBeforeReplace: true,
    });
  });

  it("reaches the engine with its mark, and the user as a log line", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const diff = vi.fn((_id: string, { unfinished }: Properties) => {
      const plan = { changes: [], replaces: [], deleteBeforeReplace: false };
      return unfinished === true ? { ...asReplacement(plan, "unfinished"), note: "it comes anew" } : plan;
    });
    const olds = { name: "builds", unfinished: true, ...reference };
    await expect(
      providerWith({ diff }).diff("builds", olds, { name: "builds", ...reference }),
    ).resolves.toEqual({
      changes: true,
      replaces: ["unfinished"],
      deleteBeforeReplace: true,
    });
    expect(diff.mock.calls).toEqual([["builds", { name: "builds", unfinished: true }, { name: "builds" }]]);
    expect(log.mock.calls).toEqual([['ROCKIT subscription "builds": it comes anew']]);
    log.mockRestore();
  });
});
