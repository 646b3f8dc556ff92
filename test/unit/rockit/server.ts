import { afterEach, beforeEach } from "vitest";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";

/** The simulator of the running test. */
export let server: RockitSimulator;

/** Starts a simulator before each test of a file or of a `describe`. */
export function startServerForEachTest(): void {
  beforeEach(async () => {
    server = await startRockit();
  });
  afterEach(() => server.close());
}

/** An engine in a run of its own. */
export const startEngine = () => driverOf(rockitSubscriptionLifecycle, rockitRunOf(server));
