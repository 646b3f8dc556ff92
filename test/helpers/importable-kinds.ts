import { importableKind } from "../../provider/cli/vendor/importable-kind.ts";
import { vendorCommands } from "../../provider/cli/vendors.ts";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import type { AnyLifecycle } from "../../provider/resource/vendor.ts";

const all = vendorCommands.flatMap((vendor) =>
  vendor.row.lifecycles.map((lifecycle) => ({ vendor, lifecycle })),
);

function importableKindOf(name: string, change = (lifecycle: AnyLifecycle) => lifecycle) {
  const found = all.find(({ lifecycle }) => lifecycle.kind.name === name);
  if (found === undefined) throw new Error(`no vendor has a ${name}`);
  return importableKind(found.vendor, change(found.lifecycle));
}

export const rockitSubscriptionKind = importableKindOf("rockit:Subscription");
export const durstSubscriberKind = importableKindOf("durst:Subscriber");
export const durstSubscriptionKind = importableKindOf("durst:Subscription");

/** A kind of a vendor, with other rows. */
export const kindWith = (row: ResourceKind, lifecycleOf: (row: ResourceKind) => AnyLifecycle) =>
  importableKindOf(row.name, () => lifecycleOf(row));
