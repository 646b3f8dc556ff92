import type { AnyVendor } from "../resource/vendor";

/** A vendor's part of the commands, beside what follows from its rows; its folder has it, and the commands are handed it. */
export interface VendorCommands {
  readonly row: AnyVendor;
}
