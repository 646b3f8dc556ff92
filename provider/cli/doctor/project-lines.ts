import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, sep } from "node:path";
import {
  firstUnsupportedTypescript,
  formatVersion,
  isAtLeast,
  minimumVersions,
  parseVersion,
  upperMajorBound,
} from "../../host/versions";
import { packageName } from "../../resource/reference";
import { fail, type Line, ok, warn } from "../print/lines";
import { plain } from "../print/terminal";
import type { Needs } from "./needs";

const plugAndPlay = "under Yarn's Plug'n'Play, where `pulumi` alone finds no packages";
const plugAndPlayRemedy =
  "start Pulumi as `yarn exec pulumi up`, or set `nodeLinker: node-modules` in .yarnrc.yml and run `yarn install`";

const packName = "pulumi-rockit-durst-policy";

/** Whether the project's folder has what refresh, destroy and policy packs load from there. */
export function projectLines({ folder, isProject, dynamic, runtime, compiles }: Needs, own: string): Line[] {
  const where = isProject
    ? ok("project.folder", plain(folder, 200))
    : warn(
        "project.folder",
        `there is no Pulumi.yaml in ${plain(folder, 200)} or above`,
        "name the project's folder with --cwd; only inline programs have none",
      );
  const loaded = dynamic ? [packageLine(folder, own), sdkLine(folder)] : [];
  const compiler = runtime === "nodejs" && compiles ? typescriptLines(folder) : [];
  return [where, ...loaded, ...compiler, ...(usesPack(folder) ? [policyLine(folder)] : [])];
}

function packageLine(folder: string, own: string): Line {
  const id = "project.package";
  const version = versionFrom(folder, packageName);
  if (version !== undefined && isByHooks(folder, packageName))
    return warn(id, `${packageName} ${version}, ${plugAndPlay}`, plugAndPlayRemedy);
  if (version === own) return ok(id, `${packageName} ${version}`);
  return version === undefined
    ? missing(id, folder, packageName)
    : warn(
        id,
        `${packageName} ${version}, and this command is ${own}`,
        "run it with `npx rockit-durst` in the project's folder",
      );
}

function sdkLine(folder: string): Line {
  const id = "project.sdk";
  const version = parseVersion(versionFrom(folder, "@pulumi/pulumi") ?? "");
  if (version === undefined) return missing(id, folder, "@pulumi/pulumi");
  const what = `@pulumi/pulumi ${formatVersion(version)}`;
  return isAtLeast(version, minimumVersions.pulumi)
    ? ok(id, what)
    : fail(id, `${what} is too old`, `${installing(folder)} @pulumi/pulumi@latest\` in the project's folder`);
}

/** The compiler that Pulumi calls for programs in TypeScript; a project without one needs none. */
function typescriptLines(folder: string): Line[] {
  const id = "project.typescript";
  // The SDK loads the one that is installed for itself.
  const version = parseVersion(versionFrom(roomOf(folder, "@pulumi/pulumi") ?? folder, "typescript") ?? "");
  if (version === undefined) return [];
  const what = `typescript ${formatVersion(version)}`;
  const [newest, newestOfSdk] = [firstUnsupportedTypescript() - 1, tooNewFor(folder) - 1];
  const add = (what: string) => `${installing(folder)} ${what}\` in the project's folder`;
  const another = add(`typescript@${Math.min(newest, newestOfSdk)}`);
  if (version[0] > newest)
    return [fail(id, `${what} is too new: it has no compiler that Pulumi can call`, another)];
  if (!isAtLeast(version, minimumVersions.typescript)) return [fail(id, `${what} is too old`, another)];
  if (version[0] <= newestOfSdk) return [ok(id, what)];
  const sdk = `@pulumi/pulumi ${versionFrom(folder, "@pulumi/pulumi")}`;
  return [warn(id, `${what} is newer than ${sdk} declares to take`, add("@pulumi/pulumi@latest"))];
}

/** The first major version of TypeScript that the project's SDK does not take. */
function tooNewFor(folder: string): number {
  try {
    const file = join(roomOf(folder, "@pulumi/pulumi") ?? "", "package.json");
    return upperMajorBound(JSON.parse(readFileSync(file, "utf8")).peerDependencies.typescript);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Whether a policy pack is there: ours, or the project is one. */
export const usesPack = (folder: string): boolean =>
  versionFrom(folder, packName) !== undefined || existsSync(join(folder, "PulumiPolicy.yaml"));

function policyLine(folder: string): Line {
  const id = "project.policy";
  const pack = roomOf(folder, packName);
  const version = versionFrom(pack ?? folder, "@pulumi/policy");
  return version === undefined
    ? missing(id, folder, "@pulumi/policy")
    : ok(id, `@pulumi/policy ${version}, for policy packs`);
}

/** A package that can't be loaded, with what to do where the package manager or a package between hides it. */
function missing(id: string, folder: string, name: string): Line {
  const what = `${name} can't be loaded from the project's folder`;
  if (isAbove(folder, ".pnp.cjs"))
    return fail(
      id,
      `${what}: it is ${plugAndPlay}`,
      `run this command as \`yarn rockit-durst doctor\`, and ${plugAndPlayRemedy}`,
    );
  const owner = dependenciesOf(folder).find((each) => {
    const room = roomOf(folder, each);
    // pnpm lets every package find what it keeps for any of them.
    return room !== undefined && dependenciesOf(room).includes(name) && roomOf(room, name) !== undefined;
  });
  return fail(
    id,
    owner === undefined ? what : `${what}: it is installed for ${plain(owner, 100)} alone`,
    `${installing(folder)} ${name}\` in the project's folder: what the state refers to is loaded from there`,
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

/** The folder of a package as seen from another one, which package managers may link. */
function roomOf(folder: string, name: string): string | undefined {
  const rooms = createRequire(join(folder, "package.json")).resolve.paths(name) ?? [];
  const found = rooms
    .filter((room) => !isOfOwnShim(room, folder))
    .map((room) => join(room, name))
    .find((room) => existsSync(join(room, "package.json")));
  return found && realpathSync(found);
}

/** By pnpm's shims a command finds in NODE_PATH all that is installed for anybody; the engine has none of it. */
const isOfOwnShim = (room: string, folder: string): boolean =>
  /[\\/]\.pnpm[\\/]/.test(room) &&
  (process.env["NODE_PATH"] ?? "").split(delimiter).includes(room) &&
  !folder.startsWith(dirname(room) + sep);

/** Whether this process finds a package only by the hooks of Yarn's Plug'n'Play, which the engine has under `yarn exec` alone. */
const isByHooks = (folder: string, name: string): boolean =>
  process.versions["pnp"] !== undefined && roomOf(folder, name) === undefined;

function versionFrom(folder: string, name: string): string | undefined {
  try {
    if (process.versions["pnp"] === undefined && roomOf(folder, name) === undefined) return undefined;
    const require = createRequire(join(folder, "Pulumi.yaml"));
    // What the state refers to, and not only the package's folder.
    if (name === packageName) require.resolve(`${name}/lifecycle`);
    const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"));
    return plain(String(version).replace(/^v/, ""), 50);
  } catch {
    return undefined;
  }
}
