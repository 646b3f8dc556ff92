import * as pulumi from "@pulumi/pulumi";
import { DurstCallback, listDurstSubscriptions, Provider } from "pulumi-rockit-durst";

// README.md has the commands that set the configuration. If a server has a base path, its endpoint ends with
// it, such as /pms.
interface Site {
  name: string;
  endpoint: string;
  username: string;
}
const config = new pulumi.Config();
const receiver = config.get("receiver") ?? "https://hooks.example.com";
const key = config.requireSecret("callbackKey");

/** Subscription ids by site. */
export const subscriptions: Record<string, pulumi.Output<string>[]> = {};
/** The number of all subscriptions on each server, managed or not. */
export const known: Record<string, pulumi.Output<number>> = {};

for (const { name, endpoint, username } of config.requireObject<Site[]>("sites")) {
  const password = config.requireSecret(`${name}-password`);
  const provider = new Provider(name, { durst: { endpoint, username, password } });

  const callback = new DurstCallback(
    `${name}-callback`,
    {
      hostUri: `${receiver}/${name}/`,
      externalAuthType: "JWT_SIGNING",
      jwtSigningInfo: { httpHeaderName: "x-durst-signature", key },
      subscriptions: {
        jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" },
        orders: { topic: "STATUS/PRINT_ORDER/*", path: "orders" },
      },
    },
    { provider },
  );
  subscriptions[name] = [callback.subscriptions.jobs.id, callback.subscriptions.orders.id];
  known[name] = listDurstSubscriptions(callback.subscriber.id, { provider }).apply((all) => all.length);
}
