// `npm run bench -- backends [--resources 200] [--rounds 3] [--only '^S3']`: what a stack costs in PostgreSQL and S3, compared with
// files, and what the engine's settings for them change. docs/scale.md shows the figures. Takes minutes.
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import type { Backend } from "../helpers/backends/backend.ts";
import { Postgres } from "../helpers/backends/postgres.ts";
import { S3 } from "../helpers/backends/s3.ts";
import { startRockit } from "../simulators/index.ts";
import { pageSize } from "./compare/contestant.ts";
import { ours } from "./compare/ours.ts";
import { pairByRound, spreadOf } from "./figures.ts";
import { formatNumber, formatRatio, formatSpread } from "./page/format.ts";
import { type CommandCost, costOf } from "./process.ts";
import { alignColumns } from "./table.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

interface Setting {
  readonly name: string;
  /** Default: files. */
  readonly start?: () => Promise<Backend>;
  readonly env?: Readonly<Record<string, string>>;
}

const withoutBackups = { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" };
const gzip = { PULUMI_DIY_BACKEND_GZIP: "true" };
const postgres = { start: () => Postgres.start() };
const s3 = { start: () => S3.start() };

const files: Setting = { name: "files" };
const settings: readonly Setting[] = [
  files,
  { name: "files, no backups", env: withoutBackups },
  { name: "PostgreSQL", ...postgres },
  { name: "PostgreSQL, no backups", ...postgres, env: withoutBackups },
  { name: "PostgreSQL, gzip", ...postgres, env: gzip },
  { name: "PostgreSQL, gzip, no backups", ...postgres, env: { ...gzip, ...withoutBackups } },
  { name: "PostgreSQL, autovacuum_naptime 1s", start: startWithFrequentVacuum },
  { name: "S3", ...s3 },
  { name: "S3, no backups", ...s3, env: withoutBackups },
];

/** PostgreSQL that vacuums every second instead of every minute. */
async function startWithFrequentVacuum(): Promise<Postgres> {
  const server = await Postgres.start();
  await server.query("ALTER SYSTEM SET autovacuum_naptime = '1s'");
  await server.query("SELECT pg_reload_conf()");
  return server;
}

const operations = ["create", "unchanged", "refresh"] as const;

interface Sample {
  readonly setting: string;
  readonly operation: (typeof operations)[number];
  readonly round: number;
  readonly wallSeconds: number;
  /** Of the engine and all processes that it started, without the database. Only on Linux. Varies less under load. */
  readonly cpuSeconds?: number;
}

/** Bytes of PostgreSQL's table, including its index and large values: after `create`, VACUUM and VACUUM FULL. */
interface Size {
  readonly setting: string;
  readonly written: number;
  readonly vacuumed: number;
  readonly rewritten: number;
}

export async function* measureBackends(engine: Engine, args: readonly string[]): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      resources: { type: "string", default: "200" },
      rounds: { type: "string", default: "3" },
      only: { type: "string", default: "" },
    },
  });
  const wanted = settings.filter(
    (setting) => setting === files || new RegExp(values.only).test(setting.name),
  );
  const [samples, sizes]: [Sample[], Size[]] = [[], []];
  yield `${values.resources} subscriptions, ${values.rounds} rounds, engine ${engine.version}, load before ${loadavg()[0]?.toFixed(1)}`;
  for (let round = 0; round < Number(values.rounds); round++) {
    // The order rotates, so that other load on the machine affects all of them.
    const at = round % wanted.length;
    for (const setting of [...wanted.slice(at), ...wanted.slice(0, at)]) {
      const { costs, size } = await measureSetting(setting, Number(values.resources), engine);
      for (const [operation, cost] of costs) {
        const cpu = cost.cpuSeconds === undefined ? "" : `, ${cost.cpuSeconds.toFixed(1)} s of processors`;
        console.error(`  ${setting.name}, ${operation}: ${cost.wallSeconds.toFixed(1)} s${cpu}`);
        samples.push({ setting: setting.name, operation, round, ...cost });
      }
      if (size === undefined) continue;
      console.error(`  ${setting.name}: ${Object.values(size).join(", ")} bytes`);
      sizes.push({ setting: setting.name, ...size });
    }
  }
  yield timesTable(samples);
  if (sizes.length > 0) yield sizesTable(sizes);
  yield `load after ${loadavg()[0]?.toFixed(1)}`;
}

async function measureSetting({ start, env }: Setting, resources: number, engine: Engine) {
  return inTemporaryFolder(async (folder) => {
    await using rockit = await startRockit({ maxPageSize: pageSize });
    await using backend = await start?.();
    const project = await ours.open({ folder, engine, rockit, backend: { ...backend?.environment, ...env } });
    await project.declare(resources, "https://hooks.example.com/builds");
    const costs: [Sample["operation"], CommandCost][] = [];
    const database = backend instanceof Postgres ? backend : undefined;
    let written = NaN;
    for (const operation of operations) {
      costs.push([operation, await costOf(project.commandOf(operation))]);
      if (operation === "create" && database !== undefined) written = await sizeOf(database);
    }
    return { costs, size: database && { written, ...(await sizesAfterVacuum(database)) } };
  });
}

async function sizeOf(server: Postgres): Promise<number> {
  const sql = "SELECT pg_total_relation_size('pulumi_state') AS bytes";
  return Number((await server.query<{ bytes: string }>(sql))[0]?.bytes);
}

/** Runs after all timed operations, since a rewritten table is faster. */
async function sizesAfterVacuum(server: Postgres) {
  await server.query("VACUUM pulumi_state");
  const after = await sizeOf(server);
  await server.query("VACUUM FULL pulumi_state");
  return { vacuumed: after, rewritten: await sizeOf(server) };
}

function timesTable(samples: readonly Sample[]): string {
  const own = (setting: string, operation: string) =>
    samples.filter((sample) => sample.setting === setting && sample.operation === operation);
  const names = [...new Set(samples.map(({ setting }) => setting))];
  const cells = (setting: string, operation: string) => {
    const these = own(setting, operation);
    const times = (of: (sample: Sample) => number) =>
      setting === files.name
        ? ""
        : formatSpread(
            spreadOf(pairByRound(these, own(files.name, operation), (one, other) => of(one) / of(other))),
            formatRatio,
          );
    return [
      formatNumber(spreadOf(these.map(({ wallSeconds }) => wallSeconds))?.median ?? NaN),
      times(({ wallSeconds }) => wallSeconds),
      times(({ cpuSeconds = NaN }) => cpuSeconds),
    ];
  };
  const header = operations.flatMap((operation) => [`${operation}, s`, "÷ files", "CPU ÷ files"]);
  return alignColumns([
    ["", ...header],
    ...names.map((setting) => [setting, ...operations.flatMap((operation) => cells(setting, operation))]),
  ]);
}

function sizesTable(sizes: readonly Size[]): string {
  const megabytes = (bytes: readonly number[]) => formatSpread(spreadOf(bytes.map((each) => each / 1e6)));
  const rows = [...Map.groupBy(sizes, ({ setting }) => setting)].map(([setting, own]) => [
    setting,
    megabytes(own.map(({ written }) => written)),
    megabytes(own.map(({ vacuumed }) => vacuumed)),
    megabytes(own.map(({ rewritten }) => rewritten)),
  ]);
  return alignColumns([["table, MB", "after create", "after VACUUM", "after VACUUM FULL"], ...rows]);
}
