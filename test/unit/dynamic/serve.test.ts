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

/** A provider whose lifecycle records its arguments. */
function recordingProvider(overrides: Partial<Lifecycle<object, Properties, Properties>> = {}) {
  const calls: unknown[][] = [];
  const api = {};
  const lifecycle: Lifecycle<object, Properties, Properties> = {
    kind: rockitSubscription,
    check(...args) {
      calls.push(["check", ...args]);
      return { inputs: args[1], failures: [] };
    },
    diff(...args) {
      calls.push(["diff", ...args]);
      return { changes: ["a"], replaces: ["b"], deleteBeforeReplace: true };
    },
    list: async () => [],
    async create({ run }, ...args) {
      calls.push(["create", run, ...args]);
      return { id: "x", outputs: { ...args[0], secret: "s" } };
    },
    async read({ run }, ...args) {
      calls.push(["read", run, ...args]);
      return { ...args[1], url: "u" };
    },
    async update({ run }, ...args) {
      calls.push(["update", run, ...args]);
      return args[2];
    },
    async delete({ run }, ...args) {
      calls.push(["delete", run, ...args]);
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
type Provider = ReturnType<typeof recordingProvider>["provider"];

/** Every method of the provider that sends requests to the vendor, called for the object "x". */
const providerCalls = [
  ["creating", (p) => p.create({ name: "x", ...reference })],
  ["reading", (p) => p.read("x", { name: "x", ...reference })],
  ["updating", (p) => p.update("x", { name: "x", ...reference }, { name: "x", ...reference })],
  ["deleting", (p) => p.delete("x", { name: "x", ...reference })],
] as const satisfies [string, (provider: Provider) => Promise<unknown>][];

describe("configure", () => {
  it("stores the settings as soon as it is called, before its promise resolves", async () => {
    const { provider, settings } = recordingProvider();
    expect(settings.config("rockit:endpoint")).toBeUndefined();
    const configuring = provider.configure(configOf({ "rockit:endpoint": "https://rockit.example" }));
    expect(settings.config("rockit:endpoint")).toBe("https://rockit.example");
    await configuring;
  });

  it("makes the settings visible to a concurrent call by the engine", async () => {
    const { provider, settings, connect, api } = recordingProvider();
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
    const { provider, settings, connect, api } = recordingProvider();
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
    const { provider, connect } = recordingProvider();
    await provider.configure(configOf({}));
    await provider.check({}, { name: "x" });
    await provider.diff("x", { name: "x" }, { name: "y" });
    expect(connect).not.toHaveBeenCalled();
  });

  it("reads the plugin's environment unchanged", () => {
    const { settings } = recordingProvider();
    vi.stubEnv("ROCKIT_ENDPOINT", "https://rockit.example");
    expect(settings.environment["ROCKIT_ENDPOINT"]).toBe("https://rockit.example");
    vi.unstubAllEnvs();
    expect(settings.environment["ROCKIT_ENDPOINT"]).toBeUndefined();
  });
});

describe("a lifecycle", () => {
  it("gets all properties except __provider", async () => {
    const { provider, calls, api } = recordingProvider();
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
    const [oldProperties, newProperties] = [
      { name: "x", old: 1 },
      { name: "x", url: "u" },
    ];
    expect(calls).toEqual([
      ["check", oldProperties, newProperties],
      ["diff", "x", oldProperties, newProperties],
      ["create", api, newProperties],
      ["read", api, "x", oldProperties],
      ["update", api, "x", oldProperties, newProperties],
      ["delete", api, "x", oldProperties],
    ]);
    expect(olds).toHaveProperty("__provider");
  });

  it("returns ids, outputs and inputs", async () => {
    const { provider } = recordingProvider();
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
    const { provider } = recordingProvider({ read: async () => undefined });
    await expect(provider.read("x", { name: "x" })).resolves.toEqual({});
  });

  it("fails to read a missing object when only its id is known", async () => {
    const { provider } = recordingProvider({ read: async () => undefined });
    await expect(provider.read("x", { ...reference })).rejects.toMatchObject({
      message: 'reading ROCKIT subscription "x": it does not exist: check the id that is passed to `get`',
      code: "refused",
    });
  });

  it("reads an imported object by its id alone", async () => {
    const { provider, calls, api } = recordingProvider();
    await provider.read("x");
    expect(calls).toEqual([["read", api, "x", {}]]);
  });

  it("plans changes, replacements, and their order", async () => {
    const plan = { changes: true, replaces: ["b"], deleteBeforeReplace: true };
    await expect(recordingProvider().provider.diff("x", {}, {})).resolves.toEqual(plan);
    const nothing = { changes: [], replaces: [], deleteBeforeReplace: false };
    await expect(recordingProvider({ diff: () => nothing }).provider.diff("x", {}, {})).resolves.toEqual({
      ...nothing,
      changes: false,
    });
  });

  it("names the field of a failed check in the message only: the engine would print a property's value", async () => {
    const failures = [{ field: "xAuthInfo.user", reason: "is required" }];
    const { provider } = recordingProvider({ check: (_olds, inputs) => ({ inputs, failures }) });
    await expect(provider.check({}, { a: 1, ...reference })).resolves.toEqual({
      inputs: { a: 1 },
      failures: [{ property: "", reason: "xAuthInfo.user is required" }],
    });
  });

  it("reports one line to the terminal, which names the object", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const { provider } = recordingProvider({ delete: async ({ log }) => log("the server keeps it") });
    await provider.delete("x", { name: "builds" });
    expect(log.mock.calls).toEqual([['ROCKIT subscription "builds": the server keeps it']]);
    log.mockRestore();
  });
});

describe("undefined, which the engine can't carry", () => {
  const withUndefined = {
    a: undefined,
    b: { c: undefined, d: { e: undefined, f: null } },
    g: [undefined, { h: undefined, i: [undefined, 1] }],
    j: false,
  };
  const withoutUndefined = { b: { d: { f: null } }, g: [null, { i: [null, 1] }], j: false };
  const provider = recordingProvider({
    create: async () => ({ id: "x", outputs: withUndefined }),
    read: async () => withUndefined,
    update: async () => withUndefined,
    inputsOf: (outputs) => outputs,
  }).provider;

  it("is left out of every method's result, at every depth", async () => {
    await expect(provider.check({}, withUndefined)).resolves.toStrictEqual({
      inputs: withoutUndefined,
      failures: [],
    });
    await expect(provider.create({})).resolves.toStrictEqual({ id: "x", outs: withoutUndefined });
    await expect(provider.read("x", {})).resolves.toStrictEqual({
      id: "x",
      props: withoutUndefined,
      inputs: withoutUndefined,
    });
    await expect(provider.update("x", {}, {})).resolves.toStrictEqual({ outs: withoutUndefined });
  });

  it("is left out of a copy, and the original is unchanged", async () => {
    await provider.check({}, withUndefined);
    expect(withUndefined).toHaveProperty("a");
  });
});

describe("a failure", () => {
  it.each(providerCalls)("while %s names the object, what went wrong and what to do", async (verb, call) => {
    const fail = async () => {
      throw new HttpError("unavailable", "rockit.example answered 503 without a message", 503);
    };
    const { provider } = recordingProvider({ create: fail, read: fail, update: fail, delete: fail });
    await expect(call(provider)).rejects.toMatchObject({
      name: "OperationError",
      code: "unavailable",
      message: `${verb} ROCKIT subscription "x": rockit.example answered 503 without a message; run the command again later`,
    });
  });

  it.each(providerCalls)("while %s may be thrown synchronously", async (verb, call) => {
    const refuse = () => {
      throw new PreconditionError("the vendor has no such call");
    };
    const { provider } = recordingProvider({ create: refuse, read: refuse, update: refuse, delete: refuse });
    await expect(call(provider)).rejects.toMatchObject({
      code: "refused",
      message: `${verb} ROCKIT subscription "x": the vendor has no such call`,
    });
  });

  it.each(providerCalls)("of the settings is reported while %s, when first needed", async (verb, call) => {
    const { provider, connect } = recordingProvider();
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
    const { provider } = recordingProvider({ read: fail, update: fail, delete: fail });
    const message = (verb: string) => ({ message: `${verb} ROCKIT subscription "17": gone` });
    await expect(provider.read("17")).rejects.toMatchObject(message("reading"));
    await expect(provider.update("17", {}, {})).rejects.toMatchObject(message("updating"));
    await expect(provider.delete("17", {})).rejects.toMatchObject(message("deleting"));
  });

  it("inside the provider is reported as an internal error, without its message", async () => {
    const { provider } = recordingProvider({
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
