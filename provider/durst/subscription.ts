import type * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { LifecycleResource } from "../program/resource";
import type { DynamicToken } from "../resource/kind";
import type { durstSubscription } from "./kind";
import type { DurstStatus, DurstTopic } from "./vocabulary";

/** What a Durst subscription is made of. */
export interface DurstSubscriptionArgs {
  /** The subscriber: its `id`, or its number. A change replaces the subscription. */
  subscriberId: pulumi.Input<string> | pulumi.Input<number>;
  /** `STATUS/*`, `STATUS/<ENTITY>/*` or `STATUS/<ENTITY>/<id>`; entities `MOTIF`, `ARTICLE`, `PRODUCTION_JOB`, `PRINT_ORDER`. Changed in place. */
  topic: pulumi.Input<DurstTopic>;
  /** Added to the subscriber's `hostUri` for the callback. Default: the `hostUri` itself. `a/b` means the same as `a/b/`. Changed in place. */
  path?: pulumi.Input<string> | undefined;
  /** Whether callbacks are sent: `ACTIVE` or `INACTIVE`. Default `ACTIVE`. Changed in place. */
  status?: pulumi.Input<DurstStatus> | undefined;
  /** Sends the current state right after creation; newer servers only. Default: not sent. Read at creation only; a later change does nothing. */
  publishInitialState?: pulumi.Input<boolean> | undefined;
  /** Number of a subscription that this subscriber has already, to own and change it instead of creating one. Default: none. Another number replaces. */
  existingId?: pulumi.Input<string> | pulumi.Input<number> | undefined;
}

type Kind = typeof durstSubscription;

/** Its row, loaded with the first resource: a program may use another vendor's only. */
const kind = (): Kind => require("./kind").durstSubscription;

/**
 * A subscription of Durst Workflow: ties a subscriber to a topic.
 *
 * Create is `POST /api/v1/subscribers/{id}/subscriptions/create` (or without `/create` on newer servers), update `PUT` on
 * `…/subscriptions/{subscriptionId}`, read finds it in the subscriber's list (vendor manual, "Subscriptions and Status Callback URLs"). Its id is
 * `<subscriber>/<subscription>`. The vendor has no delete for it: deleting sets it INACTIVE. Wrong arguments fail the check before anything is sent.
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

  /** Reads a subscription that exists, by `<subscriber>/<subscription>`, without owning it. Fails if there is none. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): DurstSubscription {
    return new this(name, {} as DurstSubscriptionArgs, { ...opts, id });
  }
}
