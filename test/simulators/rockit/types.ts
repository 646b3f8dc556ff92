import type { Compression } from "../compression.ts";
import type { DeliveryResult } from "../deliveries.ts";
import type { Faults } from "../faults/types.ts";
import type { ErrorBodies } from "../http-error.ts";
import type { UrlNormalisation } from "../normalise-url.ts";
import type { Recording } from "../recording.ts";
import type { ServerCertificate } from "../server.ts";
import type { SigningOptions } from "../tokens.ts";
import type { RockitEventName, RockitNewSubscription, RockitSender } from "./requests.ts";
import type { SecretForm } from "./secrets.ts";

export type RockitPermission = "subscriptions.create" | "subscriptions.read" | "subscriptions.delete";

/** The secret in a creation's answer: the text, or an unusable value. */
export type RockitSecretAnswer = "given" | "missing" | "empty" | "null" | "number" | "object";

/** How a server normalises a stored URL, name or text. */
type RockitNormalisation = UrlNormalisation | "nfc";

interface RockitLists {
  /** A larger `limit` is clamped silently. Default 100. */
  maxPageSize: number;
  /** The server honours `offset` (default), or always lists the first page, or always the whole list. */
  paging: "offset" | "first-page" | "all";
  /** A bare array (default), an object with one array among its values, or a function's result. */
  listShape: "array" | "object" | ((entries: readonly object[]) => unknown);
  /** Which fields an entry has; `name` always. Default all. */
  listFields: "all" | "name-only" | readonly string[];
  /** Whether a subscription that was created with `event` is listed with `event` (default) or with `events`. */
  listEvents: "as-sent" | "events";
  /** Order without `order[]`: by creation (default), or starting at another entry in each request, so that pages overlap. */
  unordered: "creation" | "shifting";
  /** `+name` sorts as `name` does (default), is an unknown order and ignored, or is refused with 400. */
  plusSign: "ascending" | "ignored" | "refused";
  /** Extra entries of any shape in lists. Default none. */
  foreignEntries: readonly object[];
}

interface RockitAnswers {
  /** Default none: everything reads back as it was sent. */
  normalises: readonly RockitNormalisation[];
  /** Default base64. */
  secretForm: SecretForm;
  /** Default given. */
  secretAnswer: RockitSecretAnswer;
  /** The same for a Slack subscription, which signs nothing. Default as `secretAnswer`. */
  slackSecretAnswer: RockitSecretAnswer | "same";
  /** Default 200 with a body. */
  deleteStatus: 200 | 204;
  /** Default json. */
  errorBodies: ErrorBodies;
  /** Default none. */
  compress: Compression;
  /** Permissions of these credentials; any other request gets 401. Default all. */
  permissions: readonly RockitPermission[];
}

interface RockitRateLimit {
  /** Of all clients together. */
  readonly perSecond: number;
  /** Whether the gateway (default) or the firewall refuses; the firewall sets its own body and Retry-After. */
  readonly by?: "gateway" | "firewall";
  /** Seconds that the gateway's 429 names. Default none. */
  readonly retryAfter?: number;
}

export interface RockitGateway {
  /** Every request is answered with 503 and `Retry-After: 900`, and never reaches the application. Default false. */
  maintenance: boolean;
  /** Unlisted routes and methods, and requests without `Accept`, get the firewall's own answer. Default false. */
  firewall: boolean;
  /** Default none. */
  rateLimit: "none" | RockitRateLimit;
}

/** Undocumented behaviour. Every setting can be changed while the simulator runs. */
export interface RockitBehaviour extends RockitLists, RockitAnswers, RockitGateway {}

export interface RockitOptions extends Partial<RockitBehaviour> {
  readonly orgName?: string;
  readonly username?: string;
  readonly apiKey?: string;
  readonly authToken?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** A path before `/be/v1`, such as `/edge`. Default none. */
  readonly basePath?: string;
  /** Subscriptions that exist from the start. */
  readonly existing?: readonly RockitNewSubscription[];
  /** The clock of the rate limit, in milliseconds. */
  readonly now?: () => number;
  /** With it the endpoint is `https://127.0.0.1:port`. */
  readonly tls?: ServerCertificate;
}

export interface RockitCredentials {
  readonly orgName: string;
  readonly username: string;
  readonly apiKey: string;
  readonly authToken: string;
}

export interface RockitStoredSubscription {
  readonly name: string;
  readonly sender: RockitSender;
  /** In alphabetical order, without duplicates. */
  readonly events: readonly RockitEventName[];
  /** The property used at its creation. */
  readonly sentAs: "event" | "events";
  readonly type: "webhook" | "slack";
  readonly url?: string;
  readonly slackToken?: string;
  readonly channelId?: string;
}

/** A property set to undefined is removed. */
export type RockitEdit = {
  readonly [Field in Exclude<keyof RockitStoredSubscription, "name">]?:
    | RockitStoredSubscription[Field]
    | undefined;
};

/** The documented body of a delivery. */
export interface RockitOccurrence {
  /** Selects the subscriptions by their sender. */
  readonly type: RockitSender;
  readonly event: RockitEventName;
  /** Default the organisation of the simulator. */
  readonly orgName?: string;
  /** Default `demo-app`. */
  readonly appName?: string;
  readonly buildName?: string;
  readonly dxfName?: string;
  readonly exception?: { readonly httpDownloadFailed?: unknown; readonly fileReadFailed?: unknown };
  readonly error?: { readonly deployment?: unknown };
  /** Undocumented fields. */
  readonly [field: string]: unknown;
}

export interface RockitSimulator extends Recording, AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly endpoint: string;
  readonly credentials: RockitCredentials;
  readonly behaviour: RockitBehaviour;
  readonly subscriptions: ReadonlyMap<string, RockitStoredSubscription>;
  /** The secret that the creation returned, even if that answer was lost. For tests only: no request returns it. */
  secretOf(name: string): string;
  /** Changes made behind Pulumi's back. `edit` and `remove` throw if the subscription does not exist, `add` if it does. */
  add(subscription: RockitNewSubscription): void;
  edit(name: string, change: RockitEdit): void;
  remove(name: string): void;
  /** From now on only this machine account is accepted; the token stays valid. */
  changeCredentials(change: Partial<Omit<RockitCredentials, "authToken">>): void;
  /** From now on `authToken` is refused. */
  expireAuthToken(): void;
  /**
   * Posts to every webhook whose sender and events match, with a JWT in `x-rockit-subscriptions`. Slack subscriptions are
   * reported with an error, nothing is posted for them.
   */
  emit(occurrence: RockitOccurrence, signing?: SigningOptions): Promise<DeliveryResult[]>;
  readonly faults: Faults;
  /** Nothing listens, and all connections are cut, until `recover`. */
  outage(): Promise<void>;
  /** Listens again at the same port, with the same data. */
  recover(): Promise<void>;
  close(): Promise<void>;
}
