import type { VendorCommands } from "../vendor/vendor";

/** Checks of each vendor's server, in the order of the output. */
const serverIds = ["settings", "secrets", "proxy", "reach", "tls", "clock"] as const;

const idsOf = ({ row, access }: VendorCommands): string[] =>
  [...serverIds, ...(access?.checks ?? ["access"])].map((name) => `${row.settings.namespace}.${name}`);

/** Ids of all checks, in the order of the output. */
export const checkIdsOf = (vendors: readonly VendorCommands[]): readonly string[] => [
  "settings.read",
  "settings.vendors",
  ...vendors.flatMap(idsOf),
  "engine.pulumi",
  "engine.language",
  "engine.dynamic",
  "engine.plugin",
  "engine.policy",
  "engine.node",
  "project.folder",
  "project.package",
  "project.sdk",
  "project.typescript",
  "project.policy",
  "state.read",
  "state.pending",
  "state.unfinished",
  "state.references",
  "state.secrets",
  "state.secretless",
];
