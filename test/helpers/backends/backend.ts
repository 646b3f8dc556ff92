// The interface of a state backend for tests on several backends.

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export interface Backend extends AsyncDisposable {
  /** The environment for commands of the engine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Secrets of the access, such as the password. */
  readonly secrets: readonly string[];
  /** Called once the engine has used the backend, and before it has written a state: keeps what is written findable in the files. */
  prepare(): Promise<void>;
  /** The places of these secrets in the decoded states and in the backend's files. */
  placesWith(secrets: readonly string[]): Promise<{ readonly stored: string[]; readonly files: string[] }>;
  /** Stores a text as the engine would, which shows that a search finds it. */
  plant(text: string): Promise<void>;
}

/** A free port of this machine; another process may still take it first. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
