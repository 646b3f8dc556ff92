import { durst } from "./durst/vendor";
import type { AnyVendor } from "./resource/vendor";
import { rockit } from "./rockit/vendor";

/** All vendors, for adapters and commands. */
export const vendors: readonly AnyVendor[] = [rockit, durst];
