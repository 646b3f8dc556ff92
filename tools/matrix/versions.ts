// The versions of the cells. The oldest ones are those that the packages declare.
import semver from "semver";
import provider from "../../provider/package.json" with { type: "json" };

const oldest = (range: string): string => semver.minVersion(range)?.version ?? range;

export const node = {
  /** Older than the oldest supported version: undici does not work. */
  tooOld: "22.18.0",
  /** Still common on many machines. */
  twenty: "20.20.2",
  oldest: oldest(provider.engines.node),
  lts: "24.21.0",
  newest: "26.10.0",
};

export const sdk = {
  /** Older than the oldest supported version: drops the inputs of a refresh, so drift is not detected. */
  tooOld: "3.215.0",
  oldest: oldest(provider.peerDependencies["@pulumi/pulumi"]),
  newest: "3.276.0",
};

export const typescript = {
  /** Older than the oldest supported version: has no module format `nodenext`. */
  tooOld: "4.6.4",
  oldest: oldest(provider.peerDependencies.typescript),
  five: "5.9.3",
  newest: "6.0.3",
  /** Has no compiler API, which Pulumi needs. */
  tooNew: "7.0.2",
};

/** Further dependencies of a TypeScript project. */
export const others = { "ts-node": "10.9.2", "@types/node": "24.19.2" };
