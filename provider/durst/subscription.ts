import type * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { LifecycleResource } from "../program/resource";
import type { DynamicToken } from "../resource/kind";
import type { durstSubscription } from "./kind";
import type { DurstStatus, DurstTopic } from "./vocabulary";

/** Arguments of a `DurstSubscription`. */
export interface DurstSubscriptionArgs {
  /** Subscriber that receives the callbacks: its `id`, or its number. A change replaces the subscription. */
  subscriberId: pulumi.Input<string> | pulumi.Input<number>;
  /**
   * Objects whose status is sent: `STATUS/*`, `STATUS/<ENTITY>/*` or `STATUS/<ENTITY>/<id>`; entities
   * `MOTIF`, `ARTICLE`, `PRODUCTION_JOB`, `PRINT_ORDER`. Changed in place.
   */
  topic: pulumi.Input<DurstTopic>;
  /**
   * Appended to the subscriber's `hostUri`; `a/b` is equivalent to `a/b/`. Default: the `hostUri` itself.
   * Changed in place.
   */
  path?: pulumi.Input<string> | undefined;
  /** Whether callbacks are sent: `ACTIVE` or `INACTIVE`. Default `ACTIVE`. Changed in place. */
  status?: pulumi.Input<DurstStatus> | undefined;
  /**
   * Sends the current state right after creation; newer servers only. Read at creation only; a later change
   * has no effect. Default: not sent.
   */
  publishInitialState?: pulumi.Input<boolean> | undefined;
  /**
   * Number of an existing subscription of this subscriber to adopt instead of creating one. Another number
   * replaces. Default: none.
   */
  existingId?: pulumi.Input<string> | pulumi.Input<number> | undefined;
}

type Kind = typeof durstSubscription;

/** The kind, loaded with the first resource: a program may use only the other vendor. */
const kind = (): Kind => require("./kind").durstSubscription;

/**
 * A subscription of Durst Workflow: sends callbacks about the objects of a topic to a subscriber. Its id is
 * `<subscriber>/<subscription>`.
 *
 * Create calls `POST /api/v1/subscribers/{id}/subscriptions/create` (without `/create` on newer servers),
 * update `PUT` on `…/subscriptions/{subscriptionId}`, and read the subscriber's list (vendor manual,
 * "Subscriptions and Status Callback URLs"). The vendor has no delete for subscriptions: deleting the
 * resource sets it INACTIVE. Invalid arguments fail the check before anything is sent.
 */
export class DurstSubscription extends LifecycleResource {
  /** Lets policies recognise the type. @internal */
  static readonly __pulumiType: string =
    "pulumi-nodejs:dynamic/durst:Subscription" satisfies DynamicToken<Kind>;
  /** @internal */
  static override readonly adapter: ProgramAdapter = dynamicAdapter;

  declare readonly subscriberId: pulumi.Output<number>;
  declare readonly topic: pulumi.Output<DurstTopic>;
  declare readonly path: pulumi.Output<string | undefined>;
  declare readonly status: pulumi.Output<DurstStatus>;
  declare readonly publishInitialState: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: DurstSubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }

  /**
   * Reads an existing subscription by its id, `<subscriber>/<subscription>`, without managing it. Fails if it
   * does not exist.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): DurstSubscription {
    return new this(name, {} as DurstSubscriptionArgs, { ...opts, id });
  }
}
