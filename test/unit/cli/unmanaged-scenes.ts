import { durstCommands } from "../../../provider/cli/durst/vendor.ts";
import { Servers } from "../../../provider/cli/servers/servers.ts";
import type { StackState, StateResource } from "../../../provider/cli/state/export.ts";
import type { KnownStack } from "../../../provider/cli/state/stacks.ts";
import { scan } from "../../../provider/cli/unmanaged/scan.ts";
import { vendorCommands } from "../../../provider/cli/vendors.ts";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { providerOf, resource } from "./states.ts";

// Stacks that own objects at the simulators.

/** A resource that owns an object. */
export const ownedResource = (
  type: "rockit:Subscription" | "durst:Subscriber" | "durst:Subscription",
  name: string,
  id: string,
  inputs: object,
  more: Partial<StateResource> = {},
): StateResource => ({ ...resource(type, name, inputs), id, outputs: inputs as never, ...more });

/** The same state for another stack. */
export const stateForStack = (stack: string, state: StackState): StackState =>
  JSON.parse(JSON.stringify(state).replaceAll("urn:pulumi:dev::", `urn:pulumi:${stack}::`));

/** The provider of these servers, with timeouts for a busy machine. */
export const providerOfServers = (...args: Parameters<typeof providerOf>) => {
  const provider = providerOf(...args);
  const longTimeouts = { "rockit:totalTimeout": "60", "durst:totalTimeout": "60" };
  return { ...provider, inputs: { ...provider.inputs, ...longTimeouts } };
};

/** The messages without the progress that a busy machine adds. */
export const withoutProgress = (stderr: string) =>
  stderr
    .split("\n")
    .filter((line) => !line.endsWith(" …"))
    .join("\n");

interface ScanOptions {
  servers: { rockit?: RockitSimulator; durst?: DurstSimulator };
  resources: readonly StateResource[];
  scope?: { subscribers?: readonly number[]; includeInactive?: boolean };
}

export const devStack = (resources: readonly StateResource[]): KnownStack => ({
  label: "shop/dev",
  state: { resources, pending: [] },
});

/** The findings for the stack dev with these resources and the provider of these servers. */
export async function scanDevStack({ servers, resources, scope }: ScanOptions) {
  return scanStacks([devStack([providerOfServers(servers), ...resources])], scope);
}

export async function scanStacks(stacks: readonly KnownStack[], scope: ScanOptions["scope"] = {}) {
  await using servers = await Servers.of(vendorCommands, stacks);
  const { subscribers = [], includeInactive = false } = scope;
  const named = subscribers.map((id) => ({ vendor: durstCommands, kind: durstSubscriber, id: `${id}` }));
  return await scan(stacks, servers, { named, includeInactive });
}

export const idsOf = (findings: readonly { kind: string; id: string }[]) =>
  findings.map(({ kind, id }) => `${kind} ${id}`).sort();
