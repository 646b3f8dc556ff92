import fc from "fast-check";
import { type FaultPlan, faultPlans } from "./faults.ts";
import { type Choice, choices, spellings } from "./program.ts";
import { isQuirkOn, type Quirks, quirks } from "./quirks.ts";
import { record } from "./record.ts";

/** A change of the program, a command, or a change by another user. */
export type Step =
  | { readonly does: "set"; readonly urn: string; readonly choice: Choice }
  | { readonly does: "change"; readonly urn: string; readonly field: keyof Choice; readonly choice: Choice }
  | { readonly does: "drop"; readonly urn: string }
  | { readonly does: "respell"; readonly urn: string; readonly spelling: number }
  | { readonly does: "up"; readonly refresh: boolean; readonly faults: FaultPlan | undefined }
  | { readonly does: "edit" | "remove"; readonly which: number; readonly how: number }
  | { readonly does: "take"; readonly urn: string; readonly twin: boolean }
  | { readonly does: "add"; readonly urn: string; readonly choice: Choice };

/** Undocumented behaviour and quirks of the servers. */
interface Behaviour extends Quirks {
  readonly errorBodies: "json" | "text" | "none" | "echo";
}

export interface Scenario {
  readonly behaviour: Behaviour;
  readonly steps: readonly Step[];
}

const urn = fc.constantFrom("r0", "r0", "r1", "s0", "t0", "t1");

const rockitUrn = fc.constantFrom("r0", "r1");

const setStep = record({ does: fc.constant("set" as const), urn, choice: choices });
const commandStep = record({
  does: fc.constant("up" as const),
  refresh: fc.boolean(),
  faults: fc.option(faultPlans, { nil: undefined, freq: 6 }),
});
const otherUsersStep = fc.oneof(
  record({
    does: fc.constantFrom("edit" as const, "edit" as const, "remove" as const),
    which: fc.nat({ max: 6 }),
    how: fc.nat({ max: 3 }),
  }),
  record({ does: fc.constant("take" as const), urn: rockitUrn, twin: fc.boolean() }),
  record({ does: fc.constant("add" as const), urn, choice: choices }),
);

const fields: readonly (keyof Choice)[] = [
  "sender",
  "events",
  "target",
  "host",
  "credential",
  "path",
  "topic",
];
const changeStep = record({
  does: fc.constant("change" as const),
  urn,
  field: fc.constantFrom(...fields),
  choice: choices,
});
const upWithoutFaults = (refresh: boolean): Step => ({ does: "up", refresh, faults: undefined });

/** A change of one field between two commands without faults; the last command compares the state with the servers. */
const lastSteps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 5, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: changeStep.map((changed) => [upWithoutFaults(true), changed, upWithoutFaults(false)]),
  },
);

const respellStep = record({ does: fc.constant("respell" as const), urn, spelling: spellings });

const undocumentedBehaviour = record({
  rockit: record({
    maxPageSize: fc.constantFrom(2, 100),
    listShape: fc.constantFrom("array", "object"),
    listEvents: fc.constantFrom("as-sent", "events"),
  }),
  durst: record({
    createPath: fc.constantFrom("create", "plain", "both"),
    masking: fc.constantFrom("deterministic", "deterministic", "fresh"),
    listShape: fc.constantFrom("array", "object"),
    absentFields: fc.constantFrom("omitted", "null"),
  }),
  errorBodies: fc.constantFrom("json", "text", "none", "echo"),
});

/** A few resources, a command, and then random steps; usually a command between two changes. */
export const scenarios: fc.Arbitrary<Scenario> = record({
  behaviour: fc.tuple(undocumentedBehaviour, quirks).map(([{ rockit, durst, errorBodies }, drawn]) => ({
    rockit: { ...rockit, ...drawn.rockit },
    durst: { ...durst, ...drawn.durst },
    errorBodies,
  })),
  steps: fc
    .tuple(
      fc.array(setStep, { minLength: 1, maxLength: 4 }),
      fc.array(otherUsersStep, { maxLength: 2 }),
      commandStep,
      fc.array(
        fc.oneof(
          { weight: 4, arbitrary: commandStep },
          { weight: 3, arbitrary: setStep },
          { weight: 2, arbitrary: record({ does: fc.constant("drop" as const), urn }) },
          { weight: 2, arbitrary: otherUsersStep },
          { weight: isQuirkOn("spellings") ? 2 : 0, arbitrary: respellStep },
        ),
        { minLength: 2, maxLength: 7 },
      ),
      lastSteps,
    )
    .map(([declared, before, first, after, last]): Step[] => [
      ...[...declared, ...before],
      ...[first, ...after, ...last],
    ]),
});
