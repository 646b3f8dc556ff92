import { safeJson } from "../print/terminal";

// Writes TypeScript as formatters do, except for line widths: each project has its own.

export type Value =
  | string
  | number
  | readonly string[]
  | { readonly fields: Fields }
  | { readonly code: string };
export type Fields = readonly (readonly [name: string, value: Value])[];

interface NewStatement {
  readonly type: string;
  readonly name: string;
  readonly fields: Fields;
  readonly constant?: string | undefined;
  /** The expression for the resource's options. */
  readonly options?: string | undefined;
}

/** `new Type("name", { … });`, assigned to a constant if there is one. */
export function newStatement({ type, name, fields, constant, options }: NewStatement): string {
  const start = `${constant === undefined ? "" : `const ${constant} = `}new ${type}(`;
  if (options === undefined) return [`${start}${safeJson(name)}, {`, ...lines(fields, 1), "});"].join("\n");
  const parts = [`  ${safeJson(name)},`, "  {", ...lines(fields, 2), "  },", `  ${options},`];
  return [start, ...parts, ");"].join("\n");
}

/** `{ a: …, b: … }`, one field per line. */
export const literal = (fields: Fields): string => ["{", ...lines(fields, 1), "}"].join("\n");

/** Indents statements by one level. */
export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");

function lines(fields: Fields, depth: number): string[] {
  const indent = "  ".repeat(depth);
  return fields.flatMap(([name, value]) => {
    if (typeof value !== "object") return [`${indent}${name}: ${safeJson(value)},`];
    if ("fields" in value) return [`${indent}${name}: {`, ...lines(value.fields, depth + 1), `${indent}},`];
    const code = "code" in value ? value.code : `[${value.map((one) => safeJson(one)).join(", ")}]`;
    return [`${indent}${name}: ${code},`];
  });
}
