import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { execa } from "execa";
import type { Engine } from "../../tools/engine/engine.ts";
import { type DurstOptions, type DurstSimulator, startDurst } from "../simulators/index.ts";
import type { Backend } from "./backends/backend.ts";

const root = join(import.meta.dirname, "..", "..");

/** The output of `node fleet.ts … --json`. */
export interface FleetReport {
  readonly schemaVersion: number;
  readonly exitCode: number;
  readonly error?: string;
  readonly seconds: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly sites: readonly {
    readonly site: string;
    readonly result: string;
    readonly differences?: readonly string[];
    readonly create: number;
    readonly update: number;
    readonly unchanged: number;
    readonly delete: number;
    readonly seconds: number;
    readonly reason?: string;
    readonly changes: readonly { readonly resource: string; readonly fields: readonly string[] }[];
  }[];
}

const variableSuffix = (site: string) => site.replaceAll("-", "_").toUpperCase();

/** A copy of examples/durst-fleet, a server for each site, and a backend. Default: a file backend. */
export class Fleet implements AsyncDisposable {
  readonly folder: string;
  readonly servers: ReadonlyMap<string, DurstSimulator>;
  /** The environment of the following commands; mutable. */
  readonly environment: Record<string, string>;

  readonly #started: PromiseLike<unknown>[] = [];

  private constructor(
    folder: string,
    servers: ReadonlyMap<string, DurstSimulator>,
    environment: Record<string, string>,
  ) {
    this.folder = folder;
    this.servers = servers;
    this.environment = environment;
  }

  static async start(
    names: readonly string[],
    engine: Engine,
    serverOf: (name: string) => DurstOptions = () => ({}),
    backend?: Pick<Backend, "environment">,
  ): Promise<Fleet> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-fleet-")));
    await cp(join(root, "examples", "durst-fleet"), folder, {
      recursive: true,
      filter: (source) => !/^(node_modules|Pulumi\..+\.yaml)$/.test(basename(source)),
    });
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await mkdir(join(folder, "state"));
    const servers = new Map<string, DurstSimulator>();
    for (const name of names) servers.set(name, await startDurst(serverOf(name)));
    const environment: Record<string, string> = {
      ...engine.projectEnvironment,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      ...backend?.environment,
    };
    const fleet = new Fleet(folder, servers, environment);
    for (const name of names) {
      environment[`DURST_PASSWORD_${variableSuffix(name)}`] = fleet.server(name).credentials.password;
      environment[`DURST_CALLBACK_KEY_${variableSuffix(name)}`] = `callback key of ${name}`;
    }
    await fleet.write(names.map((name) => fleet.entry(name)));
    return fleet;
  }

  server(name: string): DurstSimulator {
    const server = this.servers.get(name);
    if (server === undefined) throw new Error(`there is no site ${name}`);
    return server;
  }

  /** The site's entry in the list of sites. */
  entry(name: string): Record<string, unknown> {
    const { endpoint, credentials } = this.server(name);
    return {
      name,
      endpoint,
      username: credentials.username,
      receiver: `https://hooks.example.com/${name}/`,
    };
  }

  write(sites: unknown): Promise<void> {
    return writeFile(join(this.folder, "sites.json"), JSON.stringify(sites));
  }

  /** Starts `node fleet.ts …` in a process group of its own, like a terminal. */
  start(...args: string[]) {
    const running = execa(process.execPath, ["fleet.ts", ...args], {
      cwd: this.folder,
      env: this.environment,
      detached: true,
      reject: false,
      stdin: "ignore",
    });
    this.#started.push(running);
    return running;
  }

  /** Runs `pulumi … --stack <site>`, without fleet.ts. */
  pulumi(site: string, ...args: string[]) {
    return execa("pulumi", [...args, "--stack", site, "--non-interactive"], {
      cwd: this.folder,
      env: { ...this.environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
      reject: false,
      all: true,
      stdin: "ignore",
    });
  }

  async json(...args: string[]) {
    const { exitCode, stdout, stderr } = await this.start(...args, "--json");
    try {
      return { exitCode, stdout, stderr, report: JSON.parse(stdout) as FleetReport };
    } catch {
      throw new Error(`fleet.ts ${args.join(" ")} printed no JSON:\n${stdout}\n${stderr}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers.values()) await server.close();
    // Without servers the commands soon end. Until then they write into the folder.
    await Promise.all(this.#started);
    await rm(this.folder, { recursive: true, force: true });
  }
}
