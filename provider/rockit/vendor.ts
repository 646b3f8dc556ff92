import type { Vendor } from "../resource/vendor";
import { rockitFunctions } from "./function-rows";
import { RockitRun } from "./run";
import { type RockitCredentials, rockitSettingsDefinition } from "./settings";
import { rockitSubscriptionLifecycle } from "./subscription-lifecycle";
import { rockitVersionsLifecycle } from "./versions-lifecycle";

/** ROCKIT Edge. */
export const rockit: Vendor<RockitCredentials, RockitRun> = {
  settings: rockitSettingsDefinition,
  connect: (settings) => new RockitRun(settings),
  lifecycles: [rockitSubscriptionLifecycle],
  stateOnlyLifecycles: [rockitVersionsLifecycle],
  functions: rockitFunctions,
};
