import type { Lifecycle } from "../../resource/lifecycle";
import type { Properties } from "../../resource/properties";
import type { Kind } from "../kinds";
import { valueAt } from "./import-file";
import type { UntoldSecret } from "./write-only-secrets";

/** Something that a server has and a state can hold. */
export interface FoundObject {
  readonly kind: Kind;
  readonly id: string;
  /** What the resource is to be called. */
  readonly name: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly untold?: UntoldSecret | undefined;
}

/** Something that a server has and that can't be imported. */
export interface LeftOut {
  readonly id: string;
  readonly why: string;
}

/** What a server has of what was asked for. */
export interface Found {
  readonly objects: readonly FoundObject[];
  readonly leftOut: readonly LeftOut[];
  /** How many belong to a stack that was to be left alone. */
  readonly managed: number;
  /** How many are switched off and were not asked for. */
  readonly inactive: number;
  /** All secrets that might be given for what the server has. */
  readonly untold: readonly UntoldSecret[];
}

/** What is asked for. */
export interface Wanted {
  readonly isWanted: (name: string) => boolean;
  readonly isManaged: (type: string, id: string) => boolean;
}

/** What a state would hold of an object, all but its secret; or why it can't be imported. */
export async function propertiesOf<Api, Inputs extends object, Outputs extends Inputs>(
  lifecycle: Lifecycle<Api, Inputs, Outputs>,
  { secrets }: Kind,
  api: Api,
  id: string,
): Promise<{ inputs: Properties; outputs: Properties } | { why: string }> {
  const read = await lifecycle.read({ run: api, say: () => {} }, id, {});
  if (read === undefined) return { why: "the server has it no more" };
  const told = carried(lifecycle.inputsOf(read));
  const { inputs, failures } = lifecycle.check({}, told);
  const wrong = failures.filter(({ field }) => !secrets.includes(field));
  if (wrong.length === 0)
    return { inputs: carried(inputs), outputs: { ...carried(read), ...carried(inputs) } };
  const untold = wrong.filter(({ field }) => valueAt(told, field) === undefined).map(({ field }) => field);
  const unknown = wrong.filter(({ field }) => !untold.includes(field));
  const reasons = [
    ...(untold.length === 0 ? [] : [`the server does not tell its ${[...new Set(untold)].join(", ")}`]),
    ...unknown.map(({ field, reason }) => `its ${field} ${reason}`),
  ];
  return { why: reasons.join("; ") };
}

/** As the engine carries it: without what is undefined. */
const carried = (properties: object): Properties => JSON.parse(JSON.stringify(properties));
