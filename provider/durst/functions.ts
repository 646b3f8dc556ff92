import * as pulumi from "@pulumi/pulumi";
import { invokeDirectly } from "../dynamic/invoke";
import type { InvokeFunction, FunctionOptions } from "../program/settings-provider";

/** A subscription as the server lists it. */
export interface ListedDurstSubscription {
  readonly id: number;
  readonly topic: string;
  readonly path?: string | undefined;
  readonly status: string;
}

type Id = pulumi.Input<string> | pulumi.Input<number>;

const known = (id: Id) => pulumi.output(id as pulumi.Input<string | number>);

const vendor = async () => (await import("./vendor.js")).durst;

/** The functions, by whom they ask. */
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
 * All subscriptions of a subscriber, given by its `id` or its number, active or not (vendor manual, "Subscriptions and Status Callback URLs").
 * Empty if there is no such subscriber. Asks the server in a preview too.
 */
export const listDurstSubscriptions = functions.listDurstSubscriptions;

/** Makes the server send a made-up status change of a production job to all active subscribers, to try receivers. Does nothing in a preview. */
export const sendDurstTestCallback = functions.sendDurstTestCallback;
