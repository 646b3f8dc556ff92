import type { Vendor } from "../resource/vendor";
import { durstFunctions } from "./function-rows";
import { DurstRun } from "./run";
import { type DurstCredentials, durstSettingsDefinition } from "./settings";
import { durstSubscriberLifecycle } from "./subscriber-lifecycle";
import { durstSubscriptionLifecycle } from "./subscription-lifecycle";

/** Durst Workflow. */
export const durst: Vendor<DurstCredentials, DurstRun> = {
  settings: durstSettingsDefinition,
  connect: (settings) => new DurstRun(settings),
  lifecycles: [durstSubscriberLifecycle, durstSubscriptionLifecycle],
  functions: durstFunctions,
};
