import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import type { Project } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import type { Stack } from "../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";
import { rockitDurstProcess } from "../unit/cli/command.ts";

const engine = inject("engine");

type Vendor = "rockit" | "durst";

interface ImportReport {
  readonly command: string;
  readonly managed: number;
  readonly usage: string;
  readonly objects: readonly { readonly id: string; readonly secret: string }[];
  readonly configuration: readonly { readonly key: string; readonly secretName: string }[];
}

/** Servers, and an empty stack whose program `rockit-durst import` writes. */
export class ImportScene implements AsyncDisposable {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  readonly project: Project;
  readonly stack: Stack;
  readonly printed: string[];

  private constructor(private readonly scene: Scene) {
    ({
      rockit: this.rockit,
      durst: this.durst,
      project: this.project,
      stack: this.stack,
      printed: this.printed,
    } = scene);
  }

  static async start(seed: number): Promise<ImportScene> {
    const isEven = seed % 2 === 0;
    const scene = await Scene.start({
      rockit: {
        maxPageSize: isEven ? 7 : 100,
        listShape: isEven ? "object" : "array",
        listEvents: isEven ? "events" : "as-sent",
      },
      durst: {
        absentFields: isEven ? "null" : "omitted",
        listShape: isEven ? "object" : "array",
        masking: seed % 3 === 0 ? "fresh" : "deterministic",
      },
      environment: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    });
    const { folder: project } = scene.project;
    const write = (file: string, text: string) => writeFile(join(project, file), text);
    await write("Pulumi.yaml", "name: e2e\nruntime: nodejs\n");
    await write("package.json", '{ "main": "index.ts" }\n');
    await write(
      "tsconfig.json",
      '{ "compilerOptions": { "module": "nodenext", "target": "es2024", "rootDir": "." } }\n',
    );
    await write(
      "index.ts",
      'export * from "./rockit/subscriptions";\nexport * from "./durst/subscriptions";\n',
    );
    for (const folder of ["rockit", "durst"]) {
      await mkdir(join(project, folder));
      await write(`${folder}/subscriptions.ts`, "export {};\n");
    }
    return new ImportScene(scene);
  }

  /** Runs `rockit-durst import` and returns its report. */
  async runImportCommand(vendor: Vendor, args: readonly string[], environment: Record<string, string> = {}) {
    const command = ["import", vendor, "--json", "--stack", "test", "--out", vendor, "--force", ...args];
    const env = { ...engine.projectEnvironment, ...this.stack.environment, ...environment };
    const { exitCode, stdout, stderr } = await rockitDurstProcess(command, env, this.project.folder);
    this.printed.push(stdout, stderr);
    // On a busy machine the command prints progress.
    expect(stderr).toMatch(/^(reading [^\n]+ …\n?)*$/);
    expect(exitCode).toBe(0);
    return JSON.parse(stdout) as ImportReport;
  }

  /** Runs `rockit-durst import`, then the `pulumi import` that it prints. */
  async import(vendor: Vendor, args: readonly string[], environment: Record<string, string> = {}) {
    const report = await this.runImportCommand(vendor, args, environment);
    const { command } = report;
    expect(command).toBe(
      `pulumi import --file ${vendor}/import.json --yes --protect=false --generate-code=false --stack test`,
    );
    expect((await stat(join(this.project.folder, vendor, "import.json"))).mode & 0o777).toBe(0o600);
    await this.stack.pulumi([...command.split(" ").slice(1), "--skip-preview", "--suppress-progress"]);
    await rm(join(this.project.folder, vendor, "import.json"));
    return report;
  }

  /** Flags that import all of Durst's subscribers. */
  subscriberFlags(): string[] {
    return [...this.durst.subscribers.keys()].flatMap((id) => ["--subscriber", `${id}`]);
  }

  /** The write-only secrets, in the form of a secrets file. */
  readonly secrets = {
    rockit: (): [string, string][] =>
      [...this.rockit.subscriptions.values()].map(({ name, slackToken }) =>
        slackToken === undefined ? [name, this.rockit.secretOf(name)] : [`slackToken.${name}`, slackToken],
      ),
    durst: (): [string, string][] =>
      [...this.durst.subscribers.values()].flatMap(
        ({ id, xAuthInfo, jwtSigningInfo }): [string, string][] => {
          if (xAuthInfo !== undefined) return [[`${id}.password`, xAuthInfo.password]];
          return jwtSigningInfo === undefined ? [] : [[`${id}.key`, jwtSigningInfo.key]];
        },
      ),
  };

  /** Sets the credentials that the program takes from the configuration, as the servers have them. */
  async configure(configuration: ImportReport["configuration"]): Promise<void> {
    const secrets = new Map([...this.secrets.rockit(), ...this.secrets.durst()]);
    const settings = configuration.flatMap(({ key, secretName }) => [
      "--secret",
      `${key}=${secrets.get(secretName)}`,
    ]);
    if (settings.length > 0)
      await this.stack.pulumi(["config", "set-all", "--stack", "test", ...settings], { quiet: true });
  }

  writes = () => [...this.rockit.writes(), ...this.durst.writes()];

  async expectNoChanges(): Promise<void> {
    await Promise.all([
      this.stack.preview("--expect-no-changes", "--diff"),
      this.stack.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--diff", "--stack", "test"]),
    ]);
  }

  /** Fails if a secret is plaintext in the state or was printed. */
  async expectNoLeak(): Promise<void> {
    const secrets = [
      ...[...this.secrets.rockit(), ...this.secrets.durst()].map(([, secret]) => secret),
      this.rockit.credentials.apiKey,
      this.durst.credentials.password,
    ];
    expectNoSecretsIn(await this.stack.exportState(), ...secrets);
    expectNoSecretsIn(this.printed.join("\n"), ...secrets);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.scene[Symbol.asyncDispose]();
  }
}
