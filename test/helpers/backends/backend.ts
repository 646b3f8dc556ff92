// The interface of a state backend for tests on several backends.

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export interface Backend extends AsyncDisposable {
  /** The environment in which the engine uses this backend. */
  readonly environment: Readonly<Record<string, string>>;
  /** Credentials of the backend itself, such as its password. */
  readonly secrets: readonly string[];
  /** Keeps states uncompressed in the files. Called after the engine has first used the backend and before it writes a state. */
  makeSearchable(): Promise<void>;
  /** Where the decoded states and the backend's files contain these secrets. */
  findSecrets(secrets: readonly string[]): Promise<{ readonly stored: string[]; readonly files: string[] }>;
  /** Stores a text as the engine would, to prove that `findSecrets` finds it. */
  storeText(text: string): Promise<void>;
}

/** A free port of this machine; another process may still take it first. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
