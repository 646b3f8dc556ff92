import * as pulumi from "@pulumi/pulumi";
import { type AskOptions, ask } from "../dynamic/ask";
import type { DurstRun } from "./run";

/** A subscription as the server lists it. */
export interface ListedDurstSubscription {
  readonly id: number;
  readonly topic: string;
  readonly path?: string | undefined;
  readonly status: string;
}

/**
 * All subscriptions of a subscriber, given by its `id` or its number, active or not (vendor manual, "Subscriptions and Status Callback URLs").
 * Empty if there is no such subscriber. Asks the server in a preview too.
 */
export function listDurstSubscriptions(
  subscriberId: pulumi.Input<string> | pulumi.Input<number>,
  options: AskOptions = {},
): pulumi.Output<readonly ListedDurstSubscription[]> {
  return pulumi.output(subscriberId as pulumi.Input<string | number>).apply((id) =>
    asked(`listing the subscriptions of Durst subscriber ${id}`, options, async (run) => {
      const { numberOf } = await import("./ids.js");
      return (await run.listSubscriptions(numberOf(`${id}`))) ?? [];
    }),
  );
}

/**
 * Makes the server send a made-up status change of a production job to all active subscribers, to try receivers. Does nothing in a preview.
 */
export function sendDurstTestCallback(
  productionJobId: pulumi.Input<string> | pulumi.Input<number>,
  options: AskOptions = {},
): pulumi.Output<void> {
  const sent = pulumi
    .output(productionJobId as pulumi.Input<string | number>)
    .apply((id): pulumi.Output<void> => {
      if (pulumi.runtime.isDryRun()) return pulumi.output(undefined) as pulumi.Output<void>;
      return asked(`sending a test callback of production job ${id}`, options, (run) =>
        run.client.sendTestCallback(id),
      );
    });
  return sent as pulumi.Output<void>;
}

const asked = <T>(what: string, options: AskOptions, question: (run: DurstRun) => Promise<T>) =>
  ask(what, options, async (source) => {
    const [server, { durstSettings }] = await Promise.all([import("./run.js"), import("./settings.js")]);
    const run = new server.DurstRun(durstSettings(source));
    return question(run).finally(() => run.close());
  });
