interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: { readonly "@pulumi/pulumi": string; readonly typescript: string };
}

type Version = readonly [number, number, number];

const manifest = () => require("pulumi-rockit-durst/package.json") as Manifest;

/** The oldest ones that this package works with: what its package.json declares, and `npm run matrix` runs. */
export const oldest = {
  get node(): Version {
    return declared(manifest().engines.node);
  },
  /** Of the engine as of the SDK. */
  get pulumi(): Version {
    return declared(manifest().peerDependencies["@pulumi/pulumi"]);
  },
  get typescript(): Version {
    return declared(manifest().peerDependencies.typescript);
  },
};

/** The first major version of TypeScript that Pulumi can't compile programs with. */
export const tooNewTypescript = (): number => majorBelow(manifest().peerDependencies.typescript);

/** The major version that a range such as `>=1.2.3 <4` ends before; infinity if it has no end. */
export const majorBelow = (range: string): number =>
  Number(/<\s*(\d+)/.exec(range)?.[1] ?? Number.POSITIVE_INFINITY);

const declared = (range: string): Version => versionIn(range) ?? [0, 0, 0];

/** The first version in a text. */
export function versionIn(text: string): Version | undefined {
  const [, major, minor, patch] = /(\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

export const written = (version: Version) => version.join(".");

export function isAtLeast(version: Version, least: Version): boolean {
  const at = [0, 1, 2].find((part) => version[part as 0] !== least[part as 0]) as 0 | undefined;
  return at === undefined || version[at] > least[at];
}

/** Says that something is older than what is needed, and what to do; `undefined` if it is not, or does not say its version. */
export function tooOld(what: string, found: string, least: Version, remedy: string): string | undefined {
  const version = versionIn(found);
  return version === undefined || isAtLeast(version, least)
    ? undefined
    : `${what} ${written(version)} is too old, ${written(least)} or newer is needed: ${remedy}`;
}

/** Whether this process's Node.js is. Bun only says which one it is like. */
export const nodeTooOld = (versions: NodeJS.ProcessVersions = process.versions): string | undefined =>
  versions["bun"] === undefined
    ? tooOld("Node.js", versions.node, oldest.node, "install a newer one")
    : undefined;
