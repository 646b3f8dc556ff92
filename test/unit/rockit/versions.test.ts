import { describe, expect, it } from "vitest";
import { checkVersions } from "../../../provider/rockit/versions.ts";
import { rockitVersionsLifecycle as lifecycle } from "../../../provider/rockit/versions-lifecycle.ts";
import { RockitWebhook } from "../../../provider/rockit/webhook.ts";

const a = "2026-11";
const b = "2026-12";
const c = "2027-01";

describe("the versions in a program", () => {
  it.each([[[a]], [[a, b]], [["v1.0_x"]], [["1", "2"]]])("can be %j", (versions) => {
    expect(() => checkVersions("it", versions)).not.toThrow();
  });

  it.each<[unknown, string]>([
    [[], "it: versions is empty: without a version nothing would be delivered"],
    [[a, b, c], `it: versions is ["${a}","${b}","${c}"]: at most two versions are allowed`],
    [[a, a], `it: versions contains ${a} twice`],
    [[""], 'it: versions contains "": a version has up to 64 letters'],
    [[a, "a b"], 'it: versions contains "a b": a version has up to 64 letters'],
    [["x".repeat(65)], "up to 64 letters"],
    [[7], "it: versions contains 7: a version has up to 64 letters"],
    [a, "it: versions must be a list of one or two strings"],
    [undefined, "it: versions must be a list of one or two strings"],
  ])("can't be %j", (versions, says) => {
    expect(() => checkVersions("it", versions)).toThrow(says);
  });
});

describe("a change of the versions in a stack", () => {
  const failures = (before: readonly string[] | undefined, versions: readonly string[]) =>
    lifecycle
      .check(before === undefined ? {} : { versions: before }, { versions })
      .failures.map(({ field, reason }) => `${field} ${reason}`);

  it.each([
    ["the first version", undefined, [a]],
    ["an added version", [a], [a, b]],
    ["the old version removed", [a, b], [b]],
    ["the new version removed", [a, b], [a]],
    ["the old version removed and another added", [a, b], [b, c]],
    ["the same versions in another order", [a, b], [b, a]],
    ["no change", [a], [a]],
  ])("is allowed: %s", (_what, before, versions) => {
    expect(failures(before, versions)).toEqual([]);
  });

  it.each([
    ["one version by one", [a], [b], `versions replaces ${a} by ${b} in one step`],
    ["one version by two", [a], [b, c], `versions replaces ${a} by ${b} and ${c} in one step`],
    ["two versions by one", [a, b], [c], `versions replaces ${a} and ${b} by ${c} in one step`],
  ])("is refused if no old version stays: %s", (_what, before, versions, says) => {
    expect(failures(before, versions)).toEqual([expect.stringContaining(says)]);
    expect(failures(before, versions)[0]).toContain(
      `set ${JSON.stringify([before.at(-1), versions.at(-1)])}`,
    );
  });

  it("updates the list in place, and sends no request", async () => {
    const operation = { run: undefined, log: () => {}, isOwnedByAnother: () => false };
    const { id, outputs } = await lifecycle.create(operation, { versions: [a] });
    expect(lifecycle.diff(id, outputs, { versions: [a] })).toMatchObject({ changes: [], replaces: [] });
    expect(lifecycle.diff(id, outputs, { versions: [a, b] })).toMatchObject({
      changes: ["versions"],
      replaces: [],
    });
    const updated = await lifecycle.update(operation, id, outputs, { versions: [a, b] });
    expect(updated).toEqual({ versions: [a, b] });
    const read = await lifecycle.read(operation, id, updated);
    expect(read && lifecycle.inputsOf(read)).toEqual(updated);
    expect(await lifecycle.list(operation, [])).toEqual([]);
    await lifecycle.delete(operation, id, updated);
  });
});

describe("a webhook rejects", () => {
  const args = { sender: "mkraw", event: "end", url: "https://hooks.example", versions: [a] } as const;

  it.each<[string, object, string]>([
    [
      "a name, which two versions can't share",
      { name: "builds" },
      'RockitWebhook "it": name is not an argument',
    ],
    ["another argument", { slackToken: "xoxb" }, "slackToken is not an argument; valid ones are sender"],
    ["a takesOver entry for an undeclared version", { takesOver: { [b]: "old" } }, `takesOver names ${b}`],
  ])("%s", (_what, more, says) => {
    expect(() => new RockitWebhook("it", { ...args, ...more } as never)).toThrow(says);
  });
});

it("a webhook has a secret for each declared version, and the compiler rejects any other version", () => {
  const args = { sender: "mkraw", event: "end", url: "https://hooks.example" } as const;
  const declareWebhook = () => new RockitWebhook("it", { ...args, versions: ["2026-11", "2026-12"] });
  const knownSecret = () => declareWebhook().secrets["2026-12"];
  // @ts-expect-error It is not a declared version.
  const unknownSecret = () => declareWebhook().secrets["2027-01"];
  expect([knownSecret, unknownSecret]).toHaveLength(2);
});
