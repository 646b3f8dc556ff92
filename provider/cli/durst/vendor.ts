import { durstSubscriber, durstSubscription } from "../../durst/kind";
import type { DurstRun } from "../../durst/run";
import type { DurstCredentials } from "../../durst/settings";
import { durst } from "../../durst/vendor";
import type { VendorCommands } from "../vendor/vendor";
import { accessChecks } from "./access";
import {
  subscriberAdoption,
  subscriberRecognition,
  subscriptionAdoption,
  subscriptionRecognition,
} from "./adoption";
import { subscriberCleanup, subscriptionCleanup } from "./cleanup";
import { unmanagedSubscriber, unmanagedSubscription } from "./unmanaged";

/** Durst Workflow's part of the commands. */
export const durstCommands: VendorCommands<DurstCredentials, DurstRun> = {
  row: durst,
  kinds: {
    [durstSubscriber.name]: {
      ...unmanagedSubscriber,
      cleanup: subscriberCleanup,
      adoption: subscriberAdoption,
      recognition: subscriberRecognition,
    },
    [durstSubscription.name]: {
      ...unmanagedSubscription,
      cleanup: subscriptionCleanup,
      adoption: subscriptionAdoption,
      recognition: subscriptionRecognition,
    },
  },
  unlisted: {
    kind: durstSubscriber,
    flag: "--subscriber <number>",
    description: "a Durst subscriber that is in none of the stacks; repeatable",
    isId: (text) => durstSubscriber.id.pattern.test(text) && Number(text) < 2 ** 31,
    invalidMessage: "It must be the number of a Durst subscriber.",
  },
  inactive:
    "include INACTIVE Durst subscriptions, and subscribers without credentials and active subscriptions",
  access: { checks: ["login", "access"], check: accessChecks },
};
