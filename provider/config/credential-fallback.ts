import { isHttpError } from "../http/errors";
import type { VendorSettings } from "./settings";

type Needed<Credentials> = Pick<
  VendorSettings<Credentials>,
  "endpoint" | "credentials" | "fallbackCredentials" | "whenRefused" | "log"
>;

/**
 * Uses the configured credentials until the server refuses them, then those of the environment, if they
 * differ.
 */
export class CredentialFallback<Credentials> {
  private used: Credentials;

  constructor(private readonly settings: Needed<Credentials>) {
    this.used = settings.credentials;
  }

  /** Runs work with the current credentials, and again with the fallback if they are refused. */
  async with<T>(work: (credentials: Credentials) => Promise<T>): Promise<T> {
    const { used } = this;
    const { credentials, fallbackCredentials, whenRefused } = this.settings;
    try {
      return await work(used);
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw failure;
      if (used !== credentials || fallbackCredentials === undefined) throw failure.withRemedy(whenRefused);
      if (this.used === used) this.switchTo(fallbackCredentials);
      return this.with(work);
    }
  }

  private switchTo(fallback: Credentials): void {
    const { endpoint, log = console.error } = this.settings;
    this.used = fallback;
    log(
      `${endpoint.host} refused the stored credentials; trying those of the environment for the same account`,
    );
  }
}
