// Where a stack's state may be kept: what a test on several backends asks of each.

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export interface Backend extends AsyncDisposable {
  /** What a command of the engine needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the access to it, such as its password. */
  readonly secrets: readonly string[];
  /** Called once the engine has used the backend, and before it has written a state: keeps what is written findable in the files. */
  prepare(): Promise<void>;
  /** Where one of these secrets stands: in what the engine stored, decoded, and in the files of the backend. */
  placesWith(secrets: readonly string[]): Promise<{ readonly stored: string[]; readonly files: string[] }>;
  /** Stores a text as the engine would, which shows that a search finds it. */
  plant(text: string): Promise<void>;
}

/** A port of this machine that nobody listens on; another process may still be faster. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
