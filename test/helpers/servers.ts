import { onTestFinished } from "vitest";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

interface Servers {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
}

/** Both simulators, which end with the test; for a test or what comes before each. */
export async function startServers(rockitOptions?: Parameters<typeof startRockit>[0]): Promise<Servers> {
  const [rockit, durst] = await Promise.all([startRockit(rockitOptions), startDurst()]);
  onTestFinished(async () => {
    await Promise.all([rockit.close(), durst.close()]);
  });
  return { rockit, durst };
}
