import type { FirewallStatus } from "../rockit/gateway.ts";

/** Seconds, or the HTTP date that lies so many seconds ahead. */
export type RetryAfter = number | { readonly seconds: number; readonly as: "date" };

/**
 * What goes wrong with one request. The kinds that change an answer's body spare refusals: what is not 2xx stays as it is, and
 * is not in `injected`.
 */
export type Fault =
  /**
   * The connection ends. `before`: the request has arrived, the server does not act. `while`: it acts, and sends status,
   * headers and half of the body. `after`: it acts, and sends nothing.
   */
  | { readonly kind: "cut"; readonly when: "before" | "while" | "after" }
  /** The server acts so many milliseconds later, even if the client has gone by then. `Infinity`: when `heal` is called. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Acts, sends the headers at once, and the body spread over so many milliseconds. `Infinity`: when `heal` is called. */
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
  /** Acts. Everything the answer holds, and at its end a value missing. */
  | { readonly kind: "malformed-json" }
  /** Acts. A complete HTTP answer, whose JSON ends half-way. */
  | { readonly kind: "truncated-json" }
  /** Acts. JSON that tells nothing: `{"message":"ok"}`. */
  | { readonly kind: "wrong-shape" }
  /** Acts. JSON of so many bytes, that tells nothing either. Default 40 MB. */
  | { readonly kind: "huge-json"; readonly bytes?: number }
  /** Acts. A success without a body. */
  | { readonly kind: "no-body"; readonly status: 200 | 201 | 204 }
  /** Acts. The answer says gzip, and its bytes can't be decompressed to their end. */
  | { readonly kind: "broken-gzip"; readonly how: "not-gzip" | "cut-short" }
  /** 200 and JSON that says an error in its own words, with a list of errors that is empty. */
  | { readonly kind: "error-envelope"; readonly acts: boolean }
  /** 504 at once, while the function behind the gateway goes on and acts so many milliseconds later. */
  | { readonly kind: "gateway-timeout"; readonly ms: number }
  /** ROCKIT: the maintenance mode answers. Does not act. */
  | { readonly kind: "maintenance" }
  /** ROCKIT: the firewall refuses in its own words. Does not act. */
  | { readonly kind: "firewall"; readonly status: FirewallStatus }
  /** ROCKIT, creation: acts. The secret is "", or is not in the answer. */
  | { readonly kind: "empty-secret" | "no-secret" }
  /** ROCKIT, creation: acts. The secret is no text. */
  | { readonly kind: "odd-secret"; readonly as: "null" | "number" | "object" }
  /** ROCKIT, list: just before, somebody else's subscription appears, or disappears again; all pages shift. */
  | { readonly kind: "list-changes" }
  /** Lists: this answer has one entry twice, or lacks one. */
  | { readonly kind: "duplicate-entry" | "missing-entry" }
  /** Durst: all tokens end just before this request, which is not a login, is authenticated. */
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
  /** Each is as likely as another. A request only gets what suits its route. */
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

/** What goes wrong, by plan and by chance. A request gets one fault at most: the first plan that is due, else what chance says. */
export interface Faults {
  /** Throws if this vendor's server cannot have this fault, or has no such route. */
  inject(fault: Fault, place?: FaultPlace): void;
  /** Replaces an earlier one. */
  random(faults: RandomFaults): void;
  /** Nothing goes wrong any more, and requests that are held back go on. Resolves when the server has acted on them. */
  heal(): Promise<void>;
  /** What happened so far, in order. */
  readonly injected: readonly InjectedFault[];
}
