import { zod } from "../resource/on-demand";
import type { VendorFunction } from "../resource/vendor-function";
import type { DurstRun } from "./run";
import { asNumber, numberOfA } from "./schema";

const text = (description: string) => ({ description, schema: () => zod().string() });

/** What programs can ask of Durst Workflow, or have it do. */
export const durstFunctions: readonly VendorFunction<DurstRun>[] = [
  {
    name: "durst:listSubscriptions",
    description:
      "All subscriptions of a subscriber, active or not; none if there is no such subscriber. Asks the server in a preview too.",
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
        description: "as the server lists them",
        listOf: {
          id: { description: "the subscription's number", schema: () => zod().int(), required: true },
          topic: { ...text("what it is called back about"), required: true },
          path: text("what is added to the subscriber's `hostUri`"),
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
      "Makes the server send a made-up status change of a production job to all active subscribers, to try receivers. Does nothing in a preview.",
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
