// The cells of the matrix: each value of each axis, and risky pairs. Not all combinations, because a cell
// takes up to half a minute.
import type { ManagerName } from "./package-managers.ts";
import { node, sdk, typescript } from "./versions.ts";

/**
 * Where the program finds this package: in its own project, in a workspace package that wraps it, or both.
 */
type Layout = "project" | "wrapper" | "wrapper and project";

export interface Cell {
  readonly name: string;
  readonly node: string;
  readonly sdk: string;
  readonly typescript: string;
  readonly manager: ManagerName;
  readonly classes: "dynamic" | "native";
  readonly layout: Layout;
  /** Whether a preview runs under the policy pack too. */
  readonly policies?: true;
  /**
   * For a combination that can't work: what rejects it first, and the message. Pulumi itself may be silent or
   * print a stack trace.
   */
  readonly rejected?: { readonly by: "package manager" | "program" | "doctor"; readonly says: string };
  /** The finding of `rockit-durst doctor`, if there is one. */
  readonly doctor?: string;
}

const usual = {
  node: node.lts,
  sdk: sdk.newest,
  typescript: typescript.newest,
  manager: "npm",
  classes: "dynamic",
  layout: "project",
} as const;

const plugAndPlay = "under Yarn's Plug'n'Play, where `pulumi` alone finds no packages";
const tooOld = (version: string) =>
  `Node.js ${version} is too old, ${node.oldest} or newer is needed: install a newer one`;
const tooOldForDoctor = (version: string) =>
  `Node.js ${node.oldest} or newer is needed, this is ${version}: install a newer one`;

const rows: readonly (Partial<Cell> & Pick<Cell, "name">)[] = [
  {
    name: "oldest",
    node: node.oldest,
    sdk: sdk.oldest,
    typescript: typescript.oldest,
    manager: "npm10",
    policies: true,
  },
  { name: "newest", node: node.newest, policies: true },
  { name: "lts-native", typescript: typescript.five, classes: "native" },
  {
    name: "newest-node-oldest-sdk",
    node: node.newest,
    sdk: sdk.oldest,
    typescript: typescript.five,
    manager: "pnpm",
  },
  { name: "oldest-node-newest-sdk", node: node.oldest, manager: "yarn" },
  {
    name: "oldest-native",
    node: node.oldest,
    sdk: sdk.oldest,
    typescript: typescript.five,
    classes: "native",
  },
  { name: "newest-native", node: node.newest, manager: "pnpm", classes: "native" },
  { name: "pnpm", manager: "pnpm" },
  { name: "npm-wrapper", layout: "wrapper" },
  {
    name: "pnpm-wrapper",
    manager: "pnpm",
    layout: "wrapper",
    rejected: {
      by: "program",
      says: "where Pulumi runs its resources: run `npm install pulumi-rockit-durst` there (`pnpm add` or `yarn add`), also if another package depends on it",
    },
    doctor:
      "pulumi-rockit-durst can't be loaded from the project's folder: it is installed for wrapper alone",
  },
  { name: "pnpm-wrapper-and-project", manager: "pnpm", layout: "wrapper and project" },
  { name: "pnpm-wrapper-native", manager: "pnpm", layout: "wrapper", classes: "native" },
  { name: "yarn-pnp", manager: "pnp", doctor: plugAndPlay },
  {
    name: "yarn-pnp-alone",
    manager: "pnpAlone",
    rejected: {
      by: "program",
      says: "It looks like the Pulumi SDK has not been installed.",
    },
    doctor: plugAndPlay,
  },
  { name: "yarn-1", manager: "yarn1", typescript: typescript.five },
  { name: "bun", manager: "bun" },
  {
    name: "typescript-too-old",
    typescript: typescript.tooOld,
    rejected: {
      by: "package manager",
      says: `peerOptional typescript@">=${typescript.oldest} <7" from pulumi-rockit-durst@`,
    },
  },
  {
    name: "typescript-7",
    typescript: typescript.tooNew,
    rejected: {
      by: "package manager",
      says: `peerOptional typescript@">= 3.8.3 < 7" from @pulumi/pulumi@${sdk.newest}`,
    },
  },
  {
    name: "typescript-7-bun",
    typescript: typescript.tooNew,
    manager: "bun",
    rejected: {
      by: "doctor",
      says: `typescript ${typescript.tooNew} is too new: it has no compiler that Pulumi can call`,
    },
  },
  {
    name: "typescript-6-oldest-sdk",
    sdk: sdk.oldest,
    rejected: {
      by: "package manager",
      says: `peerOptional typescript@">= 3.8.3 < 6" from @pulumi/pulumi@${sdk.oldest}`,
    },
  },
  {
    name: "node-20",
    node: node.twenty,
    manager: "npm10",
    rejected: { by: "program", says: tooOld(node.twenty) },
    doctor: tooOldForDoctor(node.twenty),
  },
  {
    name: "node-too-old",
    node: node.tooOld,
    rejected: { by: "program", says: tooOld(node.tooOld) },
    doctor: tooOldForDoctor(node.tooOld),
  },
  {
    name: "node-too-old-native",
    node: node.tooOld,
    classes: "native",
    rejected: {
      by: "program",
      says: `needs Node.js ${node.oldest} or newer, and \`node\` on PATH is ${node.tooOld}: install a newer one`,
    },
    doctor: tooOldForDoctor(node.tooOld),
  },
  {
    name: "sdk-too-old",
    sdk: sdk.tooOld,
    typescript: typescript.five,
    manager: "pnpm",
    rejected: {
      by: "program",
      says: `@pulumi/pulumi ${sdk.tooOld} is too old, ${sdk.oldest} or newer is needed: install @pulumi/pulumi@latest`,
    },
    doctor: `@pulumi/pulumi ${sdk.tooOld} is too old`,
  },
];

export const cells: readonly Cell[] = rows.map((row) => ({ ...usual, ...row }));
