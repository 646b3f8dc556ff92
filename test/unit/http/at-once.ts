import { afterEach, beforeEach, vi } from "vitest";

/** Repeats requests without a wait in each test of the file: `Math.random` always returns 0. */
export function repeatAtOnce(): void {
  beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => void vi.restoreAllMocks());
}
