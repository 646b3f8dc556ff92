interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: { readonly "@pulumi/pulumi": string; readonly typescript: string };
}

type Version = readonly [number, number, number];

const manifest = () => require("pulumi-rockit-durst/package.json") as Manifest;

/** The oldest supported versions, as declared in package.json and tested by `npm run matrix`. */
export const minimumVersions = {
  get node(): Version {
    return declared(manifest().engines.node);
  },
  /** Of the Pulumi CLI and of the SDK. */
  get pulumi(): Version {
    return declared(manifest().peerDependencies["@pulumi/pulumi"]);
  },
  get typescript(): Version {
    return declared(manifest().peerDependencies.typescript);
  },
};

/** The first major version of TypeScript that is not supported. */
export const firstUnsupportedTypescript = (): number =>
  upperMajorBound(manifest().peerDependencies.typescript);

/** Exclusive upper major version of a range such as `>=1.2.3 <4`: 4. Infinity if the range has none. */
export const upperMajorBound = (range: string): number =>
  Number(/<\s*(\d+)/.exec(range)?.[1] ?? Number.POSITIVE_INFINITY);

const declared = (range: string): Version => parseVersion(range) ?? [0, 0, 0];

/** The first version in a text. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /(\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

export const formatVersion = (version: Version) => version.join(".");

export function isAtLeast(version: Version, least: Version): boolean {
  const at = [0, 1, 2].find((part) => version[part as 0] !== least[part as 0]) as 0 | undefined;
  return at === undefined || version[at] > least[at];
}

/** An error message if a version is older than `least`; `undefined` if it is not, or can't be parsed. */
export function tooOld(what: string, found: string, least: Version, remedy: string): string | undefined {
  const version = parseVersion(found);
  return version === undefined || isAtLeast(version, least)
    ? undefined
    : `${what} ${formatVersion(version)} is too old, ${formatVersion(least)} or newer is needed: ${remedy}`;
}

/**
 * An error message if this process's Node.js is too old. Bun reports only a compatible Node.js version, so it
 * passes.
 */
export const nodeTooOld = (versions: NodeJS.ProcessVersions = process.versions): string | undefined =>
  versions["bun"] === undefined
    ? tooOld("Node.js", versions.node, minimumVersions.node, "install a newer one")
    : undefined;
