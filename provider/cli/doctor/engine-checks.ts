import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { formatVersion, isAtLeast, minimumVersions, parseVersion } from "../../host/versions";
import { type Check, fail, failWith, ok } from "../print/check";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { pulumiVersion } from "../state/pulumi";
import { usesPack } from "./project-checks";
import type { Requirements } from "./requirements";

const run = promisify(execFile);
const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];

/** Milliseconds for a program to print its version. */
const versionTimeout = 20_000;

/** Checks Pulumi, and the programs that it starts for programs, plugins and policy packs. */
export async function engineChecks(requirements: Requirements): Promise<Check[]> {
  const { runtime, dynamic, native } = requirements;
  const reinstall = "reinstall Pulumi from its release";
  const language = `pulumi-language-${runtime}`;
  const analyzer = "pulumi-analyzer-policy";
  return [
    await engineCheck(),
    bundledCheck("engine.language", [language], `${reinstall}; only inline programs run without it`),
    ...(dynamic ? [bundledCheck("engine.dynamic", ["pulumi-resource-pulumi-nodejs"], reinstall)] : []),
    ...(native ? [pluginCheck(requirements)] : []),
    // Which of these starts policy packs depends on the version of Pulumi.
    ...(usesPack(requirements.folder)
      ? [bundledCheck("engine.policy", [analyzer, `${analyzer}-nodejs`, "pulumi-language-nodejs"], reinstall)]
      : []),
    await nodeCheck(),
  ];
}

async function engineCheck(): Promise<Check> {
  const id = "engine.pulumi";
  const remedy = `install Pulumi ${formatVersion(minimumVersions.pulumi)} or newer, and put it on PATH`;
  if (find("pulumi") === undefined) return fail(id, "there is no pulumi on PATH", remedy);
  try {
    const version = parseVersion(await pulumiVersion("running `pulumi version`"));
    if (version === undefined) return fail(id, "`pulumi version` prints no version", remedy);
    const what = `Pulumi ${formatVersion(version)}`;
    return isAtLeast(version, minimumVersions.pulumi) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
  } catch (failure) {
    if (failure instanceof CliError) return failWith(id, failure, remedy);
    throw failure;
  }
}

/** Checks for one of these programs, which come with Pulumi: beside it or on PATH, where Pulumi looks. */
function bundledCheck(id: string, names: readonly string[], remedy: string): Check {
  const pulumi = find("pulumi");
  const beside = pulumi === undefined ? [] : [dirname(pulumi), dirname(realpathSync(pulumi))];
  const exists = (name: string) => beside.some((folder) => fileIn(folder, name)) || find(name) !== undefined;
  const found = names.find(exists);
  return found === undefined
    ? fail(id, `${names[0]} is neither beside pulumi nor on PATH`, remedy)
    : ok(id, `found ${found}`);
}

/**
 * Looks for the plugin where Pulumi does: in the folder that Pulumi.yaml names, else on PATH, else among
 * installed plugins.
 */
function pluginCheck({ plugin }: Requirements): Check {
  const id = "engine.plugin";
  const name = "pulumi-resource-rockit-durst";
  const ambient = process.env["PULUMI_IGNORE_AMBIENT_PLUGINS"] ? undefined : find(name);
  const found = plugin === undefined ? (ambient ?? installedPlugin()) : fileIn(plugin, name);
  if (found !== undefined) return ok(id, oneLine(found, 200));
  return fail(
    id,
    plugin === undefined
      ? `${name} is neither named in Pulumi.yaml, nor on PATH, nor installed`
      : `${name} is not in ${oneLine(plugin, 200)}, the folder that Pulumi.yaml names`,
    `run \`npm install pulumi-rockit-durst\` in the project's folder and add \`path: node_modules/.bin\` under \`plugins\` in Pulumi.yaml, or install the plugin's archive`,
  );
}

function installedPlugin(): string | undefined {
  const folder = join(process.env["PULUMI_HOME"] || join(homedir(), ".pulumi"), "plugins");
  try {
    const name = readdirSync(folder).find((each) => /^resource-rockit-durst-v[\w.+-]*\d$/.test(each));
    return name && join(folder, name);
  } catch {
    return undefined;
  }
}

async function nodeCheck(): Promise<Check> {
  const id = "engine.node";
  const remedy = `put Node.js ${formatVersion(minimumVersions.node)} or newer first on PATH: Pulumi starts programs and plugins with it`;
  const node = find("node");
  if (node === undefined) return fail(id, "there is no node on PATH", remedy);
  const printed = await run(node, ["--version"], { timeout: versionTimeout }).then(
    ({ stdout }) => stdout,
    () => "",
  );
  const version = parseVersion(printed);
  if (version === undefined) return fail(id, `${oneLine(node, 200)} prints no version`, remedy);
  const what = `Node.js ${formatVersion(version)}`;
  return isAtLeast(version, minimumVersions.node) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
}

/** Whether npx added the folder to PATH for this command; Pulumi will not have it. */
const isFromNpx = (folder: string) =>
  process.env["npm_command"] === "exec" && /node_modules[\\/]\.bin[\\/]?$/.test(folder);

/** The first program of that name on PATH. */
const find = (name: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => (folder === "" || isFromNpx(folder) ? [] : (fileIn(folder, name) ?? [])))
    .at(0);

const fileIn = (folder: string, name: string): string | undefined =>
  suffixes
    .map((suffix) => join(folder, `${name}${suffix}`))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
