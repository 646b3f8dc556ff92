import { afterAll, beforeAll, vi } from "vitest";
import { Receiver } from "./receiver.ts";

/** The receiver of a file that calls `useReceiver`. */
export let receiver: Receiver;

/** Starts a receiver for the tests of a file. Lines that the provider logs are not printed. */
export function useReceiver(onLine: (line: string) => void = () => {}): void {
  beforeAll(async () => {
    receiver = await new Receiver().start();
    vi.spyOn(console, "log").mockImplementation((line) => onLine(String(line)));
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await receiver[Symbol.asyncDispose]();
  });
}

/** Removes the random part of the pauses between retries, in a file that calls `useReceiver`, which restores it. */
export function withoutJitter(): void {
  beforeAll(() => {
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
}
