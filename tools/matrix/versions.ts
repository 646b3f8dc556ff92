// The versions that cells are made of. Oldest ones are what packages declare, so that the matrix runs what
// they promise.
import semver from "semver";
import provider from "../../provider/package.json" with { type: "json" };

const oldest = (range: string): string => semver.minVersion(range)?.version ?? range;

export const node = {
  /** Before the oldest: without what undici needs. */
  tooOld: "22.18.0",
  /** What many machines still have. */
  twenty: "20.20.2",
  oldest: oldest(provider.engines.node),
  lts: "24.21.0",
  newest: "26.10.0",
};

export const sdk = {
  /** Before the oldest: drops the inputs that a refresh reads, so that drift is not seen. */
  tooOld: "3.215.0",
  oldest: oldest(provider.peerDependencies["@pulumi/pulumi"]),
  newest: "3.276.0",
};

export const typescript = {
  /** Before the oldest: without the module format `nodenext`. */
  tooOld: "4.6.4",
  oldest: oldest(provider.peerDependencies.typescript),
  five: "5.9.3",
  newest: "6.0.3",
  /** Has no compiler that a program can call, as Pulumi does. */
  tooNew: "7.0.2",
};

/** What a project in TypeScript has beside. */
export const others = { "ts-node": "10.9.2", "@types/node": "24.19.2" };
