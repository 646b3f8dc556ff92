import { durstSettings, rockitSettings } from "./config/settings";
import { DurstRun } from "./durst/run";
import { durstSubscriberLifecycle } from "./durst/subscriber-lifecycle";
import { durstSubscriptionLifecycle } from "./durst/subscription-lifecycle";
import { GracefulShutdown } from "./resource/graceful-shutdown";
import { PluginSettings, serve } from "./dynamic/serve";
import { RockitRun } from "./rockit/run";
import { rockitSubscriptionLifecycle } from "./rockit/subscription-lifecycle";

// What the thin references in stacks' states require: the names of these exports stay as they are for good.

const settings = new PluginSettings();
const interruption = new GracefulShutdown();
const { stopped } = interruption;

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const rockit = once(() => new RockitRun({ ...rockitSettings(settings), stopped }));
const durst = once(() => new DurstRun({ ...durstSettings(settings), stopped }));

export const rockitSubscription = serve(rockitSubscriptionLifecycle, settings, rockit, interruption);
export const durstSubscriber = serve(durstSubscriberLifecycle, settings, durst, interruption);
export const durstSubscription = serve(durstSubscriptionLifecycle, settings, durst, interruption);
