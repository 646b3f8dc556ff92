import { safeJson } from "../print/terminal";

// Values and statements of TypeScript, laid out as formatters do, but for their width: each project's own has another.

export type Value =
  | string
  | number
  | readonly string[]
  | { readonly fields: Fields }
  | { readonly code: string };
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
  if (options === undefined) return [`${start}${safeJson(name)}, {`, ...lines(fields, 1), "});"].join("\n");
  const parts = [`  ${safeJson(name)},`, "  {", ...lines(fields, 2), "  },", `  ${options},`];
  return [start, ...parts, ");"].join("\n");
}

/** `{ a: …, b: … }`, a line each. */
export const literal = (fields: Fields): string => ["{", ...lines(fields, 1), "}"].join("\n");

/** Statements a level deeper. */
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
