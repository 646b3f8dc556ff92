// What `npm run docs` passes to its generator.
import { setting, settingRows } from "../../provider/config/settings.ts";
import { kinds } from "../../provider/kinds.ts";
import {
  classNameOf,
  dynamicTokenOf,
  fieldsWithPaths,
  type ResourceKind,
} from "../../provider/resource/kind.ts";
import type { AnyVendor } from "../../provider/resource/vendor.ts";
import { settingsDefinitions } from "../../provider/settings.ts";
import { vendors } from "../../provider/vendors.ts";
import type { SchemaRows } from "../../tools/docs/schema.ts";
import { examplesOf } from "../../tools/docs/schema-examples.ts";
import type { Rows, VendorSettings } from "../../tools/docs/tables.ts";

export const rowsOf = (shown: readonly ResourceKind[] = kinds): Rows => ({
  kinds: shown,
  classNameOf,
  fieldsWithPaths,
});

export const settingsOfVendors: readonly VendorSettings[] = settingsDefinitions.map((vendor) => ({
  own: vendor.rows,
  settings: settingRows(vendor),
  setting: (name: string) => setting(vendor, name),
}));

export const schemaRowsOf = (shown: readonly AnyVendor[] = vendors): SchemaRows => ({
  vendors: shown,
  settingRows,
  dynamicTokenOf,
  variableOf: (vendor, name) => setting(vendor, name).variable,
  examplesOf,
});
