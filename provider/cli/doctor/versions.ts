const { engines } = require("pulumi-rockit-durst/package.json") as { engines: { node: string } };

type Version = readonly [number, number, number];

/** The oldest ones that this package works with, as README.md says. */
export const oldest: Readonly<Record<"pulumi" | "node", Version>> = {
  pulumi: [3, 216, 0],
  node: versionIn(engines.node) ?? [0, 0, 0],
};

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
