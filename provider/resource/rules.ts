import type { Fields, OnlyWith, Rule } from "./field";
import { isAbsent, isGiven } from "./schema";

/** Message for a field that is set although the other field has another value. */
type NotAllowedMessage = (context: OnlyWith & { readonly other: string }) => string;

/**
 * Rules of fields that depend on a value of another field: required with that value, not allowed with others.
 */
export function exclusiveRules(fields: Fields, notAllowed: NotAllowedMessage): Rule[] {
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
