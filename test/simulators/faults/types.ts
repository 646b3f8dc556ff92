import type { FirewallStatus } from "../rockit/gateway.ts";

/** Seconds, or the HTTP date that lies so many seconds ahead. */
export type RetryAfter = number | { readonly seconds: number; readonly as: "date" };

/**
 * The fault of one request. Kinds that change a body change only 2xx answers; any other answer stays as it is and
 * is not in `injected`.
 */
export type Fault =
  /**
   * The connection ends. `before`: the request has arrived, the server does not act. `while`: it acts, and sends status,
   * headers and half of the body. `after`: it acts, and sends nothing.
   */
  | { readonly kind: "cut"; readonly when: "before" | "while" | "after" }
  /** The server acts after `ms`, even if the client has disconnected. `Infinity`: it waits for `heal`. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Acts, sends the headers at once and the body over `ms`. `Infinity`: it waits for `heal`. */
  | { readonly kind: "slow-body"; readonly ms: number }
  /** 429. Does not act. */
  | { readonly kind: "rate-limited"; readonly retryAfter?: RetryAfter }
  /** A failure of the server or of a balancer before it, which may come after the server has acted. */
  | {
      readonly kind: "status";
      readonly status: 500 | 502 | 503 | 504;
      readonly acts: boolean;
      readonly retryAfter?: RetryAfter;
    }
  /** An error page in HTML, which may have any status: 200 is a sign-in page, 404 a proxy's. */
  | { readonly kind: "html"; readonly status: number; readonly acts: boolean }
  /** 307. Does not act. */
  | { readonly kind: "redirect"; readonly to: string; readonly acts?: false }
  /** Acts. The whole answer, but with its last value missing. */
  | { readonly kind: "malformed-json" }
  /** Acts. A complete HTTP answer, whose JSON ends half-way. */
  | { readonly kind: "truncated-json" }
  /** Acts. JSON without information: `{"message":"ok"}`. */
  | { readonly kind: "wrong-shape" }
  /** Acts. JSON without information, of `bytes` bytes. Default 40 MB. */
  | { readonly kind: "huge-json"; readonly bytes?: number }
  /** Acts. A success without a body. */
  | { readonly kind: "no-body"; readonly status: 200 | 201 | 204 }
  /** Acts. The answer says gzip, and its bytes can't be decompressed to their end. */
  | { readonly kind: "broken-gzip"; readonly how: "not-gzip" | "cut-short" }
  /** 200 and JSON with `status: "error"` and an empty list of errors. */
  | { readonly kind: "error-envelope"; readonly acts: boolean }
  /** 504 at once, while the function behind the gateway acts after `ms`. */
  | { readonly kind: "gateway-timeout"; readonly ms: number }
  /** ROCKIT: the answer of the maintenance mode. Does not act. */
  | { readonly kind: "maintenance" }
  /** ROCKIT: a refusal by the firewall, in its own format. Does not act. */
  | { readonly kind: "firewall"; readonly status: FirewallStatus }
  /** ROCKIT, creation: acts. The secret is "", or is not in the answer. */
  | { readonly kind: "empty-secret" | "no-secret" }
  /** ROCKIT, creation: acts. The secret is no text. */
  | { readonly kind: "odd-secret"; readonly as: "null" | "number" | "object" }
  /** ROCKIT, list: just before, another client's subscription appears or disappears; all pages shift. */
  | { readonly kind: "list-changes" }
  /** Lists: this answer has one entry twice, or lacks one. */
  | { readonly kind: "duplicate-entry" | "missing-entry" }
  /** Durst: all tokens expire just before this request (not a login) is authenticated. */
  | { readonly kind: "token-expiry" }
  /** Durst: the same, and all other connections are cut. */
  | { readonly kind: "restart" };

export interface FaultPlace {
  /** As in a recorded request, like `PUT /api/v1/subscribers/:subscriberId`, or a pattern for it. Default any that suits the kind. */
  readonly route?: string | RegExp;
  /** Which of the matching requests from now on. Default 1, the next. */
  readonly nth?: number;
  /** How many requests, that one included. Default 1; may be Infinity. */
  readonly times?: number;
}

export interface RandomFaults {
  /** The same seed does the same to the same sequence of requests. */
  readonly seed: number;
  /** Between 0 and 1, for each matching request. */
  readonly chance: number;
  /** All kinds are equally likely. A request only gets kinds that suit its route. */
  readonly kinds: readonly Fault[];
  /** Default any. */
  readonly routes?: RegExp;
}

export interface InjectedFault {
  readonly kind: Fault["kind"];
  /** Route and number as in the recorded request. */
  readonly route: string;
  readonly nth: number;
}

/** Planned and random faults. A request gets at most one: the first planned fault that is due, else a random one. */
export interface Faults {
  /** Throws if this vendor's server cannot have this fault, or has no such route. */
  inject(fault: Fault, place?: FaultPlace): void;
  /** Replaces the random faults of an earlier call. */
  random(faults: RandomFaults): void;
  /** Ends all faults and releases held requests. Resolves when the server has acted on them. */
  heal(): Promise<void>;
  /** The faults so far, in order. */
  readonly injected: readonly InjectedFault[];
}
