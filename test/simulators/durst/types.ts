import type { Compression } from "../compression.ts";
import type { DeliveryResult } from "../deliveries.ts";
import type { Faults } from "../faults/types.ts";
import type { ErrorBodies } from "../http-error.ts";
import type { Recording } from "../recording.ts";
import type { ServerCertificate } from "../server.ts";
import type { SigningOptions } from "../tokens.ts";
import type { DurstAnswers } from "./answers.ts";
import type { DurstEntity, DurstNewSubscriber, DurstNewSubscription } from "./requests.ts";

/** Undocumented behaviour. Every setting can be changed while the simulator runs. */
export interface DurstBehaviour extends DurstAnswers {
  /** Milliseconds until a token expires. Default 24 h. */
  tokenLifetime: number;
  /** Which logins this server knows: `GET /api/v1/login`, `POST /api/v2/login`, or both (default). */
  login: "v1" | "v2" | "both";
  /** Where an answer to `POST /api/v2/login` has the token. Default both. `GET /api/v1/login` has no body. */
  tokenIn: "header" | "body" | "both";
  /** Status of a login route that this server does not know. Default 404. */
  unknownRouteStatus: 401 | 403 | 404 | 405;
  /** Status of a login by a user that this server does not know. Default 401. */
  unknownUserStatus: 401 | 404;
  /** When the account expires; login answers contain it. Default never. */
  activeUntil: string | number | undefined;
  /** What an expired account gets: refused logins (default), or logins whose other requests are refused. */
  expired: "login-refused" | "calls-refused";
  /** Whether a login ends all earlier sessions. Default many: it does not. */
  sessions: "many" | "latest-only";
  /** The user's permissions; any other request gets 403. Default both. */
  permissions: readonly ("read" | "write")[];
  /** Creates subscriptions at `…/subscriptions/create` (default), at `…/subscriptions`, or at both. */
  createPath: "create" | "plain" | "both";
  /** When a secret's mask changes: never (default), in every answer, or at every write. */
  masking: "deterministic" | "fresh" | "per-write";
  /** Which forms of hostUri this server takes. Default any. */
  hostUriForms: "any" | "url" | "host-port";
  /** Whether this server accepts publishInitialState or refuses it as an unknown field. Default true. */
  publishInitialState: boolean;
  /** A bare array (default), an object with one array among its values, or a function's result. */
  listShape: "array" | "object" | ((entries: readonly object[]) => unknown);
  /** How answers show a field that is not set. Default omitted. */
  absentFields: "omitted" | "null";
  /** For everything but 401, 403 and 404, which have no body. Default json. */
  errorBodies: ErrorBodies;
  /** Default none. */
  compress: Compression;
}

export interface DurstOptions extends Partial<DurstBehaviour> {
  readonly username?: string;
  readonly password?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** A path before `/api`, such as `/pms`. Default none. */
  readonly basePath?: string;
  /** Default 17. Ids count up and are never reused. */
  readonly firstSubscriberId?: number;
  /** Default 4, for every subscriber: `17/4` and `18/4` are two subscriptions. */
  readonly firstSubscriptionId?: number;
  /** Servers with the same key mask equal secrets equally. Default: a key per server. */
  readonly maskingKey?: string;
  /** The clock of token lifetimes, in milliseconds. */
  readonly now?: () => number;
  /** With it the endpoint is `https://127.0.0.1:port`. */
  readonly tls?: ServerCertificate;
}

export interface DurstCredentials {
  readonly username: string;
  readonly password: string;
}

/** A subscriber in the server's data, with its credentials in plain text. */
export interface DurstStoredSubscriber extends DurstNewSubscriber {
  readonly id: number;
}

export interface DurstStoredSubscription extends DurstNewSubscription {
  readonly id: number;
}

/** A property set to undefined is removed. */
type Edit<Stored> = { readonly [Field in Exclude<keyof Stored, "id">]?: Stored[Field] | undefined };
export type DurstSubscriberEdit = Edit<DurstStoredSubscriber>;
export type DurstSubscriptionEdit = Edit<DurstStoredSubscription>;

export interface DurstStatusChange {
  readonly entity: DurstEntity;
  readonly id: string | number;
  readonly status: string;
}

export interface DurstSimulator extends Recording, AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly endpoint: string;
  readonly credentials: DurstCredentials;
  readonly behaviour: DurstBehaviour;
  readonly subscribers: ReadonlyMap<number, DurstStoredSubscriber>;
  subscriptions(subscriberId: number): ReadonlyMap<number, DurstStoredSubscription>;
  /** The password or key that the server really uses now. For tests only: no request returns it. */
  credentialOf(subscriberId: number): string | undefined;
  /** Subscribers whose password or key is a masked value that an answer once showed: a client sent it back. */
  subscribersHoldingAMask(): number[];
  /** Changes made behind Pulumi's back. They throw if there is no such object. */
  addSubscriber(subscriber: DurstNewSubscriber): number;
  editSubscriber(id: number, change: DurstSubscriberEdit): void;
  removeSubscriber(id: number): void;
  addSubscription(subscriberId: number, subscription: DurstNewSubscription): number;
  editSubscription(subscriberId: number, id: number, change: DurstSubscriptionEdit): void;
  removeSubscription(subscriberId: number, id: number): void;
  /** From now on only these credentials log in; open sessions stay valid. */
  changeCredentials(change: Partial<DurstCredentials>): void;
  /** How many logins succeeded. */
  readonly logins: number;
  expireTokens(): void;
  /** Restarts the services: all tokens become invalid, the data stays. */
  restart(): void;
  /** Posts to every active subscription whose topic matches. */
  statusChange(change: DurstStatusChange, signing?: SigningOptions): Promise<DeliveryResult[]>;
  /** All deliveries so far, including test callbacks and initial states. */
  readonly deliveries: readonly DeliveryResult[];
  /** Resolves when no delivery is running. */
  idle(): Promise<void>;
  readonly faults: Faults;
  /** Nothing listens, and all connections are cut, until `recover`. */
  outage(): Promise<void>;
  /** Listens again at the same port, with the same data. */
  recover(): Promise<void>;
  close(): Promise<void>;
}
