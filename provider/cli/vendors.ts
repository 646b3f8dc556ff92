import { durstCommands } from "./durst/vendor";
import { rockitCommands } from "./rockit/vendor";
import type { VendorCommands } from "./vendor/vendor";

/** Every vendor that the commands know, a row each. */
export const vendorCommands: readonly VendorCommands[] = [rockitCommands, durstCommands];
