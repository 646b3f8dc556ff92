import type * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { LifecycleResource } from "../program/resource";
import type { DynamicToken } from "../resource/kind";
import type { durstSubscriber } from "./kind";
import type { DurstAuthType, DurstSigningMethod } from "./vocabulary";

/** User and password that Durst sends with each callback, in its own x-auth scheme. */
export interface DurstXAuthInfo {
  /** User name. */
  user: pulumi.Input<string>;
  /** Password; encrypted in the state. The server returns only a masked form. */
  password: pulumi.Input<string>;
}

/** How Durst signs each callback. */
export interface DurstJwtSigningInfo {
  /** Header that carries the JWT, such as `x-durst-signature`. */
  httpHeaderName: pulumi.Input<string>;
  /** Signature method. Default `HS256`, the only one. */
  method?: pulumi.Input<DurstSigningMethod> | undefined;
  /** Signature key; encrypted in the state. The server returns only a masked form. */
  key: pulumi.Input<string>;
}

/** Arguments of a `DurstSubscriber`. All except `existingId` change in place. */
export interface DurstSubscriberArgs {
  /** The receiving host: a URL such as `https://host.example:443/base/`, or `host:port`. Changed in place. */
  hostUri: pulumi.Input<string>;
  /**
   * How callbacks are authenticated: `NONE`, `XAUTH` (requires `xAuthInfo`) or `JWT_SIGNING` (requires
   * `jwtSigningInfo`). Changed in place.
   */
  externalAuthType: pulumi.Input<DurstAuthType>;
  /** User and password for `XAUTH`; required for it, not allowed otherwise. Changed in place. */
  xAuthInfo?: pulumi.Input<DurstXAuthInfo> | undefined;
  /** Signature for `JWT_SIGNING`; required for it, not allowed otherwise. Changed in place. */
  jwtSigningInfo?: pulumi.Input<DurstJwtSigningInfo> | undefined;
  /**
   * Number of an existing subscriber to adopt instead of creating one. Another number replaces. Default:
   * none.
   */
  existingId?: pulumi.Input<string> | pulumi.Input<number> | undefined;
}

type Kind = typeof durstSubscriber;

/** The kind, loaded with the first resource: a program may use only the other vendor. */
const kind = (): Kind => require("./kind").durstSubscriber;

/**
 * A subscriber of Durst Workflow: a receiving host with its authentication. Its id is the server's number.
 *
 * Create calls `POST /api/v1/subscribers/create`, read `GET` and update `PUT /api/v1/subscribers/{id}`
 * (vendor manual, "Subscriptions and Status Callback URLs"). The vendor has no delete for subscribers:
 * deleting the resource sets its active subscriptions INACTIVE, removes its credentials from the server
 * (`externalAuthType: NONE`) and leaves the subscriber there. With the resource option `retainOnDelete`
 * nothing changes on the server. Invalid arguments fail the check before anything is sent.
 */
export class DurstSubscriber extends LifecycleResource {
  /** Lets policies recognise the type. @internal */
  static readonly __pulumiType: string =
    "pulumi-nodejs:dynamic/durst:Subscriber" satisfies DynamicToken<Kind>;
  /** @internal */
  static override readonly adapter: ProgramAdapter = dynamicAdapter;

  declare readonly hostUri: pulumi.Output<string>;
  declare readonly externalAuthType: pulumi.Output<DurstAuthType>;
  /** The password is a secret output. */
  declare readonly xAuthInfo: pulumi.Output<pulumi.Unwrap<DurstXAuthInfo> | undefined>;
  /** The key is a secret output. */
  declare readonly jwtSigningInfo: pulumi.Output<pulumi.Unwrap<DurstJwtSigningInfo> | undefined>;
  /**
   * Digest of the masked password or key, by which a refresh detects a change on the server. Undefined
   * without a credential, and on a server that masks differently at every read.
   */
  declare readonly credentialFingerprint: pulumi.Output<string | undefined>;

  constructor(name: string, args: DurstSubscriberArgs, opts?: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }

  /**
   * Reads an existing subscriber by its number, without managing it. Its password or key is not available.
   * Fails if it does not exist.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): DurstSubscriber {
    return new this(name, {} as DurstSubscriberArgs, { ...opts, id });
  }
}
