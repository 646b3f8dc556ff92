import { rockitSubscription } from "../../rockit/kind";
import type { RockitRun } from "../../rockit/run";
import type { RockitCredentials } from "../../rockit/settings";
import { rockit } from "../../rockit/vendor";
import type { StateResource } from "../state/export";
import type { KindCommands, VendorCommands } from "../vendor/vendor";
import { accessChecks } from "./access";
import { subscriptionAdoption, subscriptionRecognition } from "./adoption";
import { subscriptionCleanup } from "./cleanup";
import { describeUnmanaged } from "./unmanaged";

const isWebhook = ({ external, outputs }: StateResource) =>
  !external && outputs?.["type"] === "webhook" && !outputs["unfinished"];

const subscription: KindCommands<RockitRun> = {
  describeUnmanaged,
  cleanup: subscriptionCleanup,
  adoption: subscriptionAdoption,
  recognition: subscriptionRecognition,
  lacksSecret: (resource) => isWebhook(resource) && !resource.outputs?.["secret"],
};

/** ROCKIT Edge's part of the commands. */
export const rockitCommands: VendorCommands<RockitCredentials, RockitRun> = {
  row: rockit,
  account: (credentials) => ({
    organisation: "orgName" in credentials ? credentials.orgName : undefined,
    token: "authToken" in credentials ? credentials.authToken : undefined,
  }),
  kinds: { [rockitSubscription.name]: subscription },
  access: { checks: ["access"], check: accessChecks },
};
