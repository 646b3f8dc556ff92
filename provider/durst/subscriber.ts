import type * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { LifecycleResource } from "../program/resource";
import type { DynamicToken } from "../resource/kind";
import type { durstSubscriber } from "./kind";
import type { DurstAuthType, DurstSigningMethod } from "./vocabulary";

/** User and password that Durst sends along with each callback, in its own x-auth scheme. */
export interface DurstXAuthInfo {
  /** Name of the user. */
  user: pulumi.Input<string>;
  /** A credential: kept encrypted, sent to Durst only, which answers with a masked form. */
  password: pulumi.Input<string>;
}

/** How Durst signs each callback. */
export interface DurstJwtSigningInfo {
  /** The header that carries the JWT, such as `x-durst-signature`. */
  httpHeaderName: pulumi.Input<string>;
  /** Signature method. Default, and the only one: `HS256`. */
  method?: pulumi.Input<DurstSigningMethod> | undefined;
  /** Key of the signature, a credential: kept encrypted, sent to Durst only, which answers with a masked form. */
  key: pulumi.Input<string>;
}

/** What a Durst subscriber is made of. Every field is changed in place. */
export interface DurstSubscriberArgs {
  /** The receiving host: a URL such as `https://host.example:443/base/`, or `host:port`. Changed in place. */
  hostUri: pulumi.Input<string>;
  /** How callbacks are authenticated: `NONE`, `XAUTH` (needs `xAuthInfo`) or `JWT_SIGNING` (needs `jwtSigningInfo`). Changed in place. */
  externalAuthType: pulumi.Input<DurstAuthType>;
  /** Required for `XAUTH`, not allowed otherwise. Changed in place. */
  xAuthInfo?: pulumi.Input<DurstXAuthInfo> | undefined;
  /** Required for `JWT_SIGNING`, not allowed otherwise. Changed in place. */
  jwtSigningInfo?: pulumi.Input<DurstJwtSigningInfo> | undefined;
  /** Number of a subscriber that exists on the server, to own and change it instead of creating one. Default: none. Another number replaces. */
  existingId?: pulumi.Input<string> | pulumi.Input<number> | undefined;
}

type Kind = typeof durstSubscriber;

/** Its row, loaded with the first resource: a program may use another vendor's only. */
const kind = (): Kind => require("./kind").durstSubscriber;

/**
 * A subscriber of Durst Workflow: a receiving host with its authentication.
 *
 * Create is `POST /api/v1/subscribers/create`, read `GET` and update `PUT /api/v1/subscribers/{id}` (vendor manual, "Subscriptions and
 * Status Callback URLs"). Its id is the server's number. The vendor has no delete for it: deleting sets its active subscriptions INACTIVE,
 * removes the credentials that the server holds (`externalAuthType: NONE`) and leaves the subscriber there; with the resource option
 * `retainOnDelete` all stays as it is. Wrong arguments fail the check before anything is sent.
 */
export class DurstSubscriber extends LifecycleResource {
  /** Lets policies recognise the type. @internal */
  static readonly __pulumiType: string =
    "pulumi-nodejs:dynamic/durst:Subscriber" satisfies DynamicToken<Kind>;
  /** @internal */
  static override readonly adapter: ProgramAdapter = dynamicAdapter;

  declare readonly hostUri: pulumi.Output<string>;
  declare readonly externalAuthType: pulumi.Output<DurstAuthType>;
  /** The password in it is secret. */
  declare readonly xAuthInfo: pulumi.Output<pulumi.Unwrap<DurstXAuthInfo> | undefined>;
  /** The key in it is secret. */
  declare readonly jwtSigningInfo: pulumi.Output<pulumi.Unwrap<DurstJwtSigningInfo> | undefined>;
  /**
   * A digest of the masked form of the password or key, by which a refresh notices that it was changed at the server. Undefined without one, and
   * at a server that masks differently at every read.
   */
  declare readonly credentialFingerprint: pulumi.Output<string | undefined>;

  constructor(name: string, args: DurstSubscriberArgs, opts?: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }

  /** Reads a subscriber that exists, by its number, without owning it; its password or key is not to be had. Fails if there is none. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): DurstSubscriber {
    return new this(name, {} as DurstSubscriberArgs, { ...opts, id });
  }
}
