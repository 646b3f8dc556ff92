import type { dynamic } from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { SettingsError } from "../../../provider/config/settings.ts";
import { PluginSettings, serve } from "../../../provider/dynamic/serve.ts";
import { HttpError } from "../../../provider/http/errors.ts";
import { PreconditionError } from "../../../provider/resource/errors.ts";
import type { Lifecycle } from "../../../provider/resource/lifecycle.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

const reference = { __provider: "exports.handler=…" };
const configOf = (values: Record<string, string>) =>
  ({ config: { get: (key: string) => values[key] } }) as unknown as dynamic.ConfigureRequest;

/** A lifecycle that records its arguments. */
function recorded(overrides: Partial<Lifecycle<object, Properties, Properties>> = {}) {
  const calls: unknown[][] = [];
  const api = {};
  const lifecycle: Lifecycle<object, Properties, Properties> = {
    kind: rockitSubscription,
    check(...given) {
      calls.push(["check", ...given]);
      return { inputs: given[1], failures: [] };
    },
    diff(...given) {
      calls.push(["diff", ...given]);
      return { changes: ["a"], replaces: ["b"], deleteBeforeReplace: true };
    },
    list: async () => [],
    async create({ run }, ...given) {
      calls.push(["create", run, ...given]);
      return { id: "x", outputs: { ...given[0], secret: "s" } };
    },
    async read({ run }, ...given) {
      calls.push(["read", run, ...given]);
      return { ...given[1], url: "u" };
    },
    async update({ run }, ...given) {
      calls.push(["update", run, ...given]);
      return given[2];
    },
    async delete({ run }, ...given) {
      calls.push(["delete", run, ...given]);
    },
    inputsOf: ({ secret: _, ...inputs }) => inputs,
    ...overrides,
  };
  const connect = vi.fn(() => api);
  const settings = new PluginSettings();
  const provider = serve(lifecycle, settings, connect) as Required<
    dynamic.ResourceProvider<Properties, Properties>
  >;
  return { calls, api, connect, settings, provider };
}

/** Every method of the provider that sends requests to the vendor, called for the object "x". */
const verbs = [
  ["creating", (p) => p.create({ name: "x", ...reference })],
  ["reading", (p) => p.read("x", { name: "x", ...reference })],
  ["updating", (p) => p.update("x", { name: "x", ...reference }, { name: "x", ...reference })],
  ["deleting", (p) => p.delete("x", { name: "x", ...reference })],
] as const satisfies [string, (provider: ReturnType<typeof recorded>["provider"]) => Promise<unknown>][];

describe("configure", () => {
  it("stores the settings as soon as it is called, before its promise resolves", async () => {
    const { provider, settings } = recorded();
    expect(settings.config("rockit:endpoint")).toBeUndefined();
    const configuring = provider.configure(configOf({ "rockit:endpoint": "https://rockit.example" }));
    expect(settings.config("rockit:endpoint")).toBe("https://rockit.example");
    await configuring;
  });

  it("makes the settings visible to a concurrent call by the engine", async () => {
    const { provider, settings, connect, api } = recorded();
    const seen: unknown[] = [];
    connect.mockImplementation(() => {
      seen.push(settings.config("rockit:endpoint"));
      return api;
    });
    const both = [provider.configure(configOf({ "rockit:endpoint": "here" })), provider.create({})];
    expect(seen).toEqual(["here"]);
    await Promise.all(both);
  });

  it("is in time for 100 concurrent calls", async () => {
    const { provider, settings, connect, api } = recorded();
    const seen: unknown[] = [];
    connect.mockImplementation(() => {
      seen.push(settings.config("rockit:endpoint"));
      return api;
    });
    const configuring = provider.configure(configOf({ "rockit:endpoint": "here" }));
    await Promise.all(Array.from({ length: 100 }, (_, n) => provider.create({ name: `n${n}` })));
    await configuring;
    expect(seen).toEqual(Array(100).fill("here"));
  });

  it("connects to nothing, and neither do check and diff", async () => {
    const { provider, connect } = recorded();
    await provider.configure(configOf({}));
    await provider.check({}, { name: "x" });
    await provider.diff("x", { name: "x" }, { name: "y" });
    expect(connect).not.toHaveBeenCalled();
  });

  it("reads the plugin's environment unchanged", () => {
    const { settings } = recorded();
    vi.stubEnv("ROCKIT_ENDPOINT", "https://rockit.example");
    expect(settings.environment["ROCKIT_ENDPOINT"]).toBe("https://rockit.example");
    vi.unstubAllEnvs();
    expect(settings.environment["ROCKIT_ENDPOINT"]).toBeUndefined();
  });
});

describe("a lifecycle", () => {
  it("gets all properties except __provider", async () => {
    const { provider, calls, api } = recorded();
    const [olds, news] = [
      { name: "x", old: 1, ...reference },
      { name: "x", url: "u", ...reference },
    ];
    await provider.check(olds, news);
    await provider.diff("x", olds, news);
    await provider.create(news);
    await provider.read("x", olds);
    await provider.update("x", olds, news);
    await provider.delete("x", olds);
    const [was, wanted] = [
      { name: "x", old: 1 },
      { name: "x", url: "u" },
    ];
    expect(calls).toEqual([
      ["check", was, wanted],
      ["diff", "x", was, wanted],
      ["create", api, wanted],
      ["read", api, "x", was],
      ["update", api, "x", was, wanted],
      ["delete", api, "x", was],
    ]);
    expect(olds).toHaveProperty("__provider");
  });

  it("returns ids, outputs and inputs", async () => {
    const { provider } = recorded();
    await expect(provider.create({ name: "x" })).resolves.toEqual({
      id: "x",
      outs: { name: "x", secret: "s" },
    });
    await expect(provider.read("x", { name: "x", secret: "s" })).resolves.toEqual({
      id: "x",
      props: { name: "x", secret: "s", url: "u" },
      inputs: { name: "x", url: "u" },
    });
    await expect(provider.update("x", {}, { name: "y" })).resolves.toEqual({ outs: { name: "y" } });
    await expect(provider.delete("x", {})).resolves.toBeUndefined();
  });

  it("reports an object as gone when read finds none", async () => {
    const { provider } = recorded({ read: async () => undefined });
    await expect(provider.read("x", { name: "x" })).resolves.toEqual({});
  });

  it("fails to read a missing object when only its id is known", async () => {
    const { provider } = recorded({ read: async () => undefined });
    await expect(provider.read("x", { ...reference })).rejects.toMatchObject({
      message: 'reading ROCKIT subscription "x": it does not exist: check the id that is passed to `get`',
      code: "refused",
    });
  });

  it("reads an imported object by its id alone", async () => {
    const { provider, calls, api } = recorded();
    await provider.read("x");
    expect(calls).toEqual([["read", api, "x", {}]]);
  });

  it("plans changes, replacements, and their order", async () => {
    const plan = { changes: true, replaces: ["b"], deleteBeforeReplace: true };
    await expect(recorded().provider.diff("x", {}, {})).resolves.toEqual(plan);
    const nothing = { changes: [], replaces: [], deleteBeforeReplace: false };
    await expect(recorded({ diff: () => nothing }).provider.diff("x", {}, {})).resolves.toEqual({
      ...nothing,
      changes: false,
    });
  });

  it("names the field of a failed check in the message only: the engine would print a property's value", async () => {
    const failures = [{ field: "xAuthInfo.user", reason: "is required" }];
    const { provider } = recorded({ check: (_olds, inputs) => ({ inputs, failures }) });
    await expect(provider.check({}, { a: 1, ...reference })).resolves.toEqual({
      inputs: { a: 1 },
      failures: [{ property: "", reason: "xAuthInfo.user is required" }],
    });
  });

  it("reports one line to the terminal, which names the object", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const { provider } = recorded({ delete: async ({ log }) => log("the server keeps it") });
    await provider.delete("x", { name: "builds" });
    expect(log.mock.calls).toEqual([['ROCKIT subscription "builds": the server keeps it']]);
    log.mockRestore();
  });
});

describe("undefined, which the engine can't carry", () => {
  const holes = {
    a: undefined,
    b: { c: undefined, d: { e: undefined, f: null } },
    g: [undefined, { h: undefined, i: [undefined, 1] }],
    j: false,
  };
  const filled = { b: { d: { f: null } }, g: [null, { i: [null, 1] }], j: false };
  const all = recorded({
    create: async () => ({ id: "x", outputs: holes }),
    read: async () => holes,
    update: async () => holes,
    inputsOf: (outputs) => outputs,
  }).provider;

  it("is left out of every method's result, at every depth", async () => {
    await expect(all.check({}, holes)).resolves.toStrictEqual({ inputs: filled, failures: [] });
    await expect(all.create({})).resolves.toStrictEqual({ id: "x", outs: filled });
    await expect(all.read("x", {})).resolves.toStrictEqual({ id: "x", props: filled, inputs: filled });
    await expect(all.update("x", {}, {})).resolves.toStrictEqual({ outs: filled });
  });

  it("is left out of a copy", async () => {
    await all.check({}, holes);
    expect(holes).toHaveProperty("a");
  });
});

describe("a failure", () => {
  it.each(verbs)("while %s names the object, what went wrong and what to do", async (verb, call) => {
    const fail = async () => {
      throw new HttpError("unavailable", "rockit.example answered 503 without a message", 503);
    };
    const { provider } = recorded({ create: fail, read: fail, update: fail, delete: fail });
    await expect(call(provider)).rejects.toMatchObject({
      name: "OperationError",
      code: "unavailable",
      message: `${verb} ROCKIT subscription "x": rockit.example answered 503 without a message; run the command again later`,
    });
  });

  it.each(verbs)("while %s may be thrown synchronously", async (verb, call) => {
    const refuse = () => {
      throw new PreconditionError("the vendor has no such call");
    };
    const { provider } = recorded({ create: refuse, read: refuse, update: refuse, delete: refuse });
    await expect(call(provider)).rejects.toMatchObject({
      code: "refused",
      message: `${verb} ROCKIT subscription "x": the vendor has no such call`,
    });
  });

  it.each(verbs)("of the settings is reported while %s, when first needed", async (verb, call) => {
    const { provider, connect } = recorded();
    connect.mockImplementation(() => {
      throw new SettingsError("the setting rockit:endpoint is missing");
    });
    await expect(call(provider)).rejects.toMatchObject({
      code: "settings",
      message: `${verb} ROCKIT subscription "x": the setting rockit:endpoint is missing`,
    });
  });

  it("names an object by its id if nothing else is known", async () => {
    const fail = async () => {
      throw new HttpError("not-found", "gone", 404);
    };
    const { provider } = recorded({ read: fail, update: fail, delete: fail });
    const message = (verb: string) => ({ message: `${verb} ROCKIT subscription "17": gone` });
    await expect(provider.read("17")).rejects.toMatchObject(message("reading"));
    await expect(provider.update("17", {}, {})).rejects.toMatchObject(message("updating"));
    await expect(provider.delete("17", {})).rejects.toMatchObject(message("deleting"));
  });

  it("inside the provider is reported as an internal error, without its message", async () => {
    const { provider } = recorded({
      create: async () => {
        throw new TypeError("canary is not a function");
      },
    });
    await expect(provider.create({ name: "x" })).rejects.toMatchObject({
      code: "bug",
      message:
        'creating ROCKIT subscription "x": internal error of pulumi-rockit-durst (TypeError). Please report it with the steps to reproduce',
    });
  });
});
