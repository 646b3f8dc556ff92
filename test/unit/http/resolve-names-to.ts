import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

type Callback = (failure: Error | null, addresses: LookupAddress[]) => void;

/** Resolves every name to the given addresses during a test; "never" makes DNS silent. */
export function resolveNamesTo(addresses: readonly string[] | "never") {
  const answer = (_name: string, _options: object, callback: Callback) => {
    if (addresses !== "never")
      setImmediate(() =>
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        ),
      );
  };
  const lookup = vi.spyOn(dns, "lookup").mockImplementation(answer as never);
  syncBuiltinESMExports();
  onTestFinished(() => {
    lookup.mockRestore();
    syncBuiltinESMExports();
  });
  return lookup;
}
