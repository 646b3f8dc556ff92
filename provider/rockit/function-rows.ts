import { zod } from "../resource/on-demand";
import type { VendorFunction } from "../resource/vendor-function";
import type { RockitRun } from "./run";

const text = (description: string) => ({ description, schema: () => zod().string() });
const texts = (description: string) => ({ description, schema: () => zod().array(zod().string()) });

/** What programs can ask of ROCKIT Edge. */
export const rockitFunctions: readonly VendorFunction<RockitRun>[] = [
  {
    name: "rockit:listSubscriptions",
    description:
      "All subscriptions of the organisation, whoever made them. Asks the server in a preview too.",
    arguments: {},
    answer: {
      subscriptions: {
        description:
          "as the server lists them: the vendor documents no fields, so that all but the name may be missing",
        listOf: {
          name: { ...text("its identity in the organisation"), required: true },
          sender: text("what sends the events"),
          event: text("the one event that is sent"),
          events: texts("the events that are sent"),
          type: text("where the events go"),
          url: text("the webhook"),
          channelId: text("the Slack channel"),
        },
      },
    },
    operation: () => "listing ROCKIT subscriptions",
    call: async (run) => ({ subscriptions: await run.all() }),
  },
];
