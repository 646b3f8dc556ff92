import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { formatVersion, isAtLeast, minimumVersions, parseVersion } from "../../host/versions";
import { CliError } from "../print/errors";
import { fail, failFrom, type Line, ok } from "../print/lines";
import { plain } from "../print/terminal";
import { pulumiVersion } from "../state/pulumi";
import type { Needs } from "./needs";
import { usesPack } from "./project-lines";

const run = promisify(execFile);
const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];

/** Milliseconds that a program may take to say its version. */
const patience = 20_000;

/** The engine, and what it starts programs, this package's plugins and policy packs with. */
export async function engineLines(needs: Needs): Promise<Line[]> {
  const { runtime, dynamic, native } = needs;
  const anew = "install Pulumi anew, from its release";
  const language = `pulumi-language-${runtime}`;
  const analyzer = "pulumi-analyzer-policy";
  return [
    await engineLine(),
    bundled("engine.language", [language], `${anew}; only inline programs run without it`),
    ...(dynamic ? [bundled("engine.dynamic", ["pulumi-resource-pulumi-nodejs"], anew)] : []),
    ...(native ? [pluginLine(needs)] : []),
    // Engines start packs with the one or the other.
    ...(usesPack(needs.folder)
      ? [bundled("engine.policy", [analyzer, `${analyzer}-nodejs`, "pulumi-language-nodejs"], anew)]
      : []),
    await nodeLine(),
  ];
}

async function engineLine(): Promise<Line> {
  const id = "engine.pulumi";
  const remedy = `install Pulumi ${formatVersion(minimumVersions.pulumi)} or newer, and put it on PATH`;
  if (find("pulumi") === undefined) return fail(id, "there is no pulumi on PATH", remedy);
  try {
    const said = await pulumiVersion("asking pulumi for its version");
    const version = parseVersion(said);
    if (version === undefined) return fail(id, "pulumi does not say its version", remedy);
    const what = `Pulumi ${formatVersion(version)}`;
    return isAtLeast(version, minimumVersions.pulumi) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
  } catch (failure) {
    if (failure instanceof CliError) return failFrom(id, failure, remedy);
    throw failure;
  }
}

/** One of these, which releases have beside the engine; it is looked for as the engine does. */
function bundled(id: string, names: readonly string[], remedy: string): Line {
  const pulumi = find("pulumi");
  const beside = pulumi === undefined ? [] : [dirname(pulumi), dirname(realpathSync(pulumi))];
  const isThere = (name: string) => beside.some((folder) => fileIn(folder, name)) || find(name) !== undefined;
  const found = names.find(isThere);
  return found === undefined
    ? fail(id, `${names[0]} is neither beside pulumi nor on PATH`, remedy)
    : ok(id, `${found} is there`);
}

/** Where the engine looks for a plugin that is none of its own: where Pulumi.yaml says, else on PATH, else where it installs them. */
function pluginLine({ plugin }: Needs): Line {
  const id = "engine.plugin";
  const name = "pulumi-resource-rockit-durst";
  const ambient = process.env["PULUMI_IGNORE_AMBIENT_PLUGINS"] ? undefined : find(name);
  const found = plugin === undefined ? (ambient ?? installedPlugin()) : fileIn(plugin, name);
  if (found !== undefined) return ok(id, plain(found, 200));
  return fail(
    id,
    plugin === undefined
      ? `${name} is neither named in Pulumi.yaml, nor on PATH, nor installed`
      : `${name} is not in ${plain(plugin, 200)}, where Pulumi.yaml says that it is`,
    `\`npm install pulumi-rockit-durst\` in the project's folder, and \`path: node_modules/.bin\` under \`plugins\` in Pulumi.yaml; or install the plugin's archive`,
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

async function nodeLine(): Promise<Line> {
  const id = "engine.node";
  const remedy = `put Node.js ${formatVersion(minimumVersions.node)} or newer first on PATH: the engine starts programs and plugins with it`;
  const node = find("node");
  if (node === undefined) return fail(id, "there is no node on PATH", remedy);
  const said = await run(node, ["--version"], { timeout: patience }).then(
    ({ stdout }) => stdout,
    () => "",
  );
  const version = parseVersion(said);
  if (version === undefined) return fail(id, `${plain(node, 200)} does not say its version`, remedy);
  const what = `Node.js ${formatVersion(version)}`;
  return isAtLeast(version, minimumVersions.node) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
}

/** What npx puts on PATH for this command alone, the engine will not have. */
const isOfNpx = (folder: string) =>
  process.env["npm_command"] === "exec" && /node_modules[\\/]\.bin[\\/]?$/.test(folder);

/** The first one on PATH. */
const find = (name: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => (folder === "" || isOfNpx(folder) ? [] : (fileIn(folder, name) ?? [])))
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
