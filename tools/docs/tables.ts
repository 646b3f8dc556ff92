// What the documents say of fields and settings, made of their rows.

import type { SettingRow } from "../../provider/config/settings.ts";
import type { Field, Output } from "../../provider/resource/field.ts";
import type { PlacedField, ResourceKind } from "../../provider/resource/kind.ts";

/** What the generator needs to know: handed to it, so that it can be shown made-up rows. */
export interface Rows {
  readonly kinds: readonly ResourceKind[];
  readonly classOf: (kind: ResourceKind) => string;
  readonly placedFields: (fields: ResourceKind["fields"]) => PlacedField[];
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const argumentsOf = ({ placedFields }: Rows, { fields }: ResourceKind): PlacedField[] =>
  placedFields(fields).filter(({ field }) => field.internal !== true);

const changes: Record<Field["onChange"], string> = {
  replaces: "replaces",
  "in place": "in place",
  nothing: "nothing: read at creation only",
};

const typeOf = ({ type, secret }: Field | Output) => (secret ? `${type}, **secret**` : type);

const code = (value: unknown) => `\`${value}\``;

/** Whether a program must give a field. */
function required({ required, byDefault, default: value, onlyWith }: Field): string {
  if (onlyWith !== undefined) return `for ${code(onlyWith.value)} only`;
  if (value !== undefined) return `no, ${code(value)}`;
  if (byDefault !== undefined) return `no: ${byDefault}`;
  return required ? "yes" : "no";
}

/** A resource's arguments, for README.md. */
export const argumentTable = (rows: Rows, kind: ResourceKind): string =>
  table(
    ["argument", "type", "required", "a change", "what it is"],
    argumentsOf(rows, kind).map(({ path, field }) => [
      `\`${path}\``,
      typeOf(field),
      required(field),
      changes[field.onChange],
      field.description,
    ]),
  );

const readBack: Record<Field["readBack"], readonly [told: string, drift: string]> = {
  value: ["yes", "shown"],
  masked: ["masked", "shown, by another masked form"],
  never: ["no: write-only", "not seen"],
  "not sent": ["no: not sent", "none"],
  id: ["part of the id", "none"],
};

/** A resource's arguments and outputs, for docs/fields.md. */
const fieldTable = (rows: Rows, kind: ResourceKind): string =>
  table(
    ["field", "type", "required", "a change", "read back", "drift"],
    [
      ...argumentsOf(rows, kind).map(({ path, field }) => [
        `\`${path}\``,
        typeOf(field),
        required(field),
        changes[field.onChange],
        ...readBack[field.readBack],
      ]),
      ...Object.entries(kind.outputs).map(([name, output]) => [
        `\`${name}\``,
        typeOf(output),
        "output",
        output.changes,
        ...readBack[output.readBack],
      ]),
    ],
  );

/** docs/fields.md, whole. */
export const fieldsPage = (rows: Rows): string => `# Every field

<!-- Made by \`npm run docs\` of the rows in provider/rockit/kind.ts and provider/durst/kind.ts. -->

What each argument and output of each resource does. The tables are made of the rows that the provider itself works with; one table of tests a kind
([test/unit/fields](../test/unit/fields)) holds each row against the vendor's simulator.

- **A change**: *replaces* means a new object, *in place* an update of the same one.
- **Read back**: *yes* if the server tells the value; *write-only* if it never does, so that the state is the only copy.
- **Drift**: what a refresh sees when someone changed it at the server. *Shown* means \`pulumi refresh --preview-only\` shows this field and the next
  \`pulumi up\` repairs it.

An object that is gone from the server is created again; one of several, since a server without a single one of them is
[not believed](decisions/2026-11-21-all-missing.md). A field that ROCKIT's list leaves out can't be compared and counts as it was declared: the vendor
documents no shape of the list.

${rows.kinds.map((kind) => `## ${rows.classOf(kind)}\n\n${fieldTable(rows, kind)}\n`).join("\n")}`;

/** Settings of a vendor. */
export interface VendorSettings {
  /** Those that only it has. */
  readonly own: Readonly<Record<string, SettingRow>>;
  /** All of them. */
  readonly settings: Readonly<Record<string, SettingRow>>;
  readonly setting: (name: string) => { readonly key: string; readonly variable: string };
}

/** All settings, for README.md: those of each vendor, then those that all vendors have, with `…` for the vendor. */
export function settingTable(vendors: readonly VendorSettings[]): string {
  const isShared = (name: string) => vendors.every(({ settings }) => settings[name] !== undefined);
  const row = (key: string, variable: string, { needed, secret, description }: SettingRow) => [
    code(key),
    code(variable),
    needed,
    secret ? `${description}, **secret**` : description,
  ];
  const own = vendors.flatMap(({ own, setting }) =>
    Object.entries(own).map(([name, one]) => row(setting(name).key, setting(name).variable, one)),
  );
  const [first] = vendors;
  const shared = Object.entries(first?.settings ?? {})
    .filter(([name]) => isShared(name) && first?.own[name] === undefined)
    .map(([name, one]) => {
      const { key, variable } = (first as VendorSettings).setting(name);
      const needed = neededBy(vendors, name);
      return row(key.replace(/^.*:/, "…:"), variable.replace(/^[A-Z]+_/, "…_"), { ...one, needed });
    });
  return table(["configuration", "environment", "required", "what it is"], [...own, ...shared]);
}

/** All settings by their names in the native provider's configuration, for docs/installation-configuration.md. */
export const nativeSettingTable = (vendors: readonly VendorSettings[]): string =>
  table(
    ["setting", "environment", "required", "what it is"],
    vendors.flatMap(({ settings, setting }) =>
      Object.entries(settings).map(([name, { needed, secret, description }]) => [
        code(setting(name).key.replace(":", ".")),
        code(setting(name).variable),
        needed,
        secret ? `${description}, **secret**` : description,
      ]),
    ),
  );

/** Which programs need a setting that all vendors have; each vendor's default where they differ. */
function neededBy(vendors: readonly VendorSettings[], name: string): string {
  const each = vendors.map(({ settings }) => settings[name]?.needed ?? "");
  if (new Set(each).size === 1) return each[0] ?? "";
  const defaults = vendors.map(({ setting }, index) => {
    const [namespace = ""] = setting(name).key.split(":");
    return `${each[index]?.replace(/^no, /, "")} for ${code(namespace)}`;
  });
  return `no, ${defaults.join(", ")}`;
}

/** A document in which what stands between the marks of each part is made anew. @throws Error if a mark is missing */
export function withParts(document: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`the document has no part ${name}`);
    return `${text.slice(0, from + begin.length)}\n${part}\n${text.slice(to)}`;
  }, document);
}
