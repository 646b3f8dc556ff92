import type { VendorCommands } from "../vendor/vendor";

/** Lines of each vendor's server, in the order in which they are printed. */
const serverIds = ["settings", "secrets", "proxy", "reach", "tls", "clock"] as const;

const idsOf = ({ row, access }: VendorCommands): string[] =>
  [...serverIds, ...(access?.lines ?? ["access"])].map((name) => `${row.settings.namespace}.${name}`);

/** Every line that can be wrong, in the order in which they are printed. */
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
