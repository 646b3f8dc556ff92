import { join } from "node:path";
import { inject } from "vitest";
import { policyPack } from "../../tools/engine/policy-pack.ts";

/** The argument of `--policy-pack` for this repository's pack. */
export const ownPolicyPack = (): string =>
  policyPack(inject("engine"), join(import.meta.dirname, "..", "..", "packages", "policy"));
