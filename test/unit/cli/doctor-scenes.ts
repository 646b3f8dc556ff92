import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { expect } from "vitest";
import { checkIdsOf } from "../../../provider/cli/doctor/check-ids.ts";
import type { StackState } from "../../../provider/cli/state/export.ts";
import { vendorCommands } from "../../../provider/cli/vendors.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import type { Servers } from "../../helpers/servers.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { configCommand, exportCommand, fakePulumi, rockitDurst, writeShellScript } from "./command.ts";
import { exportOf } from "./states.ts";

export const lineIds = checkIdsOf(vendorCommands);

/** A project, a stack and servers for doctor. The defaults have no problem. */
export interface DoctorScene {
  readonly config?: Readonly<Record<string, { readonly value?: string; readonly secret?: boolean }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly state?: StackState | string;
  readonly stack?: string | null;
  /** The output of `pulumi version`; `null` if Pulumi is missing. */
  readonly pulumi?: string | null;
  /** The programs beside pulumi; by default all programs of a release. */
  readonly programs?: readonly string[];
  /** Added to the project's Pulumi.yaml. */
  readonly yaml?: string;
  /** Further files of the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** The output of another `node --version` than the tests'; `null` if Node.js is missing. */
  readonly node?: string | null;
  /** Versions of packages in the project; those of this checkout by default. */
  readonly packages?: Readonly<Record<string, string>>;
  readonly pulumiYaml?: boolean;
  /** Whether npx runs doctor, with the project's commands on PATH. */
  readonly npx?: boolean;
}

/** A scene, and exactly the problems that doctor must report in this scene. */
export interface FailureCase {
  readonly name: string;
  readonly scene: (servers: Servers) => DoctorScene | Promise<DoctorScene>;
  readonly problems: readonly string[];
  readonly says: RegExp;
}

/** A line of `doctor --json`. */
export interface DoctorLine {
  readonly section: string;
  readonly id: string;
  readonly status: "ok" | "warn" | "FAIL";
  readonly what: string;
  readonly remedy?: string;
}

/** The settings as `pulumi config --json` prints them, with marked secrets. */
export const configOf = (servers: {
  rockit?: ServerAccount<RockitSimulator>;
  durst?: ServerAccount<DurstSimulator>;
}) =>
  Object.fromEntries(
    Object.entries(environmentOf(servers)).map(([variable, value]) => {
      const [vendor = "", ...words] = variable.toLowerCase().split("_");
      const name = words.map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)));
      return [`${vendor}:${name.join("")}`, { value, secret: /API_KEY|PASSWORD/.test(variable) }];
    }),
  );

/** The native plugin's settings, as `pulumi config --json` prints them. An object with a secret is secret. */
export function nativeConfigOf(...args: Parameters<typeof configOf>) {
  const entries = Object.entries(configOf(...args));
  const namespaces = Map.groupBy(entries, ([key]) => key.split(":")[0]);
  return Object.fromEntries(
    [...namespaces].map(([namespace, settings]) => {
      const values = settings.map(([key, { value }]) => [key.split(":")[1], value]);
      const objectValue = Object.fromEntries(values);
      return [
        `rockit-durst:${namespace}`,
        {
          value: JSON.stringify(objectValue),
          objectValue,
          secret: settings.some(([, { secret }]) => secret),
        },
      ];
    }),
  );
}

/** The settings of these servers, with more settings. */
export const configWith = (servers: Servers, more: DoctorScene["config"] = {}) => ({
  ...configOf(servers),
  ...more,
});

type ServerAccount<Simulator extends { endpoint: string; credentials: object }> = Pick<
  Simulator,
  "endpoint" | "credentials"
>;

const releasePrograms = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs", "pulumi-analyzer-policy"];

async function projectOf({
  packages,
  files = {},
  pulumiYaml = true,
  yaml = "runtime: nodejs\n",
}: DoctorScene): Promise<string> {
  const folder = await temporaryFolder("project");
  if (pulumiYaml) await writeFile(join(folder, "Pulumi.yaml"), `name: shop\n${yaml}`);
  if (packages === undefined) {
    await symlink(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
  }
  for (const [name, version] of Object.entries(packages ?? {})) {
    // A package in another package's folder: `platform/node_modules/pulumi-rockit-durst`.
    const packageFolder = join(folder, "node_modules", ...name.split("/"));
    await mkdir(packageFolder, { recursive: true });
    await writeFile(join(packageFolder, "package.json"), JSON.stringify({ name, version }));
    await writeFile(join(packageFolder, "lifecycle.js"), "");
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    if (name.includes("/pulumi-resource-")) await writeShellScript(join(folder, name), text);
    else await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Runs `rockit-durst doctor` in a scene. Fails if the output has a secret, or a problem without a remedy. */
export async function runDoctor(scene: DoctorScene, ...secrets: string[]) {
  const {
    config,
    environment = {},
    state,
    stack = "dev",
    pulumi = "v3.259.0",
    node,
    programs = releasePrograms,
  } = scene;
  const exported = typeof state === "string" ? state : exportOf(state ?? { resources: [], pending: [] });
  const bin = await fakePulumi({
    ...(pulumi === null ? {} : { version: `${pulumi}\n` }),
    ...(config === undefined ? {} : { [configCommand("dev")]: JSON.stringify(config) }),
    [exportCommand("dev")]: exported,
  });
  if (pulumi === null) await rm(join(bin, "pulumi"));
  for (const program of programs) await writeShellScript(join(bin, program), "");
  if (node === undefined) await symlink(process.execPath, join(bin, "node"));
  else if (node !== null) await writeShellScript(join(bin, "node"), `echo "${node}"`);
  const project = await projectOf(scene);
  const args = ["doctor", "--cwd", project, ...(stack === null ? [] : ["--stack", stack])];
  const npx = scene.npx === true;
  const env = {
    PATH: npx ? [join(project, "node_modules/.bin"), bin].join(delimiter) : bin,
    ...(npx ? { npm_command: "exec" } : {}),
    ...environment,
  };
  const { exitCode, stdout, stderr } = await rockitDurst([...args, "--json"], env);
  expectNoSecretsIn(stdout + stderr, ...secrets);
  const lines: DoctorLine[] = JSON.parse(stdout);
  for (const { id, status, what, remedy } of lines) {
    expect(lineIds).toContain(id);
    expect(what).toMatch(/^\S[^\n]*$/);
    if (status !== "ok") expect(remedy).toMatch(/^\S[^\n]+$/);
  }
  return { exitCode, stderr, lines, runAsText: () => rockitDurst(args, env) };
}

/** Status and id of the lines with a problem. */
export const problemsIn = (lines: readonly DoctorLine[]) =>
  lines.filter(({ status }) => status !== "ok").map(({ id, status }) => `${status} ${id}`);
