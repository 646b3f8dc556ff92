import type * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { withInheritedRetention } from "../program/inherited-retention";
import { LifecycleResource } from "../program/resource";
import type { DynamicToken } from "../resource/kind";
import type { rockitSubscription } from "./kind";
import type { RockitConflictAnswer, RockitEvent, RockitSender, RockitTarget } from "./vocabulary";

/**
 * What a ROCKIT subscription is made of. The vendor has no update call: a change of any field that the server knows
 * replaces the subscription and gives a new `secret`; the preview says so.
 */
export interface RockitSubscriptionArgs {
  /**
   * Its identity: unique in the organisation. A change replaces. Default: the resource's name and a random suffix, kept for as long as
   * the object lives; a replacement then creates the new subscription before the old one is deleted, so that no event is missed. Under
   * an explicit name that stays the same the old one is deleted first: events in between are sent to nobody.
   */
  name?: pulumi.Input<string> | undefined;
  /** What sends the events: `dltar` (import request), `mkraw` (image build) or `deploy` (publish). A change replaces. */
  sender: pulumi.Input<RockitSender>;
  /** The one event to send; give either `event` or `events`. `event: "end"` means the same as `events: ["end"]`. A change replaces. */
  event?: pulumi.Input<RockitEvent> | undefined;
  /** The events to send, a set: order and repetition mean nothing. Give either `event` or `events`. A change replaces. */
  events?: pulumi.Input<pulumi.Input<RockitEvent>[]> | undefined;
  /** Where the events go: a `webhook` (needs `url`) or a `slack` channel (needs `slackToken` and `channelId`). A change replaces. */
  type: pulumi.Input<RockitTarget>;
  /** The webhook, an absolute `https://` or `http://` URL. Required for a webhook, not allowed for Slack. A change replaces. */
  url?: pulumi.Input<string> | undefined;
  /** Token of the Slack app, a credential: kept encrypted, never read back from the server. Required for Slack, not allowed for a webhook. A change replaces. */
  slackToken?: pulumi.Input<string> | undefined;
  /** The Slack channel. Required for Slack, not allowed for a webhook. A change replaces. */
  channelId?: pulumi.Input<string> | undefined;
  /** Any value; a change of it replaces, which rotates the signing secret. Not sent. Default: none. */
  rotationTrigger?: pulumi.Input<unknown> | undefined;
  /**
   * What to do on creation when a subscription of this name exists: `fail`, or `replace` it, which deletes the existing one, for whoever
   * uses it too. Read at creation only; a later change does nothing. Not sent. Default `fail`.
   */
  onConflict?: pulumi.Input<RockitConflictAnswer> | undefined;
}

type Kind = typeof rockitSubscription;

/** Its row, loaded with the first resource: a program may use another vendor's only. */
const kind = (): Kind => require("./kind").rockitSubscription;

/** The check looks at an option of which the engine does not tell it; only a name of the program's own can be in the way. */
const internal = (
  { name }: { readonly name?: unknown },
  { id, retainOnDelete }: pulumi.CustomResourceOptions,
) => (id === undefined && name !== undefined && retainOnDelete === true ? { retainOnDelete } : {});

/**
 * A subscription of ROCKIT Edge: build, import and deploy events sent to a webhook or a Slack channel.
 *
 * Create is `POST /be/v1/subscriptions`, read finds it in `GET /be/v1/subscriptions`, delete is
 * `DELETE /be/v1/subscriptions/{name}` (ROCKITPLAY API pages "Subscribe", "List Subscriptions", "Unsubscribe"). Its id is its
 * name. Wrong arguments fail the check before anything is sent; a name that exists fails the creation.
 */
export class RockitSubscription extends LifecycleResource {
  /** Lets policies recognise the type. @internal */
  static readonly __pulumiType: string =
    "pulumi-nodejs:dynamic/rockit:Subscription" satisfies DynamicToken<Kind>;
  /** @internal */
  static override readonly adapter: ProgramAdapter = dynamicAdapter;

  declare readonly name: pulumi.Output<string>;
  declare readonly sender: pulumi.Output<RockitSender>;
  declare readonly event: pulumi.Output<RockitEvent | undefined>;
  declare readonly events: pulumi.Output<RockitEvent[] | undefined>;
  declare readonly type: pulumi.Output<RockitTarget>;
  declare readonly url: pulumi.Output<string | undefined>;
  /** A secret output. */
  declare readonly slackToken: pulumi.Output<string | undefined>;
  declare readonly channelId: pulumi.Output<string | undefined>;
  /**
   * What verifies the deliveries: base64, to be decoded, of the key of each delivery's JWT. A secret output. The server gives it once, when
   * the subscription is created, so that this state is its only copy. Undefined for a subscription that is only read (`get`), or was imported without it.
   */
  declare readonly secret: pulumi.Output<string>;
  /** When the secret was given, ISO 8601 in UTC. Undefined for a subscription that is only read (`get`), or was imported. */
  declare readonly secretIssuedAt: pulumi.Output<string>;

  constructor(name: string, args: RockitSubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    // Only under a name of the program's own can a replacement get into its predecessor's way.
    const options = args?.name === undefined ? opts : withInheritedRetention(name, opts);
    super(kind, name, args, options, internal);
  }

  /**
   * Reads a subscription that exists, by its name, without owning it. The server never tells its secret or its Slack token again.
   * Fails if there is none of this name.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): RockitSubscription {
    return new this(name, {} as RockitSubscriptionArgs, { ...opts, id });
  }
}
