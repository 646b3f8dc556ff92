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
  if (options === undefined) return [`${start}${quoted(name)}, {`, ...lines(fields, 1), "});"].join("\n");
  const parts = [`  ${quoted(name)},`, "  {", ...lines(fields, 2), "  },", `  ${options},`];
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
  if (typeof value === "string") return quoted(value);
  if (isList(value)) return `[${value.map(quoted).join(", ")}]`;
  return "call" in value ? `${value.call}(${quoted(value.argument)})` : value.name;
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
