import type { Lifecycle } from "../../resource/lifecycle";
import { type Properties, valueAt, withoutUndefined } from "../../resource/properties";
import type { Kind } from "../kinds";

/** A secret of an object, which its server does not tell; an object has one at most. */
export interface UntoldSecret {
  /** Its name in a file of secrets. */
  readonly key: string;
  /** The environment variable that gives it otherwise. */
  readonly variable: string;
  /** Where it belongs in the object's properties. */
  readonly path: "secret" | "slackToken" | "xAuthInfo.password" | "jwtSigningInfo.key";
}

/** An object as a state is to hold it. */
export interface ImportedObject {
  readonly kind: Kind;
  /** The resource's name in the program. */
  readonly name: string;
  readonly id: string;
  /** What a lifecycle's `check` gives for what is declared. */
  readonly inputs: Properties;
  /** What a lifecycle's `read` gives, secrets that are known among it in the clear. */
  readonly outputs: Properties;
}

/** An object to be imported, and what becomes of the secret that its server does not tell. */
export interface Imported extends ImportedObject {
  readonly untold?: UntoldSecret | undefined;
  readonly secret: "none" | "given" | "unknown" | "rotated";
}

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
  const told = withoutUndefined(lifecycle.inputsOf(read));
  const { inputs, failures } = lifecycle.check({}, told);
  const wrong = failures.filter(({ field }) => !secrets.includes(field));
  if (wrong.length === 0)
    return {
      inputs: withoutUndefined(inputs),
      outputs: { ...withoutUndefined(read), ...withoutUndefined(inputs) },
    };
  const untold = wrong.filter(({ field }) => valueAt(told, field) === undefined).map(({ field }) => field);
  const unknown = wrong.filter(({ field }) => !untold.includes(field));
  const reasons = [
    ...(untold.length === 0 ? [] : [`the server does not tell its ${[...new Set(untold)].join(", ")}`]),
    ...unknown.map(({ field, reason }) => `its ${field} ${reason}`),
  ];
  return { why: reasons.join("; ") };
}
