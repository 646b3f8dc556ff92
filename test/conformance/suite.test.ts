// The behaviour that every adapter shares for every kind: all adapters serve the same lifecycles.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../provider/resource/unknown.ts";
import { environmentOf } from "../helpers/environment.ts";
import type { Servers } from "../helpers/servers.ts";
import { adapters } from "./adapters.ts";
import { startPlugin } from "./plugin.ts";
import { samples, startServersWithSubscriber } from "./samples.ts";

describe.each(adapters)("the $name adapter", (adapter) => {
  describe.each(samples)("serves a $kind.noun:", (sample) => {
    const { kind, vendor, declared, changed, replaces, wrong, wrongField, secrets, route, isActive } = sample;
    let servers: Servers & AsyncDisposable;
    beforeEach(async () => {
      servers = await startServersWithSubscriber();
    });
    afterEach(() => servers[Symbol.asyncDispose]());

    const start = async (overrides: Record<string, string> = {}) => {
      const environment = { PATH: process.env["PATH"] ?? "", ...environmentOf(servers), ...overrides };
      const plugin = await startPlugin(adapter, environment);
      const { [vendor]: server } = servers;
      return { ...plugin, resource: plugin.operationsOn(kind), server };
    };
    const expectNoSecrets = (...texts: (string | undefined)[]) => {
      for (const secret of secrets) expect(texts.join(" ")).not.toContain(secret);
    };

    it("check fills in defaults and sends nothing", async () => {
      const { resource, server } = await start();
      const { inputs, failures } = await resource.check(declared);
      expect(failures).toEqual([]);
      expect(inputs).toMatchObject(declared);
      expect(server.requests).toEqual([]);
    });

    it("check names a wrong field in its reason, and shows no value", async () => {
      const { resource, printed } = await start();
      const { failures } = await resource.check({ ...declared, ...wrong, more: "canary-more" });
      expect(failures.map(({ property }) => property)).toEqual(["", ""]);
      expect(failures.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(new RegExp(`^${wrongField.replaceAll(".", "\\.")} `)),
        expect.stringMatching(/^more is not an argument/),
      ]);
      expectNoSecrets(printed(), JSON.stringify(failures));
      expect(JSON.stringify(failures)).not.toContain("canary-more");
    });

    it("unknown values pass every check and count as changed", async () => {
      const { resource, server } = await start();
      const [field = ""] = Object.keys(changed);
      const { failures } = await resource.check({ ...declared, [field]: UNKNOWN });
      expect(failures).toEqual([]);
      const { inputs } = await resource.check(declared);
      const id = kind.noun === "Durst subscription" ? "17/4" : "17";
      const plan = await resource.diff(id, inputs, { ...inputs, [field]: UNKNOWN });
      expect(plan).toMatchObject({ changes: true, replaces: replaces ? [field] : [] });
      expect(server.requests).toEqual([]);
    });

    it("creates, reads, compares, changes and deletes an object", async () => {
      const { resource, printed } = await start();
      const { inputs } = await resource.check(declared);
      const created = await resource.create(inputs);
      expect(created.error).toBeUndefined();
      const { id = "", outputs = {} } = created;
      expect(id).toMatch(kind.id.pattern);
      expect(outputs).toMatchObject(inputs);
      expect(isActive(servers, id)).toBe(true);

      expect(await resource.diff(id, outputs, inputs)).toMatchObject({ changes: false, replaces: [] });
      const read = await resource.read(id, outputs);
      expect(read).toEqual({ id, outputs, inputs });

      const next = (await resource.check({ ...declared, ...changed }, inputs)).inputs;
      const plan = await resource.diff(id, outputs, next);
      expect(plan).toMatchObject({ changes: true, replaces: replaces ? Object.keys(changed) : [] });
      if (!replaces) {
        const updated = await resource.update(id, outputs, next);
        expect(updated.outputs).toMatchObject({ ...inputs, ...changed });
        expect(await resource.read(id, updated.outputs ?? {})).toMatchObject({ outputs: updated.outputs });
      }
      expect((await resource.delete(id, outputs)).error).toBeUndefined();
      expect(isActive(servers, id)).toBe(false);
      expectNoSecrets(printed());
    });

    it("a refresh drops a missing object; an import of a missing object fails", async () => {
      const { resource } = await start();
      const { inputs } = await resource.check(declared);
      const missingId = kind.noun === "Durst subscription" ? "17/99" : "99";
      expect(await resource.read(missingId, inputs)).toMatchObject({ id: "" });
      const result = await resource.read(missingId, {});
      if ("error" in adapter.readOfMissing) expect(result.error).toMatch(adapter.readOfMissing.error);
      else expect(result).toMatchObject(adapter.readOfMissing);
    });

    it("a failure is one line that names the operation, without a secret or a stack trace", async () => {
      const { resource, printed, server } = await start();
      server.behaviour.permissions = [];
      const { inputs } = await resource.check(declared);
      const { error = "", id } = await resource.create(inputs);
      expect(error).toMatch(new RegExp(`^creating ${kind.noun} .*answered 40[13]`));
      expect(error).not.toMatch(/\n|\bat .*:\d+:\d+/);
      expect(id).toBeUndefined();
      expectNoSecrets(error, printed());
    });

    it("a creation whose answer is lost is recorded as unfinished or reported", async () => {
      const { resource, server, printed } = await start({
        ROCKIT_TOTAL_TIMEOUT: "1",
        DURST_TOTAL_TIMEOUT: "1",
        DURST_REQUEST_TIMEOUT: "1",
      });
      const { inputs } = await resource.check(declared);
      server.faults.inject({ kind: "cut", when: "after" }, { route, times: Number.POSITIVE_INFINITY });
      server.faults.inject(
        { kind: "status", status: 503, acts: false },
        { route: /^GET .*subscri.*/, nth: sample.firstListAfterLoss ?? 1, times: 99 },
      );
      const lost = await resource.create(inputs);
      expect(lost.error).toMatch(new RegExp(`^creating ${kind.noun} `));
      if (sample.firstListAfterLoss !== undefined) {
        expect(lost.error).toMatch(/it is kept in the state as unfinished: the next `pulumi up` /);
        expect(lost.outputs).toMatchObject({ ...inputs, unfinished: expect.anything() });
        const { changes, replaces } = await resource.diff(lost.id ?? "", lost.outputs ?? {}, inputs);
        expect({ changes, replaces }).toEqual({ changes: true, replaces: ["unfinished"] });
      } else expect(lost.error).toMatch(/the server may have created it anyway/);
      expectNoSecrets(lost.error, printed());
    });

    it("a signal ends the process after its running operations", async () => {
      const { resource, server, signal, exitStatus } = await start();
      const { inputs } = await resource.check(declared);
      server.faults.inject({ kind: "delay", ms: 300 }, { route });
      const creating = resource.create(inputs);
      await expect.poll(() => server.requestsTo("POST").length, { timeout: 5000 }).toBe(1);
      signal("SIGINT");
      const { id = "", error } = await creating;
      expect(error).toBeUndefined();
      expect(isActive(servers, id)).toBe(true);
      expect(await exitStatus()).toBe("SIGINT");
    });
  });
});
