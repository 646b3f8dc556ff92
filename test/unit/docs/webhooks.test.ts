import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaults } from "../../../packages/webhooks/src/options.ts";

// The README of packages/webhooks names every option, with the default that the code has.

const folder = join(import.meta.dirname, "../../../packages/webhooks");
const textOf = (path: string) => readFileSync(join(folder, path), "utf8");
const readme = textOf("README.md");
const section = readme.slice(readme.indexOf("## Options"), readme.indexOf("## Rotating"));
const rows = section
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| /, "")));
const documentedOptions = rows.flatMap(([names = ""]) =>
  [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
);

/** The names of the members of these interfaces. */
function memberNames(file: string, ...interfaces: readonly string[]): string[] {
  const text = textOf(file);
  return interfaces.flatMap((name) => {
    const [, body = ""] = new RegExp(`interface ${name}[^{]*\\{\\n(.*?)\\n\\}`, "s").exec(text) ?? [];
    return [...body.matchAll(/^ {2}readonly (\w+)\??:(?! never)/gm)].map(([, member = ""]) => member);
  });
}

test("names exactly the existing options", () => {
  const options = new Set([
    ...memberNames("src/options.ts", "WebhookLimits"),
    ...memberNames("src/delivery-handler.ts", "CommonWebhookHandlerOptions"),
    ...memberNames("src/rockit.ts", "RockitWebhookOptions"),
    ...memberNames("src/durst.ts", "DurstJwtSigningOptions", "DurstXAuthOptions"),
    "onEvent",
  ]);
  expect(options.size).toBeGreaterThan(18);
  expect(new Set(documentedOptions)).toEqual(options);
});

describe("gives the default of the code:", () => {
  test.each(Object.entries(defaults))("%s is %s", (name, value) => {
    const given = rows.filter(([names = ""]) => names.includes(`\`${name}\``)).map(([, cell = ""]) => cell);
    expect(given.length).toBeGreaterThan(0);
    for (const cell of given) expect(cell.replaceAll(",", "")).toMatch(new RegExp(`^${value} (s|bytes)\\b`));
  });
});

test("has no line over 100 characters outside tables and code", () => {
  const prose = readme.replace(/```.*?```/gs, "").split("\n");
  expect(prose.filter((line) => line.length > 100 && !line.startsWith("|"))).toEqual([]);
});
