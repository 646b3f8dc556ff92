import type { FoundObject, LeftOut } from "../adopt/model";
import { keyOf, type LookedUp } from "./lookup";
import type { Recognised } from "./recognition";
import { propertiesSaid } from "./said";
import { untoldOf } from "./secrets";

/** Objects as their old state says they are, none of them looked for. */
export function offline(ours: readonly Recognised[]): LookedUp {
  const objects: FoundObject[] = [];
  const leftOut: LeftOut[] = [];
  // Of several resources for the same object the first one counts.
  const alone = new Map(ours.toReversed().map((one) => [keyOf(one), one]));
  for (const one of [...alone.values()].toReversed()) {
    const { kind, id, old } = one;
    const said = propertiesSaid(one);
    if ("why" in said) leftOut.push({ id, why: said.why });
    else objects.push({ kind, id, name: old.name, ...said, untold: untoldOf(one, said.inputs) });
  }
  const untold = objects.flatMap((object) => object.untold ?? []);
  return { found: { objects, leftOut, managed: 0, inactive: 0, untold }, gone: [], masked: new Set() };
}
