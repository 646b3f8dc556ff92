import { durst } from "../../durst/vendor";
import type { VendorCommands } from "../vendor";

/** Durst Workflow's part of the commands. */
export const durstCommands: VendorCommands = { row: durst };
