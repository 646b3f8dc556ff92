import { widthOf } from "../print/terminal";

// Values and statements of TypeScript, laid out as the usual formatters do, so that the first one to run over them changes nothing.

const widest = 80;
/** Letters of a property's name from which on its long value is worth a line of its own. */
const shortest = 5;

/** An expression that is more than a value. */
type Expression = { readonly name: string } | { readonly call: string; readonly argument: string };
export type Value = string | number | readonly string[] | { readonly fields: Fields } | Expression;
export type Fields = readonly (readonly [name: string, value: Value])[];

/** `new Type("name", { … })`, for a constant if it is given a name; `;` at its end. */
export function creation(type: string, name: string, fields: Fields, constant?: string): string {
  const start = `${constant === undefined ? "" : `const ${constant} = `}new ${type}(`;
  const head = `${start}${quoted(name)}, {`;
  if (widthOf(head) <= widest) return [head, ...lines(fields, 1), "});"].join("\n");
  return [start, `  ${quoted(name)},`, "  {", ...lines(fields, 2), "  },", ");"].join("\n");
}

/** `import { A, B } from "…";` */
export function imported(names: readonly string[], from: string): string {
  const line = `import { ${names.join(", ")} } from ${quoted(from)};`;
  if (widthOf(line) <= widest) return line;
  return ["import {", ...names.map((name) => `  ${name},`), `} from ${quoted(from)};`].join("\n");
}

/** `export const name = value;` */
export function exported(name: string, value: string): string {
  const line = `export const ${name} = ${value};`;
  return widthOf(line) <= widest ? line : `export const ${name} =\n  ${value};`;
}

function lines(fields: Fields, depth: number): string[] {
  const indent = "  ".repeat(depth);
  return fields.flatMap(([name, value]) => {
    const line = `${indent}${name}: ${inline(value)},`;
    if (typeof value === "object" && "fields" in value) {
      return [`${indent}${name}: {`, ...lines(value.fields, depth + 1), `${indent}},`];
    }
    if (widthOf(line) <= widest) return [line];
    if (typeof value === "string" && name.length < shortest) return [line];
    if (Array.isArray(value)) {
      return [`${indent}${name}: [`, ...value.map((one) => `${indent}  ${quoted(one)},`), `${indent}],`];
    }
    if (typeof value === "object" && "call" in value) {
      return [`${indent}${name}: ${value.call}(`, `${indent}  ${quoted(value.argument)},`, `${indent}),`];
    }
    return [`${indent}${name}:`, `${indent}  ${inline(value)},`];
  });
}

function inline(value: Value): string {
  if (typeof value === "number") return `${value}`;
  if (typeof value === "string") return quoted(value);
  if (isList(value)) return `[${value.map(quoted).join(", ")}]`;
  if ("call" in value) return `${value.call}(${quoted(value.argument)})`;
  return "name" in value ? value.name : "";
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);

// What can't be seen in an editor, or disguises what is written there, is written as an escape.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text as a literal; in the quotes of which it has less. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(invisible, (character) =>
      [...Array(character.length).keys()].map((at) => unit(character, at)).join(""),
    );
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  if (doubles <= singles) return `"${escaped}"`;
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const unit = (text: string, at: number) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`;
