import type * as pulumi from "@pulumi/pulumi";
import { invokeDirectly } from "../dynamic/invoke";
import type { InvokeFunction, FunctionOptions } from "../program/settings-provider";

/** A subscription as the server lists it; the vendor's page documents no fields, so that all but the name may be missing. */
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

/** The functions, by whom they ask. */
export const rockitFunctionsOf = (invoke: InvokeFunction) => ({
  listRockitSubscriptions: (options: FunctionOptions = {}): pulumi.Output<readonly ListedRockitSubscription[]> =>
    invoke(vendor, "rockit:listSubscriptions", {}, options).apply(
      ({ subscriptions }) => subscriptions as readonly ListedRockitSubscription[],
    ) as pulumi.Output<readonly ListedRockitSubscription[]>,
});

const functions = rockitFunctionsOf(invokeDirectly);

/** All subscriptions of the organisation (vendor page "List Subscriptions"), whoever made them. Asks the server in a preview too. */
export const listRockitSubscriptions = functions.listRockitSubscriptions;
