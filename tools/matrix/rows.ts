// The matrix: each axis with its values, and the pairs that may not go together. Not everything with everything: a cell takes half a minute.
import type { ManagerName } from "./managers.ts";
import { node, sdk, typescript } from "./versions.ts";

/** Where the program finds this package: in its own project, through a package of the same workspace that wraps it, or both. */
export type Layout = "project" | "wrapper" | "wrapper and project";

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
  /** Of what can't work: who refuses it first, and a sentence that a person then sees. */
  readonly refused?: { readonly by: "installer" | "program"; readonly says: string };
  /** What `rockit-durst doctor` says of it, where it fails. */
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

const tooOldNode = (version: string) =>
  `Node.js ${version} is too old, ${node.oldest} or newer is needed: install a newer one`;

const wrapped =
  "where Pulumi runs its resources: run `npm install pulumi-rockit-durst` there (`pnpm add` or `yarn add`), also if another package depends on it";

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
  { name: "pnpm-wrapper", manager: "pnpm", layout: "wrapper", refused: { by: "program", says: wrapped } },
  { name: "pnpm-wrapper-and-project", manager: "pnpm", layout: "wrapper and project" },
  { name: "pnpm-wrapper-native", manager: "pnpm", layout: "wrapper", classes: "native" },
  { name: "yarn-pnp", manager: "pnp" },
  { name: "yarn-pnp-alone", manager: "pnpAlone" },
  { name: "yarn-1", manager: "yarn1", typescript: typescript.five },
  { name: "bun", manager: "bun" },
  {
    name: "typescript-7",
    manager: "bun",
    typescript: typescript.tooNew,
  },
  {
    name: "node-too-old",
    node: node.tooOld,
    refused: { by: "program", says: tooOldNode(node.tooOld) },
  },
  { name: "node-too-old-native", node: node.tooOld, classes: "native" },
  {
    name: "sdk-too-old",
    sdk: sdk.tooOld,
    typescript: typescript.five,
    manager: "pnpm",
  },
];

export const cells: readonly Cell[] = rows.map((row) => ({ ...usual, ...row }));
