import { loadBuiltNative, loadBuiltPackage } from "../../helpers/build-output.ts";

export const rockitArgs = {
  name: "n",
  sender: "dltar",
  type: "slack",
  event: "end",
  channelId: "c",
} as const;
export const subscriberArgs = { hostUri: "host:80", externalAuthType: "NONE" } as const;

/** The package's module for each adapter. */
export const modules = { dynamic: await loadBuiltPackage(), native: await loadBuiltNative() };
export const moduleEntries = Object.entries(modules) as [
  keyof typeof modules,
  Awaited<ReturnType<typeof loadBuiltPackage>>,
][];
