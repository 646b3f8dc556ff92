// A sample of each kind of resource: its declaration, a change, and how to ask the simulator for its object.

import { durstSubscriber, durstSubscription } from "../../provider/durst/kind.ts";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import { rockitSubscription } from "../../provider/rockit/kind.ts";
import { openServers, type Servers } from "../helpers/servers.ts";
import type { Values } from "./plugin.ts";

/** Both vendors' simulators, with a subscriber 17 for Durst's subscriptions. */
export async function startServersWithSubscriber(): Promise<Servers & AsyncDisposable> {
  const servers = await openServers();
  servers.durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  return servers;
}

export interface Sample {
  readonly kind: ResourceKind;
  readonly vendor: keyof Servers;
  readonly declared: Values;
  /** Changed arguments. */
  readonly changed: Values;
  /** Whether the change replaces the object. */
  readonly replaces: boolean;
  /** Arguments with a wrong value. */
  readonly wrong: Values;
  /** The field that the failure names. */
  readonly wrongField: string;
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
  /** The request that creates the object. */
  readonly route: string;
  /** Whether the server still uses the object: a deletion sets what Durst can't delete to inactive. */
  readonly isActive: (servers: Servers, id: string) => boolean;
  /**
   * Which of the lists that a creation reads is the first to look for an object after a lost answer.
   * Absent if there is no list: then a lost creation is not kept as unfinished.
   */
  readonly firstListAfterLoss?: number;
}

export const samples: readonly Sample[] = [
  {
    kind: rockitSubscription,
    vendor: "rockit",
    declared: {
      name: "builds",
      sender: "mkraw",
      events: ["end"],
      type: "slack",
      slackToken: "canary-token",
      channelId: "C1",
    },
    changed: { channelId: "C2" },
    replaces: true,
    wrong: { slackToken: 5 },
    wrongField: "slackToken",
    secrets: ["canary-token"],
    route: "POST /be/v1/subscriptions",
    isActive: ({ rockit }, id) => rockit.subscriptions.has(id),
    firstListAfterLoss: 2,
  },
  {
    kind: durstSubscriber,
    vendor: "durst",
    declared: {
      hostUri: "https://other.example/",
      externalAuthType: "XAUTH",
      xAuthInfo: { user: "u", password: "canary-password" },
    },
    changed: { hostUri: "https://elsewhere.example/" },
    replaces: false,
    wrong: { xAuthInfo: { user: "u", password: 5 } },
    wrongField: "xAuthInfo.password",
    secrets: ["canary-password"],
    route: "POST /api/v1/subscribers/create",
    isActive: ({ durst }, id) => durst.subscribers.get(Number(id))?.externalAuthType === "XAUTH",
  },
  {
    kind: durstSubscription,
    vendor: "durst",
    declared: { subscriberId: 17, topic: "STATUS/*", path: "jobs" },
    changed: { path: "other" },
    replaces: false,
    wrong: { topic: "canary-topic" },
    wrongField: "topic",
    secrets: ["canary-topic"],
    route: "POST /api/v1/subscribers/:subscriberId/subscriptions/create",
    isActive: ({ durst }, id) => durst.subscriptions(17).get(Number(id.split("/")[1]))?.status === "ACTIVE",
    firstListAfterLoss: 3,
  },
];
