import { importableKind } from "../../provider/cli/vendor/importable-kind.ts";
import { vendorCommands } from "../../provider/cli/vendors.ts";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import type { AnyLifecycle } from "../../provider/resource/vendor.ts";

const all = vendorCommands.flatMap((vendor) =>
  vendor.row.lifecycles.map((lifecycle) => ({ vendor, lifecycle })),
);

function served(name: string, made = (lifecycle: AnyLifecycle) => lifecycle) {
  const found = all.find(({ lifecycle }) => lifecycle.kind.name === name);
  if (found === undefined) throw new Error(`no vendor has a ${name}`);
  return importableKind(found.vendor, made(found.lifecycle));
}

export const rockitSubscriptionKind = served("rockit:Subscription");
export const durstSubscriberKind = served("durst:Subscriber");
export const durstSubscriptionKind = served("durst:Subscription");

/** A kind as its vendor would serve it with other rows. */
export const kindWith = (row: ResourceKind, lifecycleOf: (row: ResourceKind) => AnyLifecycle) =>
  served(row.name, () => lifecycleOf(row));
