import { durst } from "./durst/vendor";
import type { AnyVendor } from "./resource/vendor";
import { rockit } from "./rockit/vendor";

/** Every vendor, a row each: adapters and commands are handed them. */
export const vendors: readonly AnyVendor[] = [rockit, durst];
