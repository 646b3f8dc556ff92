// examples/durst-fleet runs one command for many sites, some of them broken.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test, vi } from "vitest";
import { killAfter } from "../../examples/durst-fleet/time-limit.ts";
import { canary, expectNoSecretsIn } from "../helpers/canary.ts";
import { Fleet, type FleetReport } from "../helpers/fleet.ts";
import { activeSubscriptionsOf } from "../helpers/servers.ts";

const engine = inject("engine");
const waitOptions = { timeout: 120_000, interval: 20 };

const resultsBySite = ({ sites }: FleetReport) =>
  Object.fromEntries(
    sites.map(({ site, result, create, update, unchanged }) => [site, { result, create, update, unchanged }]),
  );
const unchangedSite = { result: "ok", create: 0, update: 0, unchanged: 3 };
const createdSite = { result: "ok", create: 3, update: 0, unchanged: 0 };
/** The cells of a site's row in the printed table. */
const tableRowOf = (stdout: string, site: string) =>
  stdout
    .split("\n")
    .find((line) => line.startsWith(`${site} `))
    ?.split(/\s+/)
    .slice(1, -1);

test("one site down and one with wrong credentials: the others are updated, failed ones are retried, and drift is found", async () => {
  const names = ["at-innsbruck", "at-lienz", "at-villach", "it-brixen", "it-meran"];
  const added = "it-bozen";
  const passwordOf = (name: string) => `${canary} password of ${name}`;
  await using fleet = await Fleet.start([...names, added], engine, (name) => ({
    password: passwordOf(name),
  }));
  await fleet.write(names.map((name) => fleet.entry(name)));
  for (const name of [...names, added]) {
    const variable = name.replace("-", "_").toUpperCase();
    fleet.environment[`DURST_CALLBACK_KEY_${variable}`] = `${canary} key of ${name}`;
  }
  const secrets = [canary, fleet.environment["PULUMI_CONFIG_PASSPHRASE"] ?? "", "eyJ"];
  const writes = (name: string) => fleet.server(name).writes().length;
  const [lienz, brixen, meran] = [
    fleet.server("at-lienz"),
    fleet.server("it-brixen"),
    fleet.server("it-meran"),
  ];

  await lienz.outage();
  brixen.changeCredentials({ password: "changed at the site" });
  const broken = await fleet.start("up", "--parallel", "3");
  expectNoSecretsIn(broken.stdout + broken.stderr, ...secrets);
  expect(broken.exitCode).toBe(1);
  const head = broken.stdout.split("\n")[0]?.split(/\s+/);
  expect(head).toEqual(["site", "result", "create", "update", "replace", "delete", "unchanged", "seconds"]);
  for (const name of ["at-innsbruck", "at-villach", "it-meran"]) {
    expect(tableRowOf(broken.stdout, name)).toEqual(["ok", "3", ".", ".", ".", "."]);
    expect(activeSubscriptionsOf(fleet.server(name))).toHaveLength(2);
    expect(fleet.server(name).credentialOf(17)).toBe(`${canary} key of ${name}`);
    expect(broken.stderr).toMatch(new RegExp(`^${name} +\\+ press-jobs$`, "m"));
    expect(broken.stderr).toMatch(new RegExp(`^${name} +ok: 3 create \\(.* s, \\d of 5\\)$`, "m"));
  }
  expect(tableRowOf(broken.stdout, "at-lienz")).toEqual(["failed", ".", ".", ".", ".", "."]);
  expect(broken.stdout).toMatch(/^at-lienz: creating Durst subscriber .* can't be reached \(ECONNREFUSED\)/m);
  expect(broken.stdout).toMatch(
    /^it-brixen: .* refused the login: .*; here it comes from DURST_PASSWORD_IT_BRIXEN$/m,
  );
  expect(broken.stdout).toMatch(/^up: 5 sites in .* s: 3 ok, 2 failed$/m);

  await lienz.recover();
  brixen.changeCredentials({ password: passwordOf("it-brixen") });
  const before = ["at-innsbruck", "at-villach", "it-meran"].map(writes);
  const whole = await fleet.json("up", "--parallel", "3");
  expectNoSecretsIn(whole.stdout + whole.stderr, ...secrets);
  expect(whole.exitCode).toBe(0);
  expect(resultsBySite(whole.report)).toEqual({
    "at-innsbruck": unchangedSite,
    "at-lienz": createdSite,
    "at-villach": unchangedSite,
    "it-brixen": createdSite,
    "it-meran": unchangedSite,
  });
  expect(["at-innsbruck", "at-villach", "it-meran"].map(writes)).toEqual(before);
  expect(names.flatMap((name) => activeSubscriptionsOf(fleet.server(name)))).toHaveLength(10);

  // After drift and a failed repair the check fails and names each cause.
  const innsbruck = fleet.server("at-innsbruck");
  const report = join(fleet.folder, "report.json");
  innsbruck.editSubscription(17, 4, { status: "INACTIVE" });
  innsbruck.faults.inject({ kind: "status", status: 500, acts: false }, { route: /^PUT /, times: Infinity });
  const repairing = await fleet.json("repair", "--sites", "at-innsbruck");
  expect([repairing.exitCode, repairing.report.totals]).toEqual([1, { failed: 1 }]);
  await innsbruck.faults.heal();
  lienz.editSubscription(17, 4, { status: "INACTIVE" });
  // The server refuses the stored credentials and accepts the environment's: the stack lacks the new password.
  const rotated = `${canary} rotated`;
  fleet.server("at-villach").changeCredentials({ password: rotated });
  fleet.server("at-villach").restart();
  fleet.environment["DURST_PASSWORD_AT_VILLACH"] = rotated;
  await brixen.outage();
  fleet.environment["DURST_CALLBACK_KEY_IT_MERAN"] = `${canary} another key`;
  await fleet.write([...names, added].map((name) => fleet.entry(name)));
  const drift = await fleet.json("drift", "--parallel", "3");
  expectNoSecretsIn(drift.stdout + drift.stderr, ...secrets);
  expect([drift.exitCode, drift.report.schemaVersion, drift.report.exitCode]).toEqual([1, 1, 1]);
  const found = drift.report.sites.map(({ site, result, differences = [result] }) => [site, ...differences]);
  expect(found).toEqual([
    ["at-innsbruck", "half done"],
    ["at-lienz", "drift"],
    ["at-villach", "not applied"],
    ["it-brixen", "failed"],
    ["it-meran", "not applied"],
    [added, "never created"],
  ]);
  expect(drift.report.sites.find(({ site }) => site === "at-lienz")?.changes[0]).toMatchObject({
    operation: "update",
    found: true,
    resource: expect.stringMatching(/^press-/),
    fields: ["status"],
  });
  expect(drift.report.sites.find(({ site }) => site === "it-brixen")?.reason).toContain("can't be reached");
  expect(fleet.server(added).requests).toEqual([]);

  await brixen.recover();
  await writeFile(report, drift.stdout);
  const some = ["--sites", "at-innsbruck,at-lienz,at-villach,it-meran"];
  const repaired = await fleet.json("repair", "--only-failed", report, ...some, "--parallel", "3");
  expect([repaired.exitCode, repaired.report.totals]).toEqual([0, { ok: 4 }]);
  expect([lienz, innsbruck].map((site) => activeSubscriptionsOf(site).length)).toEqual([2, 2]);
  expect(fleet.server("it-meran").credentialOf(17)).toBe(`${canary} another key`);
  const clean = await fleet.json("drift", "--sites", "at-innsbruck,at-villach", "--parallel", "2");
  expect([clean.exitCode, clean.report.totals]).toEqual([0, { ok: 2 }]);

  const destroyed = await fleet.json("destroy", "--yes", "--sites", "at-lienz,it-meran", "--parallel", "2");
  expect(destroyed.exitCode).toBe(0);
  expect([...activeSubscriptionsOf(lienz), ...activeSubscriptionsOf(meran)]).toEqual([]);
  expect(activeSubscriptionsOf(brixen)).toHaveLength(2);

  // After a site has left the list, the advised command ends the warning.
  await fleet.write(names.filter((name) => name !== "it-meran").map((name) => fleet.entry(name)));
  await writeFile(report, clean.stdout);
  const warning = /the stack it-meran belongs to no site .*`(pulumi destroy --remove --stack it-meran)`/;
  expect((await fleet.json("drift", "--only-failed", report)).stderr).toMatch(warning);
  const removed = await fleet.pulumi("it-meran", "destroy", "--remove", "--yes", "--skip-preview");
  expect(removed.exitCode, removed.all).toBe(0);
  expect((await fleet.json("drift", "--only-failed", report)).stderr).not.toMatch(warning);
});

test("a locked stack fails alone; after a closed terminal or a timeout, no further site starts", async () => {
  await using fleet = await Fleet.start(["a", "b", "c"], engine);
  const a = fleet.server("a");
  a.faults.inject(
    { kind: "delay", ms: Number.POSITIVE_INFINITY },
    { route: "POST /api/v1/subscribers/create" },
  );
  const first = fleet.start("up", "--parallel", "1", "--json");
  await vi.waitFor(() => expect(a.faults.injected).toHaveLength(1), waitOptions);

  // A program that can't run for one site also fails only that site.
  await fleet.write(
    ["a", "b", "c"].map((name) =>
      name === "b" ? { ...fleet.entry(name), caCertificateFile: "package.json" } : fleet.entry(name),
    ),
  );
  const second = await fleet.json("up", "--parallel", "3");
  expect(second.exitCode).toBe(1);
  expect(resultsBySite(second.report)).toMatchObject({
    a: { result: "failed" },
    b: { result: "failed" },
    c: createdSite,
  });
  expect(second.report.sites[1]?.reason).toMatch(
    /durst:caCertificate must be the text of one or more certificates/,
  );
  await fleet.write(["a", "b", "c"].map((name) => fleet.entry(name)));
  expect(second.report.sites[0]?.reason).toMatch(
    /^the stack is locked by another run \(.+\): wait .*`pulumi cancel --yes --stack a`/,
  );

  let stderr = "";
  first.stderr.on("data", (words) => {
    stderr += words;
  });
  process.kill(-(first.pid as number), "SIGHUP");
  await vi.waitFor(() => expect(stderr).toContain("interrupted: no other site is started"), waitOptions);
  await a.faults.heal();
  const { exitCode, stdout } = await first;
  expect(exitCode).toBe(1);
  expect(resultsBySite(JSON.parse(stdout))).toMatchObject({
    a: { result: expect.stringMatching(/^(ok|interrupted)$/) },
    b: { result: "skipped" },
    c: { result: "skipped" },
  });
  expect(fleet.server("b").requests).toEqual([]);
  expect(a.subscribers.size).toBe(1);

  // This server never answers: the time limit ends the run, no lock is left, and the other sites are skipped.
  a.faults.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY }, { times: Infinity });
  const timeout = 8;
  const limits = ["--timeout", `${timeout}`, "--stop-after", "1"];
  const hung = await fleet.json("repair", "--parallel", "1", ...limits);
  expect([hung.exitCode, hung.report.totals]).toEqual([1, { failed: 1, skipped: 2 }]);
  expect(hung.report.sites[0]?.reason).toMatch(/^stopped after 8 s \(--timeout\)/);
  expect(hung.report.sites[0]?.seconds).toBeLessThan(timeout + killAfter({ command: "repair", timeout }));
  expect(hung.report.sites[1]?.reason).toBe("--stop-after: 1 failed");
  await a.faults.heal();

  const { report } = await fleet.json("up");
  expect(report.totals).toEqual({ ok: 3 });
  expect(a.requestsTo("POST")).toHaveLength(3);

  // The plain command line runs the very same program for one site.
  const plain = await fleet.pulumi("a", "up", "--yes", "--skip-preview", "--expect-no-changes");
  expect(plain.exitCode, plain.all).toBe(0);
  expect(a.requestsTo("POST")).toHaveLength(3);
});

test("all mistakes are reported at once, before any site is contacted", async () => {
  await using fleet = await Fleet.start(["at-lienz", "it-meran"], engine);
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await fleet.start(...args);
    return { exitCode, stdout, lines: stderr.split("\n").map((line) => line.trim()) };
  };

  expect(await run("up", "--pasword=hunter2")).toEqual({
    exitCode: 2,
    stdout: "",
    lines: [expect.stringMatching(/^fleet: unknown option '--pasword'/)],
  });
  const refused = await fleet.json("up", "--pasword=hunter2");
  expect([refused.exitCode, refused.report]).toMatchObject([2, { schemaVersion: 1, exitCode: 2, sites: [] }]);
  expect(refused.stdout).not.toContain("hunter2");
  expect((await run("destroy")).lines.join()).toMatch(/confirm with --yes/);
  expect((await run("up", "--sites", "at-linz")).lines).toEqual(["fleet: --sites: there is no site at-linz"]);

  const secretless = { ...fleet.environment };
  delete fleet.environment["DURST_PASSWORD_IT_MERAN"];
  fleet.environment["DURST_CALLBACK_KEY_AT_LIENZ"] = "";
  const missing = await run("up");
  expect(missing.exitCode).toBe(2);
  expect(missing.lines.slice(1)).toEqual([
    expect.stringMatching(/^at-lienz: callbackKey: is missing: set DURST_CALLBACK_KEY_AT_LIENZ, or `pulumi/),
    expect.stringMatching(/^it-meran: password: is missing: set DURST_PASSWORD_IT_MERAN, or `pulumi/),
  ]);
  Object.assign(fleet.environment, secretless);

  const lienz = fleet.entry("at-lienz");
  await fleet.write([
    { ...lienz, endpoint: "http://10.0.0.1", password: "hunter2" },
    { ...lienz, username: "", receiver: "nowhere" },
    { ...fleet.entry("it-meran"), name: "It Meran", caCertificateFile: "no.pem", allowInsecureHttp: "yes" },
  ]);
  const wrong = await run("up");
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stdout).toBe("");
  expect(wrong.lines.slice(1).map((line) => line.split(/: (?:must|is|can|secrets)/)[0])).toEqual([
    "at-lienz: password",
    "at-lienz: endpoint",
    "at-lienz: username",
    "at-lienz: receiver",
    "site 3: name",
    "site 3: allowInsecureHttp",
    "site 3: caCertificateFile",
    "site 2: name",
  ]);
  expect(wrong.lines.join()).not.toContain("hunter2");

  // A site that was never created needs no request.
  await fleet.write([lienz]);
  const never = await fleet.json("drift");
  expect([never.exitCode, never.report.totals]).toEqual([3, { differs: 1, "never created": 1 }]);
  fleet.environment["PATH"] = fleet.folder;
  expect(await run("drift")).toEqual({
    exitCode: 1,
    stdout: "",
    lines: [expect.stringMatching(/^fleet: there is no `pulumi` on PATH: install it/)],
  });

  // The time limit also ends a command whose backend hangs.
  await writeFile(
    join(fleet.folder, "pulumi"),
    `#!/bin/sh\n[ "$1" = version ] && echo v${engine.version} || exec tail -f /dev/null\n`,
    { mode: 0o755 },
  );
  Object.assign(fleet.environment, { PATH: `${fleet.folder}:/usr/bin:/bin` });
  const hung = await fleet.json("drift", "--timeout", "2");
  expect([hung.exitCode, hung.report]).toMatchObject([
    1,
    { error: expect.stringContaining("did not answer within --timeout") },
  ]);
  expect([...fleet.servers.values()].flatMap(({ requests }) => requests)).toEqual([]);
});
