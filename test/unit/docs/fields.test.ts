import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { durstSubscriber, durstSubscription } from "../../../provider/durst/kind.ts";
import { classOf, placedFields, type ResourceKind } from "../../../provider/resource/kind.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

/** The tables of docs/fields.md, by their heading. */
const tables = new Map(
  textOf("docs/fields.md")
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = "", ...lines] = section.split("\n");
      return [heading, lines.filter((line) => line.startsWith("| `")).map(rowOf)];
    }),
);

function rowOf(line: string) {
  const cells = line.split("|").map((cell) => cell.trim());
  const [, field = "", byDefault, change] = cells;
  if (cells.length !== 7) throw new Error(`not a row of five cells: ${line}`);
  return { field: field.replaceAll("`", ""), byDefault, change };
}

/** What a class file declares: the arguments of its interface, the outputs of its class. */
const declaredIn = (source: string) => ({
  args: [...(/Args \{(.*?)^\}/ms.exec(source)?.[1] ?? "").matchAll(/^ {2}(\w+)\??:/gm)].map(
    ([, name]) => name,
  ),
  outputs: [...source.matchAll(/^ {2}declare readonly (\w+):/gm)].map(([, name]) => `${name}`),
});

const resources: [string, ResourceKind, file: string][] = [
  [classOf(rockitSubscription), rockitSubscription, "provider/rockit/subscription.ts"],
  [classOf(durstSubscriber), durstSubscriber, "provider/durst/subscriber.ts"],
  [classOf(durstSubscription), durstSubscription, "provider/durst/subscription.ts"],
];

it("docs/fields.md has a table for every resource", () => {
  expect([...tables.keys()]).toEqual(resources.map(([name]) => name));
});

describe.each(resources)("the table of %s", (name, kind, file) => {
  const rows = tables.get(name) ?? [];
  const { args, outputs } = declaredIn(textOf(file));
  const fields = placedFields(kind.fields).filter(({ field }) => field.internal !== true);
  const inputs = fields.map(({ path }) => path);

  it("has a row for each argument and output of the class, and no other", () => {
    expect(rows.map(({ field }) => field).sort()).toEqual([...new Set([...inputs, ...outputs])].sort());
    expect(rows.filter(({ byDefault }) => byDefault === "output").map(({ field }) => field)).toEqual(
      outputs.filter((output) => !inputs.includes(output)),
    );
  });

  it("is of a class whose arguments are those of the row", () => {
    expect(args.toSorted()).toEqual(inputs.filter((field) => !field.includes(".")).sort());
  });

  it("says what a change of each field does, and whether it must be given", () => {
    // There is no other method to change to.
    const changing = fields.filter(({ path }) => path !== "jwtSigningInfo.method");
    const words = { replaces: "replaces", "in place": "in place", nothing: "at creation only" };
    for (const { path, field } of changing) {
      const required = field.required === true && field.byDefault === undefined;
      const row = rows.find((one) => one.field === path);
      expect([path, row?.change, row?.byDefault === "required"]).toEqual([
        path,
        words[field.onChange],
        required,
      ]);
    }
  });
});
