import { join } from "node:path";
import { inject } from "vitest";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";
import { environmentOf } from "./environment.ts";
import { Stack } from "./stack.ts";

/** A stack of a TypeScript project in the repository, such as `examples/quickstart`. */
export const createExampleStack = (
  folder: string,
  name: string,
  servers: { readonly rockit?: RockitSimulator; readonly durst?: DurstSimulator },
): Promise<Stack> =>
  Stack.create({
    engine: inject("engine"),
    project: join(import.meta.dirname, "..", "..", folder),
    name,
    environment: { ...environmentOf(servers), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
