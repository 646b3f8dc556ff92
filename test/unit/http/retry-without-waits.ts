import { afterEach, beforeEach, vi } from "vitest";

/** Lets the client retry without waits in each test of the file: `Math.random` returns 0. */
export function retryWithoutWaits(): void {
  beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => void vi.restoreAllMocks());
}
