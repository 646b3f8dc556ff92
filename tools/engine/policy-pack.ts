import { join } from "node:path";
import type { Engine } from "./engine.ts";

export interface GivenPack {
  /** What follows `--policy-pack`. */
  argument: string;
  /** What the command's environment needs for it. */
  environment: Record<string, string>;
}

/**
 * How `pulumi` in a project folder is given the policy pack in `folder`. An engine that was built has a language host that can't start packs
 * (hostless.ts); it takes an executable in the folder's place, which does what a newer host would.
 */
export const policyPack = ({ startsPolicyPacks }: Engine, folder: string): GivenPack =>
  startsPolicyPacks
    ? { argument: folder, environment: {} }
    : {
        argument: join(import.meta.dirname, "launchers", "policy-pack"),
        environment: { PULUMI_ROCKIT_DURST_POLICY_PACK: folder },
      };
