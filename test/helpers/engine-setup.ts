import type { TestProject } from "vitest/node";
import { type Engine, ensureEngine } from "../../tools/engine/engine.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: Engine;
  }
}

/** Finds, downloads or builds the engine once, before the tests that need it. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide("engine", await ensureEngine());
}
