import { durstSettings, rockitSettings } from "./config/settings";
import { DurstApi } from "./durst/api";
import { durstSubscriberLifecycle } from "./durst/subscriber-lifecycle";
import { durstSubscriptionLifecycle } from "./durst/subscription-lifecycle";
import { Interruption } from "./dynamic/interruption";
import { PluginSettings, serve } from "./dynamic/plugin";
import { RockitApi } from "./rockit/api";
import { rockitSubscriptionLifecycle } from "./rockit/subscription-lifecycle";

// What the thin references in stacks' states require: the names of these exports stay as they are for good.

const settings = new PluginSettings();
const interruption = new Interruption();
const { stopped } = interruption;

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const rockit = once(() => new RockitApi({ ...rockitSettings(settings), stopped }));
const durst = once(() => new DurstApi({ ...durstSettings(settings), stopped }));

export const rockitSubscription = serve(rockitSubscriptionLifecycle, settings, rockit, interruption);
export const durstSubscriber = serve(durstSubscriberLifecycle, settings, durst, interruption);
export const durstSubscription = serve(durstSubscriptionLifecycle, settings, durst, interruption);
