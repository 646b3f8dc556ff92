// `npm run bench -- backends [--resources 200] [--rounds 3] [--only '^S3']`: what a stack costs in PostgreSQL and S3, and with the
// engine's settings for them, beside one in files. Figures of docs/scale.md; takes minutes.
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import type { Backend } from "../helpers/backends/backend.ts";
import { Postgres } from "../helpers/backends/postgres.ts";
import { S3 } from "../helpers/backends/s3.ts";
import { startRockit } from "../simulators/index.ts";
import { pageSize } from "./compare/contestant.ts";
import { ours } from "./compare/ours.ts";
import { paired, spreadOf } from "./figures.ts";
import { inFolder } from "./folder.ts";
import { number, ratio, spread } from "./page/written.ts";
import { type Cost, costOf } from "./process.ts";
import { aligned } from "./table.ts";

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
  { name: "PostgreSQL, autovacuum_naptime 1s", start: startEager },
  { name: "S3", ...s3 },
  { name: "S3, no backups", ...s3, env: withoutBackups },
];

/** Dead rows are cleaned, and their space used again, every second instead of every minute. */
async function startEager(): Promise<Postgres> {
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
  /** Of the engine and all that it started, without the database's own; Linux only. Holds better on a busy machine. */
  readonly cpuSeconds?: number;
}

/** Of PostgreSQL's table with its index and large values, in bytes. */
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
    // In turns, so that whatever else the machine does meets all of them.
    const at = round % wanted.length;
    for (const setting of [...wanted.slice(at), ...wanted.slice(0, at)]) {
      const { costs, size } = await measured(setting, Number(values.resources), engine);
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

async function measured({ start, env }: Setting, resources: number, engine: Engine) {
  return inFolder(async (folder) => {
    await using rockit = await startRockit({ maxPageSize: pageSize });
    await using backend = await start?.();
    const entry = await ours.open({ folder, engine, rockit, backend: { ...backend?.environment, ...env } });
    await entry.declare(resources, "https://hooks.example.com/builds");
    const costs: [Sample["operation"], Cost][] = [];
    const database = backend instanceof Postgres ? backend : undefined;
    let written = NaN;
    for (const operation of operations) {
      costs.push([operation, await costOf(entry.commandOf(operation))]);
      if (operation === "create" && database !== undefined) written = await sizeOf(database);
    }
    return { costs, size: database && { written, ...(await vacuumed(database)) } };
  });
}

async function sizeOf(server: Postgres): Promise<number> {
  const sql = "SELECT pg_total_relation_size('pulumi_state') AS bytes";
  return Number((await server.query<{ bytes: string }>(sql))[0]?.bytes);
}

/** After all that is timed: a table that was written anew is quicker. */
async function vacuumed(server: Postgres) {
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
        : spread(
            spreadOf(paired(these, own(files.name, operation), (one, other) => of(one) / of(other))),
            ratio,
          );
    return [
      number(spreadOf(these.map(({ wallSeconds }) => wallSeconds))?.median ?? NaN),
      times(({ wallSeconds }) => wallSeconds),
      times(({ cpuSeconds = NaN }) => cpuSeconds),
    ];
  };
  const header = operations.flatMap((operation) => [`${operation}, s`, "÷ files", "CPU ÷ files"]);
  return aligned([
    ["", ...header],
    ...names.map((setting) => [setting, ...operations.flatMap((operation) => cells(setting, operation))]),
  ]);
}

function sizesTable(sizes: readonly Size[]): string {
  const megabytes = (bytes: readonly number[]) => spread(spreadOf(bytes.map((each) => each / 1e6)));
  const rows = [...Map.groupBy(sizes, ({ setting }) => setting)].map(([setting, own]) => [
    setting,
    megabytes(own.map(({ written }) => written)),
    megabytes(own.map(({ vacuumed }) => vacuumed)),
    megabytes(own.map(({ rewritten }) => rewritten)),
  ]);
  return aligned([["table, MB", "after create", "after VACUUM", "after VACUUM FULL"], ...rows]);
}
