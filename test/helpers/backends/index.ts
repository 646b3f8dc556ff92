import { whyNoS3Server } from "../../../tools/engine/s3-server.ts";
import type { Backend } from "./backend.ts";
import { Postgres, whyNoPostgres } from "./postgres.ts";
import { S3 } from "./s3.ts";

export type { Backend } from "./backend.ts";

/** Real servers for states. `skipReason` says why one can't be started here. */
export const backends: readonly {
  readonly name: string;
  readonly start: () => Promise<Backend>;
  readonly skipReason: string | undefined;
}[] = [
  { name: "PostgreSQL", start: () => Postgres.start(), skipReason: whyNoPostgres() },
  { name: "S3", start: () => S3.start(), skipReason: await whyNoS3Server() },
];
