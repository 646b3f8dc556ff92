import type * as pulumi from "@pulumi/pulumi";
import { invokeDirectly } from "../dynamic/invoke";
import type { FunctionOptions, InvokeFunction } from "../program/settings-provider";

/** A listed subscription. The vendor documents no fields, so all but the name may be missing. */
export interface ListedRockitSubscription {
  readonly name: string;
  readonly sender?: string | undefined;
  readonly event?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly type?: string | undefined;
  readonly url?: string | undefined;
  readonly channelId?: string | undefined;
}

const vendor = async () => (await import("./vendor.js")).rockit;

/** Functions of ROCKIT Edge, for one adapter. */
export const rockitFunctionsOf = (invoke: InvokeFunction) => ({
  listRockitSubscriptions: (
    options: FunctionOptions = {},
  ): pulumi.Output<readonly ListedRockitSubscription[]> =>
    invoke(vendor, "rockit:listSubscriptions", {}, options).apply(
      ({ subscriptions }) => subscriptions as readonly ListedRockitSubscription[],
    ) as pulumi.Output<readonly ListedRockitSubscription[]>,
});

const functions = rockitFunctionsOf(invokeDirectly);

/**
 * Lists all subscriptions of the organisation, including unmanaged ones (vendor page "List Subscriptions").
 * Also runs in a preview.
 */
export const listRockitSubscriptions = functions.listRockitSubscriptions;
