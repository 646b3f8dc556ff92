import { durstSettings, rockitSettings } from "./config/settings";
import { DurstApi } from "./durst/api";
import { durstSubscriberLifecycle } from "./durst/subscriber-lifecycle";
import { durstSubscriptionLifecycle } from "./durst/subscription-lifecycle";
import { PluginSettings, serve } from "./dynamic/plugin";
import { RockitApi } from "./rockit/api";
import { rockitSubscriptionLifecycle } from "./rockit/subscription-lifecycle";

// What the thin references in stacks' states require: the names of these exports stay as they are for good.

const settings = new PluginSettings();

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const rockit = once(() => new RockitApi(rockitSettings(settings)));
const durst = once(() => new DurstApi(durstSettings(settings)));

export const rockitSubscription = serve(rockitSubscriptionLifecycle, settings, rockit);
export const durstSubscriber = serve(durstSubscriberLifecycle, settings, durst);
export const durstSubscription = serve(durstSubscriptionLifecycle, settings, durst);
