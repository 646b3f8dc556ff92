import * as pulumi from "@pulumi/pulumi";
import { invokeDirectly } from "../dynamic/invoke";
import type { FunctionOptions, InvokeFunction } from "../program/settings-provider";

/** A listed subscription. */
export interface ListedDurstSubscription {
  readonly id: number;
  readonly topic: string;
  readonly path?: string | undefined;
  readonly status: string;
}

type Id = pulumi.Input<string> | pulumi.Input<number>;

const known = (id: Id) => pulumi.output(id as pulumi.Input<string | number>);

const vendor = async () => (await import("./vendor.js")).durst;

/** Functions of Durst Workflow, for one adapter. */
export const durstFunctionsOf = (invoke: InvokeFunction) => ({
  listDurstSubscriptions: (
    subscriberId: Id,
    options: FunctionOptions = {},
  ): pulumi.Output<readonly ListedDurstSubscription[]> =>
    known(subscriberId)
      .apply((id) => invoke(vendor, "durst:listSubscriptions", { subscriberId: id }, options))
      .apply(({ subscriptions }) => subscriptions as readonly ListedDurstSubscription[]) as pulumi.Output<
      readonly ListedDurstSubscription[]
    >,

  sendDurstTestCallback: (productionJobId: Id, options: FunctionOptions = {}): pulumi.Output<void> => {
    const sent = known(productionJobId).apply((id): pulumi.Output<unknown> => {
      if (pulumi.runtime.isDryRun()) return pulumi.output(undefined);
      return invoke(vendor, "durst:sendTestCallback", { productionJobId: id }, options);
    });
    return sent.apply(() => undefined) as pulumi.Output<void>;
  },
});

const functions = durstFunctionsOf(invokeDirectly);

/**
 * Lists all subscriptions of a subscriber, active or not (vendor manual, "Subscriptions and Status Callback
 * URLs"). Takes its `id` or its number. Empty if the subscriber does not exist. Also runs in a preview.
 */
export const listDurstSubscriptions = functions.listDurstSubscriptions;

/**
 * Sends a sample status change of a production job to all active subscribers, to test receivers. Does nothing
 * in a preview.
 */
export const sendDurstTestCallback = functions.sendDurstTestCallback;
