import { afterEach, beforeEach } from "vitest";
import { type DurstSimulator, startDurst } from "../../simulators/index.ts";

/** The simulator of the running test. */
export let server: DurstSimulator;

/** Starts a simulator before each test of a file. */
export function startServerForEachTest(): void {
  beforeEach(async () => {
    server = await startDurst();
  });
  afterEach(() => server.close());
}
