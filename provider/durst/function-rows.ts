import { zod } from "../resource/on-demand";
import type { VendorFunction } from "../resource/vendor-function";
import type { DurstRun } from "./run";
import { asNumber, numberOfA } from "./schema";

const text = (description: string) => ({ description, schema: () => zod().string() });

/** Functions of Durst Workflow. */
export const durstFunctions: readonly VendorFunction<DurstRun>[] = [
  {
    name: "durst:listSubscriptions",
    description:
      "Lists all subscriptions of a subscriber, active or not; empty if the subscriber does not exist. Also runs in a preview.",
    arguments: {
      subscriberId: {
        description: "the subscriber's `id`, or its number",
        schema: () => numberOfA("subscriber"),
        normalize: asNumber,
        required: true,
      },
    },
    answer: {
      subscriptions: {
        description: "the subscriptions",
        listOf: {
          id: { description: "the subscription's number", schema: () => zod().int(), required: true },
          topic: { ...text("the objects whose status is sent"), required: true },
          path: text("appended to the subscriber's `hostUri`"),
          status: { ...text("whether callbacks are sent"), required: true },
        },
      },
    },
    operation: ({ subscriberId }) => `listing the subscriptions of Durst subscriber ${subscriberId}`,
    call: async (run, { subscriberId }) => ({
      subscriptions: (await run.listSubscriptions(subscriberId as number)) ?? [],
    }),
  },
  {
    name: "durst:sendTestCallback",
    description:
      "Sends a sample status change of a production job to all active subscribers, to test receivers. Does nothing in a preview.",
    arguments: {
      productionJobId: {
        description: "number or name of a production job",
        schema: () =>
          zod().union([zod().string().min(1), zod().number()], {
            error: "must be the id of a production job",
          }),
        required: true,
      },
    },
    answer: {},
    hasSideEffects: true,
    operation: ({ productionJobId }) => `sending a test callback of production job ${productionJobId}`,
    call: async (run, { productionJobId }) => {
      await run.client.sendTestCallback(productionJobId as string | number);
      return {};
    },
  },
];
