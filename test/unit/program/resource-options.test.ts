import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import { dynamicOptionRules } from "../../../provider/dynamic/option-rules.ts";
import { nativeAdapter } from "../../../provider/native/adapter.ts";
import { optionProblems } from "../../../provider/program/resource-options.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

type Options = pulumi.CustomResourceOptions;
const kinds = { rockit: rockitSubscription, durst: durstSubscriber };
const withName = { name: "n" };

const problemsOf = (vendor: keyof typeof kinds, opts: Options, args: object) =>
  optionProblems(dynamicOptionRules, kinds[vendor], args, opts);

describe("an option that the engine does not keep is", () => {
  it.each<[string, keyof typeof kinds, Options, object, RegExp]>([
    ["import", "rockit", { import: "a" }, withName, /the option import .*`rockit-durst import`/],
    ["import of the other vendor", "durst", { import: "17" }, {}, /the option import /],
    ["version", "durst", { version: "1.0.0" }, {}, /the option version .*npm package/],
    [
      "pluginDownloadURL",
      "rockit",
      { pluginDownloadURL: "https://a.example" },
      withName,
      /pluginDownloadURL/,
    ],
    ["replaceOnChanges of a field updated in place", "durst", { replaceOnChanges: ["*"] }, {}, /in place/],
  ])("refused if ignoring the option could do harm: %s", (_option, vendor, opts, args, says) => {
    const { refused, warned } = problemsOf(vendor, opts, args);
    expect(refused).toEqual([expect.stringMatching(says)]);
    expect(warned).toEqual([]);
  });

  it.each<[string, keyof typeof kinds, Options, object, RegExp]>([
    [
      "replaceOnChanges of a field that replaces",
      "rockit",
      { replaceOnChanges: ["url"] },
      withName,
      /anyway/,
    ],
    ["customTimeouts", "durst", { customTimeouts: { create: "5m" } }, {}, /requestTimeout and totalTimeout/],
    ["deleteBeforeReplace with generated name", "rockit", { deleteBeforeReplace: true }, {}, /loses events/],
    [
      "no deleteBeforeReplace with a given name",
      "rockit",
      { deleteBeforeReplace: false },
      withName,
      /unique/,
    ],
  ])("warned about if ignoring the option is harmless: %s", (_option, vendor, opts, args, says) => {
    const { refused, warned } = problemsOf(vendor, opts, args);
    expect(refused).toEqual([]);
    expect(warned).toEqual([expect.stringMatching(says)]);
  });

  it.each<[string, Options, object]>([
    ["kept options", { protect: true, ignoreChanges: ["url"], aliases: ["a"], dependsOn: [] }, withName],
    ["empty options", { replaceOnChanges: [], customTimeouts: {}, import: undefined as never }, withName],
    ["deleteBeforeReplace where it is the default", { deleteBeforeReplace: true }, withName],
    ["retainOnDelete", { retainOnDelete: true }, withName],
  ])("not mentioned: %s", (_options, opts, args) => {
    expect(problemsOf("rockit", opts, args)).toEqual({ refused: [], warned: [] });
  });
});

it.each<[string, Options]>([
  ["import", { import: "17" }],
  ["version", { version: "1.0.0" }],
  ["pluginDownloadURL", { pluginDownloadURL: "https://a.example" }],
  ["replaceOnChanges", { replaceOnChanges: ["*"] }],
  ["customTimeouts", { customTimeouts: { create: "5m" } }],
])("the native plugin keeps %s", (_option, opts) => {
  expect(optionProblems(nativeAdapter.optionRules, durstSubscriber, {}, opts)).toEqual({
    refused: [],
    warned: [],
  });
});
