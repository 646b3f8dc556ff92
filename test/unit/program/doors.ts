import { loadBuiltNative, loadBuiltPackage } from "../../helpers/build-output.ts";

export const rockit = { name: "n", sender: "dltar", type: "slack", event: "end", channelId: "c" } as const;
export const subscriber = { hostUri: "host:80", externalAuthType: "NONE" } as const;

export const doors = { dynamic: await loadBuiltPackage(), native: await loadBuiltNative() };
export const both = Object.entries(doors) as [
  keyof typeof doors,
  Awaited<ReturnType<typeof loadBuiltPackage>>,
][];
