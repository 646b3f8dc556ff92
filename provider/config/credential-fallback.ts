import { isHttpError } from "../http/errors";
import type { VendorSettings } from "./settings";

type Needed<Credentials> = Pick<
  VendorSettings<Credentials>,
  "endpoint" | "credentials" | "fallbackCredentials" | "whenRefused" | "log"
>;

/** Which credentials a run uses: the given ones until the server refuses them, then those of the environment for good, if it has other ones. */
export class CredentialFallback<Credentials> {
  private used: Credentials;

  constructor(private readonly settings: Needed<Credentials>) {
    this.used = settings.credentials;
  }

  /** Works with the credentials that are in use, and once more if they are refused and there are others. */
  async with<T>(work: (credentials: Credentials) => Promise<T>): Promise<T> {
    const { used } = this;
    const { credentials, fallbackCredentials, whenRefused } = this.settings;
    try {
      return await work(used);
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw failure;
      if (used !== credentials || fallbackCredentials === undefined) throw failure.withRemedy(whenRefused);
      if (this.used === used) this.change(fallbackCredentials);
      return this.with(work);
    }
  }

  private change(others: Credentials): void {
    const { endpoint, log = console.error } = this.settings;
    this.used = others;
    log(
      `${endpoint.host} refused the stored credentials: those of the environment for the same account are tried`,
    );
  }
}
