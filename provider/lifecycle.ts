import { serveAll } from "./dynamic/serve";
import { vendors } from "./vendors";

// The thin references in states require these exports, so their names must never change.

const served = serveAll(vendors);

export const rockitSubscription = served("rockitSubscription");
export const rockitVersions = served("rockitVersions");
export const durstSubscriber = served("durstSubscriber");
export const durstSubscription = served("durstSubscription");
