// Arguments that only the provider reads, and that are not sent to ROCKIT.
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { webhook } from "../rockit/declarations.ts";
import type { FieldTable } from "./table.ts";

const { name: _name, ...noName } = webhook;
const textRule = "must be a non-empty string";
const conflictRule = "onConflict must be one of fail or replace";

export const optionFields: FieldTable["fields"] = {
  onConflict: {
    onChange: "nothing",
    readBack: "not sent",
    leftOut: "fine",
    declared: { ...webhook, onConflict: "replace" },
    other: "fail",
    changes: {
      set: [webhook, { ...webhook, onConflict: "replace" }],
      cleared: [{ ...webhook, onConflict: "replace" }, webhook],
    },
    wrong: [
      ["Replace", `${conflictRule}; did you mean replace?`],
      ["adopt", conflictRule],
      ["", conflictRule],
      [true, conflictRule],
    ],
  },
  rotationTrigger: {
    onChange: "replaces",
    readBack: "not sent",
    leftOut: "fine",
    declared: { ...webhook, rotationTrigger: "a" },
    other: "b",
    takes: ["2026-11", "", 0, 7, true, false, null, [1, "a"], { key: { deep: [1] } }],
    changes: {
      set: [webhook, { ...webhook, rotationTrigger: "a" }],
      "set to false": [webhook, { ...webhook, rotationTrigger: false }],
      "changed to another type": [
        { ...webhook, rotationTrigger: 1 },
        { ...webhook, rotationTrigger: "1" },
      ],
      "changed deep inside": [
        { ...webhook, rotationTrigger: { key: [1, 2] } },
        { ...webhook, rotationTrigger: { key: [1, 3] } },
      ],
      "changed in a list's order": [
        { ...webhook, rotationTrigger: [1, 2] },
        { ...webhook, rotationTrigger: [2, 1] },
      ],
      cleared: [{ ...webhook, rotationTrigger: "a" }, webhook],
    },
    unknown: [{ at: UNKNOWN }],
  },
  namePrefix: {
    onChange: "nothing",
    readBack: "not sent",
    leftOut: { fails: "name is required" },
    declared: { ...noName, namePrefix: "builds" },
    other: "renamed",
    takes: ["größe", "a/b", "50 %"],
    wrong: [
      ["", `namePrefix ${textRule}`],
      [5, "name is required", `namePrefix ${textRule}`],
    ],
  },
  nameProposed: {
    onChange: "nothing",
    readBack: "not sent",
    leftOut: "fine",
    declared: { ...webhook, nameProposed: true },
    other: false,
    takes: [true, false],
    wrong: [["true", "nameProposed must be true or false"]],
  },
  retainOnDelete: {
    onChange: "nothing",
    readBack: "not sent",
    leftOut: "fine",
    declared: { ...webhook, retainOnDelete: true },
    other: false,
    takes: [true, false],
    wrong: [["true", "retainOnDelete must be true or false"]],
  },
};
