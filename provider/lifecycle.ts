import { serveAll } from "./dynamic/serve";
import { vendors } from "./vendors";

// What the thin references in stacks' states require: the names of these exports stay as they are for good.

const served = serveAll(vendors);

export const rockitSubscription = served("rockitSubscription");
export const rockitVersions = served("rockitVersions");
export const durstSubscriber = served("durstSubscriber");
export const durstSubscription = served("durstSubscription");
