/** Times in milliseconds, sizes in bytes: every limit of a vendor's endpoint, in one place. */
export const defaultLimits = {
  connectTimeout: 10_000,
  requestTimeout: 30_000,
  totalTimeout: 120_000,
  maxConnections: 8,
  maxAnswerSize: 32 * 1024 * 1024,
} as const;

/** Where and how a vendor's server is reached. */
export interface EndpointSettings {
  /** Base URL; a path in it is kept before every route. */
  readonly endpoint: URL;
  /** PEM text of a private authority that is trusted beside those of Node.js and NODE_EXTRA_CA_CERTS. */
  readonly caCertificate?: string | undefined;
  /** Milliseconds one request may take, from connecting to its last byte received. Default 30 s. */
  readonly requestTimeout?: number | undefined;
  /** Milliseconds one request may take with its repetitions and the waits between them; waiting for its turn does not count. Default 120 s. */
  readonly totalTimeout?: number | undefined;
  /** Connections held open to this endpoint at once. Default 8. */
  readonly maxConnections?: number | undefined;
  /** Once it is aborted, no request begins any more; what is under way ends. */
  readonly stopped?: AbortSignal | undefined;
}
