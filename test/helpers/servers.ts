import { onTestFinished } from "vitest";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

export interface Servers {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
}

export interface ServerOptions {
  readonly rockit?: Parameters<typeof startRockit>[0];
  readonly durst?: Parameters<typeof startDurst>[0];
}

/** Both simulators, until they are disposed of. */
export async function openServers(options: ServerOptions = {}): Promise<Servers & AsyncDisposable> {
  const [rockit, durst] = await Promise.all([startRockit(options.rockit), startDurst(options.durst)]);
  return {
    rockit,
    durst,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([rockit.close(), durst.close()]);
    },
  };
}

/** Both simulators, until the test ends. Called in a test or a `beforeEach`. */
export async function startServers(rockit?: ServerOptions["rockit"]): Promise<Servers> {
  const servers = await openServers({ rockit });
  onTestFinished(() => servers[Symbol.asyncDispose]());
  return servers;
}

/** The ACTIVE subscriptions of all the server's subscribers. */
export const activeSubscriptionsOf = (server: DurstSimulator) =>
  [...server.subscribers.keys()].flatMap((id) =>
    [...server.subscriptions(id).values()].filter(({ status }) => status === "ACTIVE"),
  );
