import type { Fields, OnlyWith, Rule } from "./field";
import { isAbsent, isGiven } from "./schema";

/** What is wrong with a field that is given together with a value that it does not belong to. */
type Wording = (not: OnlyWith & { readonly other: string }) => string;

/** The rules of fields that go with one value of another field: required with it, and not allowed with others. */
export function exclusiveRules(fields: Fields, notAllowed: Wording): Rule[] {
  const exclusive = Object.entries(fields).flatMap(([name, { onlyWith }]) =>
    onlyWith === undefined ? [] : [{ name, onlyWith }],
  );
  return [
    ...exclusive.map(({ name, onlyWith: { field, value } }) => ({
      field: name,
      decidedBy: field,
      message: `is required for ${field} ${value}`,
      holds: (inputs: Inputs) => !(inputs[field] === value && isAbsent(inputs[name])),
    })),
    ...exclusive.flatMap(({ name, onlyWith }) =>
      onlyWith.allValues
        .filter((other) => other !== onlyWith.value)
        .map((other) => ({
          field: name,
          decidedBy: onlyWith.field,
          message: notAllowed({ ...onlyWith, other }),
          holds: (inputs: Inputs) => !(inputs[onlyWith.field] === other && isGiven(inputs[name])),
        })),
    ),
  ];
}

type Inputs = { readonly [field: string]: unknown };
