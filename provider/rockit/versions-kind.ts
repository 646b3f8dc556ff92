import type { ZodType } from "zod";
import type { Fields, InputsOf } from "../resource/field";
import type { ResourceKind } from "../resource/kind";
import { zod } from "../resource/on-demand";
import { nonEmptyString } from "../resource/schema";

const fields = {
  versions: {
    description: "the versions that a component declares, the newest last",
    type: "texts",
    required: true,
    schema: (): ZodType<readonly string[]> => zod().array(nonEmptyString()).min(1).max(2),
    onChange: "in place",
    readBack: "not sent",
  },
} as const satisfies Fields;

/**
 * The versions of a component, as its last `pulumi up` left them: kept in the state alone, so that the next one can tell a rotation in two
 * steps from one in which no version stays. No server knows it, so that it is in no vendor's row.
 */
export const rockitVersions = {
  name: "rockit:Versions",
  noun: "versions",
  description: "What a component's state remembers of the versions of its signing secret. No server has it.",
  label: () => "",
  id: { pattern: /^versions$/, form: "versions" },
  fields,
  rules: [],
  outputs: {},
  absentMeans: "no value",
} as const satisfies ResourceKind<typeof fields>;

export type RockitVersionsInputs = InputsOf<typeof fields>;
