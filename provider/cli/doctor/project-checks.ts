import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, sep } from "node:path";
import { isAtLeast, majorBelow, oldest, tooNewTypescript, versionIn, written } from "../../http/versions";
import { packageName } from "../../resource/reference";
import { type Check, fail, ok, warn } from "../print/check";
import { oneLine } from "../print/terminal";
import type { Requirements } from "./requirements";

const plugAndPlay = "under Yarn's Plug'n'Play, where `pulumi` alone finds no packages";
const plugAndPlayRemedy =
  "start Pulumi as `yarn exec pulumi up`, or set `nodeLinker: node-modules` in .yarnrc.yml and run `yarn install`";

const packName = "pulumi-rockit-durst-policy";

/** Checks the packages that refresh, destroy and policy packs load from the project's folder. */
export function projectChecks(
  { folder, isProject, dynamic, runtime, compiles }: Requirements,
  own: string,
): Check[] {
  const folderCheck = isProject
    ? ok("project.folder", oneLine(folder, 200))
    : warn(
        "project.folder",
        `there is no Pulumi.yaml in ${oneLine(folder, 200)} or above`,
        "name the project's folder with --cwd; only inline programs need none",
      );
  const packages = dynamic ? [packageCheck(folder, own), sdkCheck(folder)] : [];
  const compiler = runtime === "nodejs" && compiles ? typescriptChecks(folder) : [];
  return [folderCheck, ...packages, ...compiler, ...(usesPack(folder) ? [policyCheck(folder)] : [])];
}

function packageCheck(folder: string, own: string): Check {
  const id = "project.package";
  const version = versionFrom(folder, packageName);
  if (version !== undefined && isByHooks(folder, packageName))
    return warn(id, `${packageName} ${version}, ${plugAndPlay}`, plugAndPlayRemedy);
  if (version === own) return ok(id, `${packageName} ${version}`);
  return version === undefined
    ? missing(id, folder, packageName)
    : warn(
        id,
        `${packageName} is ${version}, but this command is ${own}`,
        "run `npx rockit-durst` in the project's folder",
      );
}

function sdkCheck(folder: string): Check {
  const id = "project.sdk";
  const version = versionIn(versionFrom(folder, "@pulumi/pulumi") ?? "");
  if (version === undefined) return missing(id, folder, "@pulumi/pulumi");
  const what = `@pulumi/pulumi ${written(version)}`;
  return isAtLeast(version, oldest.pulumi)
    ? ok(id, what)
    : fail(id, `${what} is too old`, `${installing(folder)} @pulumi/pulumi@latest\` in the project's folder`);
}

/**
 * Checks the TypeScript that Pulumi compiles programs with; a project without TypeScript has no such check.
 */
function typescriptChecks(folder: string): Check[] {
  const id = "project.typescript";
  // The SDK loads TypeScript from its own folder.
  const version = versionIn(
    versionFrom(packageFolderOf(folder, "@pulumi/pulumi") ?? folder, "typescript") ?? "",
  );
  if (version === undefined) return [];
  const what = `typescript ${written(version)}`;
  const [newest, newestOfSdk] = [tooNewTypescript() - 1, tooNewFor(folder) - 1];
  const add = (what: string) => `${installing(folder)} ${what}\` in the project's folder`;
  const downgrade = add(`typescript@${Math.min(newest, newestOfSdk)}`);
  if (version[0] > newest)
    return [fail(id, `${what} is too new: it has no compiler that Pulumi can call`, downgrade)];
  if (!isAtLeast(version, oldest.typescript)) return [fail(id, `${what} is too old`, downgrade)];
  if (version[0] <= newestOfSdk) return [ok(id, what)];
  const sdk = `@pulumi/pulumi ${versionFrom(folder, "@pulumi/pulumi")}`;
  return [warn(id, `${what} is newer than ${sdk} supports`, add("@pulumi/pulumi@latest"))];
}

/** The first major version of TypeScript that the project's SDK does not support. */
function tooNewFor(folder: string): number {
  try {
    const file = join(packageFolderOf(folder, "@pulumi/pulumi") ?? "", "package.json");
    return majorBelow(JSON.parse(readFileSync(file, "utf8")).peerDependencies.typescript);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Whether the project has our policy pack, or is a policy pack. */
export const usesPack = (folder: string): boolean =>
  versionFrom(folder, packName) !== undefined || existsSync(join(folder, "PulumiPolicy.yaml"));

function policyCheck(folder: string): Check {
  const id = "project.policy";
  const pack = packageFolderOf(folder, packName);
  const version = versionFrom(pack ?? folder, "@pulumi/policy");
  return version === undefined
    ? missing(id, folder, "@pulumi/policy")
    : ok(id, `@pulumi/policy ${version}, for policy packs`);
}

/** The check of a package that can't be loaded, with a remedy for the package manager. */
function missing(id: string, folder: string, name: string): Check {
  const what = `${name} can't be loaded from the project's folder`;
  if (isAbove(folder, ".pnp.cjs"))
    return fail(
      id,
      `${what}: it is ${plugAndPlay}`,
      `run this command as \`yarn rockit-durst doctor\`, and ${plugAndPlayRemedy}`,
    );
  const owner = dependenciesOf(folder).find((each) => {
    const inner = packageFolderOf(folder, each);
    // Asks the package.json too: with pnpm every package finds the dependencies of all others.
    return (
      inner !== undefined &&
      dependenciesOf(inner).includes(name) &&
      packageFolderOf(inner, name) !== undefined
    );
  });
  return fail(
    id,
    owner === undefined ? what : `${what}: it is installed for ${oneLine(owner, 100)} alone`,
    `${installing(folder)} ${name}\` in the project's folder: Pulumi loads the package from there`,
  );
}

const installing = (folder: string) =>
  isAbove(folder, "pnpm-lock.yaml")
    ? "`pnpm add"
    : isAbove(folder, "yarn.lock")
      ? "`yarn add"
      : "`npm install";

function isAbove(folder: string, name: string): boolean {
  const above = dirname(folder);
  return existsSync(join(folder, name)) || (above !== folder && isAbove(above, name));
}

function dependenciesOf(folder: string): string[] {
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Object.keys({ ...dependencies, ...devDependencies });
  } catch {
    return [];
  }
}

/** The folder of a package as seen from another folder; links are resolved. */
function packageFolderOf(folder: string, name: string): string | undefined {
  const searchPaths = createRequire(join(folder, "package.json")).resolve.paths(name) ?? [];
  const found = searchPaths
    .filter((path) => !isFromPnpmShim(path, folder))
    .map((path) => join(path, name))
    .find((path) => existsSync(join(path, "package.json")));
  return found && realpathSync(found);
}

/** Whether pnpm's shim for this command added the path to NODE_PATH; Pulumi will not have it. */
const isFromPnpmShim = (path: string, folder: string): boolean =>
  /[\\/]\.pnpm[\\/]/.test(path) &&
  (process.env["NODE_PATH"] ?? "").split(delimiter).includes(path) &&
  !folder.startsWith(dirname(path) + sep);

/**
 * Whether this process finds a package only by the hooks of Yarn's Plug'n'Play, which Pulumi has only under
 * `yarn exec`.
 */
const isByHooks = (folder: string, name: string): boolean =>
  process.versions["pnp"] !== undefined && packageFolderOf(folder, name) === undefined;

function versionFrom(folder: string, name: string): string | undefined {
  try {
    if (process.versions["pnp"] === undefined && packageFolderOf(folder, name) === undefined)
      return undefined;
    const require = createRequire(join(folder, "Pulumi.yaml"));
    // The entry that states refer to must be there, not only the folder.
    if (name === packageName) require.resolve(`${name}/lifecycle`);
    const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"));
    return oneLine(String(version).replace(/^v/, ""), 50);
  } catch {
    return undefined;
  }
}
