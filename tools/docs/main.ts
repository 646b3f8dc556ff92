// `npm run docs`: generates the tables of fields, settings and policies in the documents, and
// provider/schema.json.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { buildPackages } from "../build.ts";
import { documents } from "./documents.ts";
import { packageSchema } from "./schema.ts";
import { examplesOf } from "./schema-examples.ts";

const root = join(import.meta.dirname, "..", "..");
const require = createRequire(import.meta.url);

if (!(await buildPackages())) process.exit(1);
const { kinds } = require("../../provider/dist/kinds.js") as typeof import("../../provider/kinds.ts");
const { settingsDefinitions } =
  require("../../provider/dist/settings.js") as typeof import("../../provider/settings.ts");
const { setting, settingRows } =
  require("../../provider/dist/config/settings.js") as typeof import("../../provider/config/settings.ts");
const { vendors: vendorRows } =
  require("../../provider/dist/vendors.js") as typeof import("../../provider/vendors.ts");
const { classNameOf, dynamicTokenOf, fieldsWithPaths } =
  require("../../provider/dist/resource/kind.js") as typeof import("../../provider/resource/kind.ts");

const { policies } =
  require("../../packages/policy/dist/index.js") as typeof import("../../packages/policy/src/index.ts");

const vendors = settingsDefinitions.map((vendor) => ({
  own: vendor.rows,
  settings: settingRows(vendor),
  setting: (name: string) => setting(vendor, name),
}));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const schema = packageSchema({
  vendors: vendorRows,
  settingRows,
  dynamicTokenOf,
  variableOf: (vendor, name) => setting(vendor, name).variable,
  examplesOf,
});
const made = {
  ...documents({ kinds, classNameOf, fieldsWithPaths }, vendors, policies, read),
  "provider/schema.json": `${JSON.stringify(schema, undefined, 2)}\n`,
};
for (const [path, text] of Object.entries(made)) {
  if (read(path) === text) continue;
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
