import { afterEach, beforeEach, vi } from "vitest";

/** Repetitions come without a wait in each test of the file: chance always gives its smallest value. */
export function repeatAtOnce(): void {
  beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => void vi.restoreAllMocks());
}
