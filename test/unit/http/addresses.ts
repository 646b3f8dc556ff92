import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

type Resolved = (failure: Error | null, addresses: LookupAddress[]) => void;

/** Resolves every name to the given addresses during a test; "never" makes DNS silent. */
export function resolveTo(addresses: readonly string[] | "never") {
  const answer = (_name: string, _options: object, resolved: Resolved) => {
    if (addresses !== "never")
      setImmediate(() =>
        resolved(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        ),
      );
  };
  const asked = vi.spyOn(dns, "lookup").mockImplementation(answer as never);
  syncBuiltinESMExports();
  onTestFinished(() => {
    asked.mockRestore();
    syncBuiltinESMExports();
  });
  return asked;
}
