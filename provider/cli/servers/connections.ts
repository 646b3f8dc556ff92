import { isDeepStrictEqual } from "node:util";
import { type SettingsSource, type VendorSettings, vendorSettings } from "../../config/settings";
import type { Closeable } from "../../resource/vendor";
import type { VendorCommands } from "../vendor/vendor";

interface Connection {
  readonly vendor: VendorCommands;
  readonly settings: VendorSettings<object>;
  readonly run: Closeable;
}

/** Connections to vendors' servers, one for each endpoint and account. */
export class Connections implements AsyncDisposable {
  private readonly opened: Connection[] = [];

  /** @throws SettingsError */
  get(vendor: VendorCommands, source: SettingsSource): Connection {
    const settings = vendorSettings(vendor.row.settings, source);
    const known = this.opened.find((one) => one.vendor === vendor && isSame(one.settings, settings));
    if (known !== undefined) return known;
    const connection = { vendor, settings, run: vendor.row.connect(settings) as Closeable };
    this.opened.push(connection);
    return connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.opened.map(({ run }) => run.close()));
  }
}

const isSame = (one: Connection["settings"], other: Connection["settings"]) =>
  one.endpoint.href === other.endpoint.href && isDeepStrictEqual(one, other);
