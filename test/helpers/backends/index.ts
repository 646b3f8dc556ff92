import { whyNoS3Server } from "../../../tools/engine/s3-server.ts";
import type { Backend } from "./backend.ts";
import { Postgres, whyNoPostgres } from "./postgres.ts";
import { S3 } from "./s3.ts";

export type { Backend } from "./backend.ts";

/** Real servers for states, and the reason if one can't be started here. */
export const backends: readonly {
  readonly name: string;
  readonly start: () => Promise<Backend>;
  readonly lacking: string | undefined;
}[] = [
  { name: "PostgreSQL", start: () => Postgres.start(), lacking: whyNoPostgres() },
  { name: "S3", start: () => S3.start(), lacking: await whyNoS3Server() },
];
