import { checkInputs } from "../resource/check";
import type { CheckFailure, Lifecycle } from "../resource/lifecycle";
import { planChange, replacementRules } from "../resource/plan";
import type { Properties } from "../resource/properties";
import { type RockitVersionsInputs, rockitVersions } from "./versions-kind";

type Inputs = RockitVersionsInputs;

const id = "versions";

/** Stores the versions of a component, and rejects a change that keeps none of them. Sends no requests. */
export const rockitVersionsLifecycle: Lifecycle<unknown, Inputs, Inputs> = {
  kind: rockitVersions,

  check(olds, news) {
    const { inputs, failures } = checkInputs(rockitVersions, news, olds);
    return { inputs, failures: [...failures, ...allReplaced(listIn(olds), listIn(inputs))] };
  },

  diff: (_id, outputs, inputs) => planChange({ ...outputs }, { ...inputs }, replacementRules(rockitVersions)),
  list: async () => [],
  create: async (_operation, inputs) => ({ id, outputs: inputs }),
  read: async (_operation, _id, outputs) => ({ versions: [], ...outputs }),
  update: async (_operation, _id, _outputs, inputs) => inputs,
  delete: async () => {},
  inputsOf: (outputs) => outputs,
};

const listIn = ({ versions }: Properties): readonly string[] =>
  Array.isArray(versions) ? versions.filter((version) => typeof version === "string") : [];

function allReplaced(before: readonly string[], wanted: readonly string[]): CheckFailure[] {
  if (before.length === 0 || wanted.some((version) => before.includes(version))) return [];
  const both = JSON.stringify([before.at(-1), wanted.at(-1)]);
  const old = before.at(-1);
  const reason = `replaces ${before.join(" and ")} by ${wanted.join(" and ")} in one step, so a receiver can't get the new secret before the old one is gone: set ${both}, run \`pulumi up\`, give the new secret to the receiver, and then remove ${old}`;
  return [{ field: "versions", reason }];
}
