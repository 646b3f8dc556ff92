import { plainJson } from "../print/terminal";

// Values and statements of TypeScript, laid out as formatters do, but for their width: each project's own has another.

/** An expression that is more than a value. */
type Expression = { readonly name: string } | { readonly call: string; readonly argument: string };
export type Value = string | number | readonly string[] | { readonly fields: Fields } | Expression;
export type Fields = readonly (readonly [name: string, value: Value])[];

interface Creation {
  readonly type: string;
  readonly name: string;
  readonly fields: Fields;
  readonly constant?: string | undefined;
  /** The expression for the resource's options. */
  readonly options?: string | undefined;
}

/** `new Type("name", { … });`, for a constant if it is given a name. */
export function creation({ type, name, fields, constant, options }: Creation): string {
  const start = `${constant === undefined ? "" : `const ${constant} = `}new ${type}(`;
  if (options === undefined) return [`${start}${plainJson(name)}, {`, ...lines(fields, 1), "});"].join("\n");
  const parts = [`  ${plainJson(name)},`, "  {", ...lines(fields, 2), "  },", `  ${options},`];
  return [start, ...parts, ");"].join("\n");
}

/** `{ a: …, b: … }`, a line each. */
export const literal = (fields: Fields): string => ["{", ...lines(fields, 1), "}"].join("\n");

/** Statements a level deeper. */
export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");

function lines(fields: Fields, depth: number): string[] {
  const indent = "  ".repeat(depth);
  return fields.flatMap(([name, value]) =>
    typeof value === "object" && "fields" in value
      ? [`${indent}${name}: {`, ...lines(value.fields, depth + 1), `${indent}},`]
      : [`${indent}${name}: ${inline(value)},`],
  );
}

function inline(value: Exclude<Value, { readonly fields: Fields }>): string {
  if (typeof value === "number") return `${value}`;
  if (typeof value === "string") return plainJson(value);
  if (isList(value)) return `[${value.map((one) => plainJson(one)).join(", ")}]`;
  return "call" in value ? `${value.call}(${plainJson(value.argument)})` : value.name;
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);
