// A fleet on each real backend: 20 sites, 4 at a time, one killed with -9, one locked by another process.
import { execa } from "execa";
import { describe, expect, inject, vi } from "vitest";
import { type Backend, backends } from "../helpers/backends/index.ts";
import { filesContaining, searchTermsOf } from "../helpers/backends/search.ts";
import { canary, expectNoSecretsIn } from "../helpers/canary.ts";
import { Fleet } from "../helpers/fleet.ts";
import { killRunOf } from "../helpers/killed-run.ts";
import { itUnless } from "../helpers/needed-programs.ts";
import { activeSubscriptionsOf } from "../helpers/servers.ts";
import type { DurstSimulator } from "../simulators/index.ts";

const engine = inject("engine");
const waitOptions = { timeout: 600_000, interval: 20 };
const names = Array.from({ length: 20 }, (_, at) => `site-${`${at + 1}`.padStart(2, "0")}`);
const killedSite = "site-07";
const lockedSite = "site-13";
const otherSites = names.filter((name) => name !== killedSite && name !== lockedSite);
const keyOf = (name: string) => `${canary} key of ${name}`;
const endlessDelay = { kind: "delay", ms: Number.POSITIVE_INFINITY } as const;

/** Keys of the subscribers that call back. */
const signingKeysOn = (server: DurstSimulator) =>
  [...server.subscribers.values()].flatMap(({ jwtSigningInfo }) => jwtSigningInfo?.key ?? []);

describe.each(backends)("on $name", ({ start, skipReason }) => {
  itUnless(skipReason)(
    "nothing is lost, no secret is stored, and locks are honoured",
    async () => {
      await using backend = await start();
      await using fleet = await startFleet(backend);
      const secrets = [canary, fleet.environment["PULUMI_CONFIG_PASSPHRASE"] ?? "", ...backend.secrets];
      const printed: string[] = [];
      const run = async (...args: string[]) => {
        const { exitCode, report, stdout, stderr } = await fleet.json(...args, "--parallel", "4");
        printed.push(stdout, stderr);
        const results = Object.fromEntries(
          report.sites.map(({ site, result, reason }) => [site, { result, reason }]),
        );
        return { exitCode, totals: report.totals, results };
      };
      const command = async (file: string, ...args: string[]) => {
        const { exitCode, all } = await execa(file, args, {
          cwd: fleet.folder,
          env: { ...fleet.environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
          reject: false,
          all: true,
          stdin: "ignore",
        });
        printed.push(all);
        return { exitCode, all };
      };
      const rockitDurst = (...args: string[]) => command(process.execPath, main, ...args);

      expect(await run("drift")).toMatchObject({ exitCode: 3, totals: { "never created": names.length } });
      await backend.makeSearchable();

      // Another run locks one site; the fleet's run at another site is killed after the server has acted.
      const [atLocked, atKilled] = [fleet.server(lockedSite), fleet.server(killedSite)];
      atLocked.faults.inject(endlessDelay, { route: "POST /api/v1/subscribers/create" });
      const other = fleet.start("up", "--sites", lockedSite, "--timeout", "1800");
      await vi.waitFor(() => expect(atLocked.faults.injected).toHaveLength(1), waitOptions);
      const requests = atLocked.requests.length;
      atKilled.faults.inject(
        { kind: "slow-body", ms: Number.POSITIVE_INFINITY },
        { route: /^POST .*\/subscriptions\/create$/ },
      );
      const first = fleet.start("up", "--parallel", "4", "--json");
      await vi.waitFor(() => expect(atKilled.faults.injected).toHaveLength(1), waitOptions);
      await killRunOf(first.pid ?? 0, killedSite);
      const { exitCode, stdout, stderr } = await first;
      printed.push(stdout, stderr);
      expect(exitCode, stdout).toBe(1);
      const { totals, sites } = JSON.parse(stdout);
      expect(totals).toEqual({ ok: otherSites.length, failed: 2 });
      const reasonOf = (name: string) => sites.find(({ site }: { site: string }) => site === name).reason;
      expect(reasonOf(killedSite)).toMatch(/^its process ended unexpectedly/);
      expect(reasonOf(lockedSite)).toMatch(/^the stack is locked by another run \(.+\): wait/);
      expect(atLocked.requests).toHaveLength(requests);

      // The killed run's lock is honoured too.
      await atKilled.faults.heal();
      const writes = atKilled.writes().length;
      expect((await run("up", "--sites", killedSite)).results[killedSite]).toEqual({
        result: "failed",
        reason: expect.stringMatching(/^the stack is locked by another run/),
      });
      expect(atKilled.writes()).toHaveLength(writes);

      await atLocked.faults.heal();
      const { exitCode: othersCode, stdout: others } = await other;
      expect(othersCode, others).toBe(0);
      const stack = ["--stack", killedSite];
      expect(await command("pulumi", "cancel", "--yes", ...stack)).toMatchObject({ exitCode: 0 });
      expect(await rockitDurst("cleanup", "--yes", ...stack)).toMatchObject({ exitCode: 0 });
      const refresh = ["refresh", "--clear-pending-creates", "--yes", "--skip-preview", ...stack];
      expect(await command("pulumi", ...refresh)).toMatchObject({ exitCode: 0 });

      expect(await run("up")).toMatchObject({ exitCode: 0, totals: { ok: names.length } });
      expect(await run("drift")).toMatchObject({ exitCode: 0, totals: { ok: names.length } });
      for (const name of names) {
        expect(
          activeSubscriptionsOf(fleet.server(name)).map(({ topic }) => topic),
          name,
        ).toHaveLength(2);
        expect(signingKeysOn(fleet.server(name)), name).toEqual([keyOf(name)]);
      }
      const unmanaged = await rockitDurst("unmanaged", ...names.flatMap((name) => ["--stack", name]));
      expect(unmanaged.exitCode, unmanaged.all).toBe(0);

      expectNoSecretsIn(printed.join("\n"), ...secrets);
      expect(await backend.findSecrets(secrets)).toEqual({ stored: [], files: [] });
      expect(await filesContaining(fleet.folder, searchTermsOf(secrets))).toEqual([]);

      expect(await run("destroy", "--yes")).toMatchObject({ exitCode: 0, totals: { ok: names.length } });
      expect(names.flatMap((name) => activeSubscriptionsOf(fleet.server(name)))).toEqual([]);
      expect(await backend.findSecrets(secrets)).toEqual({ stored: [], files: [] });

      // Proof that the search finds a secret.
      await backend.storeText(keyOf(killedSite));
      const found = await backend.findSecrets(secrets);
      expect([found.stored.length > 0, found.files.length > 0]).toEqual([true, true]);
    },
    1_800_000,
  );
});

const main = new URL("../../provider/dist/cli/main.js", import.meta.url).pathname;

async function startFleet(backend: Backend): Promise<Fleet> {
  const passwordOf = (name: string) => ({ password: `${canary} password of ${name}` });
  const fleet = await Fleet.start(names, engine, passwordOf, backend);
  // Requests are held for as long as a busy machine needs for all the other sites.
  Object.assign(fleet.environment, { DURST_REQUEST_TIMEOUT: "900", DURST_TOTAL_TIMEOUT: "900" });
  for (const name of names)
    fleet.environment[`DURST_CALLBACK_KEY_${name.replace("-", "_").toUpperCase()}`] = keyOf(name);
  return fleet;
}
