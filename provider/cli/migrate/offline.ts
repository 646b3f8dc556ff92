import type { FoundObject, LeftOut } from "../adopt/model";
import { untoldOf } from "../adopt/untold-secret";
import type { VendorCommands } from "../vendor/vendor";
import { eachOnce, type LookedUp } from "./lookup";
import type { Recognised } from "./recognition";
import { propertiesSaid } from "./said";

/** Objects as their old state says they are, none of them looked for. */
export function offline(vendors: readonly VendorCommands[], ours: readonly Recognised[]): LookedUp {
  const objects: FoundObject[] = [];
  const leftOut: LeftOut[] = [];
  for (const one of eachOnce(vendors, ours)) {
    const { kind, id, old } = one;
    const said = propertiesSaid(one);
    if ("why" in said) leftOut.push({ id, why: said.why });
    else objects.push({ kind, id, name: old.name, ...said, untold: untoldOf(kind, id, said.inputs) });
  }
  const untold = objects.flatMap((object) => object.untold ?? []);
  return {
    found: { objects, leftOut, managed: 0, inactive: 0, untold },
    gone: [],
    managed: new Set(),
    masked: new Set(),
  };
}
