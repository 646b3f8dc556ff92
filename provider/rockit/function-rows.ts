import { zod } from "../resource/on-demand";
import type { VendorFunction } from "../resource/vendor-function";
import type { RockitRun } from "./run";

const text = (description: string) => ({ description, schema: () => zod().string() });
const texts = (description: string) => ({ description, schema: () => zod().array(zod().string()) });

/** Functions of ROCKIT Edge. */
export const rockitFunctions: readonly VendorFunction<RockitRun>[] = [
  {
    name: "rockit:listSubscriptions",
    description:
      "Lists all subscriptions of the organisation, including unmanaged ones. Also runs in a preview.",
    arguments: {},
    answer: {
      subscriptions: {
        description: "the subscriptions; the vendor documents no fields, so all but the name may be missing",
        listOf: {
          name: { ...text("name, unique in the organisation"), required: true },
          sender: text("source of the events"),
          event: text("the single event that is sent"),
          events: texts("the events that are sent"),
          type: text("where the events are sent"),
          url: text("the webhook"),
          channelId: text("the Slack channel"),
        },
      },
    },
    operation: () => "listing ROCKIT subscriptions",
    call: async (run) => ({ subscriptions: await run.all() }),
  },
];
