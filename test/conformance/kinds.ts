// A sample of each kind: its declaration, a change, and how to ask the simulator for its object.

import { durstSubscriber, durstSubscription } from "../../provider/durst/kind.ts";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import { rockitSubscription } from "../../provider/rockit/kind.ts";
import { openServers, type Servers } from "../helpers/servers.ts";
import type { Values } from "./plugin.ts";

/** Both vendors' simulators, with an object that subscriptions can belong to. */
export async function startServers(): Promise<Servers & AsyncDisposable> {
  const servers = await openServers();
  servers.durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  return servers;
}

export interface Sample {
  readonly kind: ResourceKind;
  readonly vendor: keyof Servers;
  readonly declared: Values;
  /** A change, and whether it needs a new object. */
  readonly changed: Values;
  readonly replaces: boolean;
  /** An argument with a wrong value, and the field that the failure names. */
  readonly wrong: Values;
  readonly names: string;
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
  readonly route: string;
  /** Whether the server has the object switched on. */
  readonly isAlive: (servers: Servers, id: string) => boolean;
  /** Which of the lists read for a creation is the first look for one whose answer is lost; missing where there is no list, so that it can't be kept. */
  readonly firstLook?: number;
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
    names: "slackToken",
    secrets: ["canary-token"],
    route: "POST /be/v1/subscriptions",
    isAlive: ({ rockit }, id) => rockit.subscriptions.has(id),
    firstLook: 2,
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
    names: "xAuthInfo.password",
    secrets: ["canary-password"],
    route: "POST /api/v1/subscribers/create",
    isAlive: ({ durst }, id) => durst.subscribers.get(Number(id))?.externalAuthType === "XAUTH",
  },
  {
    kind: durstSubscription,
    vendor: "durst",
    declared: { subscriberId: 17, topic: "STATUS/*", path: "jobs" },
    changed: { path: "other" },
    replaces: false,
    wrong: { topic: "canary-topic" },
    names: "topic",
    secrets: ["canary-topic"],
    route: "POST /api/v1/subscribers/:subscriberId/subscriptions/create",
    isAlive: ({ durst }, id) => durst.subscriptions(17).get(Number(id.split("/")[1]))?.status === "ACTIVE",
    firstLook: 3,
  },
];
