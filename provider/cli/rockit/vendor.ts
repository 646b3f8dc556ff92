import { rockit } from "../../rockit/vendor";
import type { VendorCommands } from "../vendor";

/** ROCKIT Edge's part of the commands. */
export const rockitCommands: VendorCommands = { row: rockit };
