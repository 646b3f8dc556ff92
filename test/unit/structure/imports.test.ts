import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { type Imports, importCycleIn, importsIn, upwardImportsIn } from "../../helpers/imports.ts";

const imports = importsIn(resolve(import.meta.dirname, "../../../provider"));

/** The layers of the package, bottom up; modules of one row don't import each other. */
const layers = [
  [/^host\//],
  [/^http\//],
  [/^config\//],
  [/^resource\//],
  [/^program\//],
  [/^dynamic\//, /^native\//],
  [/^rockit\//, /^durst\//],
  [/^(kinds|settings|vendors)\.ts$/],
  [/^provider\.ts$/],
  [/^(index|lifecycle|native|plugin)\.ts$/],
  [/^cli\/print\//],
  [/^cli\/state\//],
  [/^cli\/vendor\//],
  [/^cli\/servers\//],
  [/^cli\/adopt\//],
  ["import", "migrate", "unmanaged", "cleanup", "doctor", "listen"].map((one) => new RegExp(`^cli/${one}/`)),
  [/^cli\/rockit\//, /^cli\/durst\//],
  [/^cli\/vendors\.ts$/],
  [/^cli\/commands\//],
  [/^cli\/run\.ts$/],
  [/^cli\/main\.ts$/],
];
/** Modules that receive vendors as arguments and import none. */
const vendorIndependent = /^(resource\/|program\/|dynamic\/|native\/|cli\/(?!(rockit|durst)\/|vendors\.ts$))/;

/** The same imports and one more. */
const withImport = (from: string, to: string): Imports =>
  new Map([...imports, [from, [...(imports.get(from) ?? []), to]]]);

it("imports form no circle", () => {
  expect(imports.size).toBeGreaterThan(100);
  expect(importCycleIn(imports)).toBeUndefined();
});

it("no import runs upwards, or from a vendor to another", () => {
  expect(upwardImportsIn(imports, layers)).toEqual([]);
});

it("commands and adapters import no vendor", () => {
  const known = [...imports].flatMap(([file, targets]) =>
    vendorIndependent.test(file) ? targets.filter((to) => /^(cli\/)?(rockit|durst)\//.test(to)) : [],
  );
  expect(known).toEqual([]);
});

it.each([
  ["resource/plan.ts", "rockit/kind.ts"],
  ["http/client.ts", "config/settings.ts"],
  ["durst/run.ts", "rockit/run.ts"],
  ["dynamic/serve.ts", "vendors.ts"],
  ["program/resource.ts", "dynamic/adapter.ts"],
  ["native/adapter.ts", "dynamic/adapter.ts"],
  ["cli/state/export.ts", "cli/servers/servers.ts"],
  ["cli/unmanaged/scan.ts", "cli/doctor/configured-servers.ts"],
  ["cli/import/import.ts", "cli/rockit/vendor.ts"],
])("a forbidden import is found: %s → %s", (from, to) => {
  expect(upwardImportsIn(withImport(from, to), layers)).toEqual([`${from} → ${to}`]);
});

it("policies import only kinds and settings of the provider, and form no circle", () => {
  const folder = resolve(import.meta.dirname, "../../../packages/policy/src");
  const policies = importsIn(folder);
  expect(policies.size).toBeGreaterThan(30);
  expect(importCycleIn(policies)).toBeUndefined();
  const outside = [...policies.keys()].flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/from "((?:\.\.\/)+provider\/[^"]+)"/g)].map(
      ([, to = ""]) => to.replace(/^(\.\.\/)+/, ""),
    ),
  );
  expect(new Set(outside)).toEqual(new Set(["provider/kinds", "provider/settings"]));
});

it("a circle of imports is found", () => {
  expect(importCycleIn(withImport("resource/field.ts", "resource/check.ts"))).toBeDefined();
});
