import { durstCommands } from "./durst/vendor";
import { rockitCommands } from "./rockit/vendor";
import type { VendorCommands } from "./vendor/vendor";

/** All vendors. */
export const vendorCommands: readonly VendorCommands[] = [rockitCommands, durstCommands];
