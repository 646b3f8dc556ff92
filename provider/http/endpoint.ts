/** Default limits of a vendor's endpoint: times in milliseconds, sizes in bytes. */
export const defaultLimits = {
  connectTimeout: 10_000,
  requestTimeout: 30_000,
  totalTimeout: 120_000,
  maxConnections: 8,
  maxAnswerSize: 32 * 1024 * 1024,
} as const;

/** Address and limits of a vendor's server. */
export interface EndpointSettings {
  /** Base URL; its path precedes every route. */
  readonly endpoint: URL;
  /**
   * PEM certificate of a private authority, trusted in addition to those of Node.js and NODE_EXTRA_CA_CERTS.
   */
  readonly caCertificate?: string | undefined;
  /** Milliseconds for one attempt, from connecting to the last byte received. Default 30,000. */
  readonly requestTimeout?: number | undefined;
  /**
   * Milliseconds for one request including its retries and the waits between them, not counting the wait for
   * its turn. Default 120,000.
   */
  readonly totalTimeout?: number | undefined;
  /** Maximum number of connections open at once. Default 8. */
  readonly maxConnections?: number | undefined;
  /** Once aborted, no further request starts; running ones finish. */
  readonly stopped?: AbortSignal | undefined;
}
