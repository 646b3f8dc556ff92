// A small fleet on a real PostgreSQL. test/chaos/backends.test.ts runs a large fleet on PostgreSQL and S3.
import { execa } from "execa";
import { expect, inject } from "vitest";
import { Postgres, whyNoPostgres } from "../helpers/backends/postgres.ts";
import { canary, expectNoSecretsIn } from "../helpers/canary.ts";
import { Fleet } from "../helpers/fleet.ts";
import { itUnless } from "../helpers/needed-programs.ts";

const engine = inject("engine");
const main = new URL("../../provider/dist/cli/main.js", import.meta.url).pathname;

itUnless(whyNoPostgres())(
  "a fleet on PostgreSQL honours a lock, finds drift, and neither stores nor shows secrets",
  async () => {
    const names = ["site-1", "site-2"];
    const key = `${canary} callback key`;
    await using backend = await Postgres.start();
    const passwordOf = () => ({ password: `${canary} password` });
    await using fleet = await Fleet.start(names, engine, passwordOf, backend);
    for (const name of ["SITE_1", "SITE_2"]) fleet.environment[`DURST_CALLBACK_KEY_${name}`] = key;
    // The engine then opens too few connections to list two stacks at once.
    fleet.environment["GOMAXPROCS"] = "1";
    const secrets = [canary, fleet.environment["PULUMI_CONFIG_PASSPHRASE"] ?? "", ...backend.secrets];
    const runFleet = async (...args: string[]) => {
      const { exitCode, report, stdout, stderr } = await fleet.json(
        ...args,
        "--parallel",
        "2",
        "--timeout",
        "60",
      );
      expectNoSecretsIn(stdout + stderr, ...secrets);
      return { ...report, exitCode };
    };
    const runRockitDurst = async (...args: string[]) => {
      const { environment: env, folder: cwd } = fleet;
      const options = { cwd, env, reject: false, all: true, stdin: "ignore" } as const;
      const { exitCode, all } = await execa(process.execPath, [main, ...args], options);
      expectNoSecretsIn(all, ...secrets);
      return { exitCode, all };
    };

    expect(await runFleet("drift")).toMatchObject({ exitCode: 3, totals: { "never created": 2 } });
    await backend.makeSearchable();
    expect(await runFleet("up")).toMatchObject({ exitCode: 0, totals: { ok: 2 } });
    fleet.server("site-2").editSubscription(17, 4, { status: "INACTIVE" });
    expect(await runFleet("drift")).toMatchObject({ exitCode: 3, totals: { ok: 1, differs: 1, drift: 1 } });

    const lock = await backend.lock("durst-fleet", "site-2");
    const stack = ["--stack", "site-2"];
    expect((await runFleet("repair")).sites).toMatchObject([
      { result: "ok" },
      {
        result: "failed",
        reason: expect.stringMatching(/^the stack is locked by another run \(somebody@elsewhere/),
      },
    ]);
    const unseen =
      "This command can't see locks in a postgres backend: make sure that no update of durst-fleet/site-2 is running.";
    const cleanedUp = await runRockitDurst("cleanup", ...stack);
    expect(cleanedUp).toMatchObject({ exitCode: 0, all: expect.stringContaining("nothing to clean up") });
    expect(cleanedUp.all).toContain(unseen);
    await lock.release();
    expect(await runFleet("repair")).toMatchObject({ exitCode: 0, totals: { ok: 2 } });
    expect(await runRockitDurst("unmanaged", ...stack, "--stack", "site-1")).toMatchObject({ exitCode: 0 });
    expect(await runFleet("destroy", "--yes")).toMatchObject({ exitCode: 0, totals: { ok: 2 } });
    expect(await backend.findSecrets(secrets)).toEqual({ stored: [], files: [] });

    // The engine's error quotes the address of an unreachable database, with its password.
    fleet.environment["PULUMI_BACKEND_URL"] = backend.url(backend.secrets[0], 1);
    const shown = /unable to open state database "postgres:\/\/fleet:\[secret\]@127\.0\.0\.1:1\/fleet/;
    expect(await runFleet("drift")).toMatchObject({ exitCode: 1, error: expect.stringMatching(shown) });
    expect(await runRockitDurst("doctor", ...stack)).toEqual({
      exitCode: 1,
      all: expect.stringMatching(shown),
    });
  },
);
