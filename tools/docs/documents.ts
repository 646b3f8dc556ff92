// The generated documents, by path.
import { type DocumentedPolicy, policySections, policyTable } from "./policies.ts";
import { chooserOf } from "./schema-examples.ts";
import {
  argumentTable,
  fieldsPage,
  nativeSettingTable,
  type Rows,
  settingTable,
  type VendorSettings,
  withParts,
} from "./tables.ts";
import { wrapProse } from "./wrap.ts";

/** For the check that compiles the programs of a page. */
const imports = `<!-- ts
import * as pulumi from "@pulumi/pulumi";
import { DurstSubscriber, DurstSubscription, Provider, RockitSubscription } from "pulumi-rockit-durst";
-->`;

/** Each generated document by path. `read` returns the current one. */
export function documents(
  rows: Rows,
  vendors: readonly VendorSettings[],
  policies: readonly DocumentedPolicy[],
  read: (path: string) => string,
): Readonly<Record<string, string>> {
  const parts = Object.fromEntries(
    rows.kinds.map((kind) => [rows.classNameOf(kind), argumentTable(rows, kind)]),
  );
  return {
    "README.md": withParts(read("README.md"), parts),
    "docs/settings.md": withParts(read("docs/settings.md"), { settings: settingTable(vendors) }),
    "docs/fields.md": wrapProse(fieldsPage(rows)),
    "docs/_index.md": withParts(read("docs/_index.md"), {
      example: chooserOf("rockit-Subscription/webhook"),
    }),
    "docs/installation-configuration.md": withParts(read("docs/installation-configuration.md"), {
      settings: nativeSettingTable(vendors),
    }),
    "docs/policies.md": wrapProse(
      withParts(read("docs/policies.md"), {
        table: policyTable(policies),
        policies: `${imports}\n\n${policySections(policies)}`,
      }),
    ),
  };
}
