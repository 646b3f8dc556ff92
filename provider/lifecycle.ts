import { PluginSettings, serve, serveAll } from "./dynamic/serve";
import { rockitVersionsLifecycle } from "./rockit/versions-lifecycle";
import { vendors } from "./vendors";

// What the thin references in stacks' states require: the names of these exports stay as they are for good.

const served = serveAll(vendors);

export const rockitSubscription = served("rockitSubscription");
export const durstSubscriber = served("durstSubscriber");
export const durstSubscription = served("durstSubscription");
// No vendor's: it asks no server.
export const rockitVersions = serve(rockitVersionsLifecycle, new PluginSettings(), () => undefined);
