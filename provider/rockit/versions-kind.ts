import type { ZodType } from "zod";
import type { Fields, InputsOf } from "../resource/field";
import type { ResourceKind } from "../resource/kind";
import { zod } from "../resource/on-demand";
import { nonEmptyString } from "../resource/schema";

const fields = {
  versions: {
    description: "versions that the component declares, the newest last",
    type: "strings",
    required: true,
    schema: (): ZodType<readonly string[]> => zod().array(nonEmptyString()).min(1).max(2),
    onChange: "in place",
    readBack: "not sent",
  },
} as const satisfies Fields;

/**
 * The versions of a component after its last `pulumi up`. Exists in the state only: the next `pulumi up` must
 * keep at least one version, so that receivers can be updated between the two steps of a rotation.
 */
export const rockitVersions = {
  name: "rockit:Versions",
  noun: "versions",
  description: "The versions of a component's signing secret, kept in its state. No server has it.",
  label: () => "",
  id: { pattern: /^versions$/, form: "versions" },
  fields,
  rules: [],
  outputs: {},
  absentMeans: "no value",
} as const satisfies ResourceKind<typeof fields>;

export type RockitVersionsInputs = InputsOf<typeof fields>;
