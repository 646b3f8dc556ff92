import type { StackState, StateResource } from "../../../provider/cli/state/export.ts";
import { environmentOf } from "../../helpers/environment.ts";
import type { RockitNewSubscription } from "../../simulators/rockit/requests.ts";

// States of the stack dev, as `pulumi stack export --show-secrets` writes them.

type Servers = Parameters<typeof environmentOf>[0];

export const builds: Extract<RockitNewSubscription, { type: "webhook" }> = {
  name: "builds",
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example/a",
};

export const jobs = {
  subscriberId: 17,
  topic: "STATUS/PRODUCTION_JOB/*",
  path: "a",
  status: "ACTIVE",
} as const;

/** A secret as an export with `--show-secrets` shows it. */
export const markedSecret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

export const urnOf = (type: string, name: string) =>
  `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/${type}::${name}`;

const providerUrn = (name: string) => `urn:pulumi:dev::shop::pulumi:providers:pulumi-nodejs::${name}`;
const providerId = "3f0e2ad4-58a7-4f0b-9b52-3f7d9e3b1c11";

export const resource = (type: string, name: string, inputs: object, provider = "site") => ({
  urn: urnOf(type, name),
  custom: true,
  type: `pulumi-nodejs:dynamic/${type}`,
  inputs: { __provider: "thin", ...inputs },
  provider: `${providerUrn(provider)}::${providerId}`,
});

/** The pending operation that a killed creation of this resource leaves. */
export const pendingCreation = (creation: StateResource) => ({ type: "creating", resource: creation });

/** An explicit provider with the settings of these servers and short timeouts. */
export function providerOf(servers: Servers, name = "site") {
  const settings = Object.entries(environmentOf(servers)).map(([variable, value]) => {
    const [vendor = "", ...words] = variable.toLowerCase().split("_");
    const key = words.map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)));
    return [`${vendor}:${key.join("")}`, value] as const;
  });
  return {
    urn: providerUrn(name),
    custom: true,
    id: providerId,
    type: "pulumi:providers:pulumi-nodejs",
    inputs: { ...Object.fromEntries(settings), "rockit:totalTimeout": "1", "durst:totalTimeout": "1" },
  };
}

/** The output of `pulumi stack export --show-secrets`, with API keys and passwords marked as secret. */
export const exportOf = ({ pending, resources }: StackState) =>
  JSON.stringify(
    {
      version: 3,
      deployment: {
        manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "v3.216.0" },
        resources,
        pending_operations: pending,
      },
    },
    (key, value) => (/:(apiKey|password)$/.test(key) ? markedSecret(value) : value),
  );
