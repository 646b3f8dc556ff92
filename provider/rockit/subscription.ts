import type * as pulumi from "@pulumi/pulumi";
import { LifecycleResource, secretField } from "../dynamic/resource";
import type { RockitEvent, RockitSender, RockitTarget } from "./vocabulary";

/**
 * What a ROCKIT subscription is made of. The vendor has no update call: a change of any field replaces the
 * subscription, the old one deleted first, and gives a new `secret`.
 */
export interface RockitSubscriptionArgs {
  /** Its identity: unique in the organisation. A change replaces. */
  name: pulumi.Input<string>;
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
}

/**
 * A subscription of ROCKIT Edge: build, import and deploy events sent to a webhook or a Slack channel.
 *
 * Create is `POST /be/v1/subscriptions`, read finds it in `GET /be/v1/subscriptions`, delete is
 * `DELETE /be/v1/subscriptions/{name}` (ROCKITPLAY API pages "Subscribe", "List Subscriptions", "Unsubscribe"). Its id is its
 * name. Wrong arguments fail the check before anything is sent; a name that exists fails the creation.
 */
export class RockitSubscription extends LifecycleResource {
  /** Lets policies recognise the type. @internal */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/rockit:Subscription";

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
   * the subscription is created, so that this state is its only copy.
   */
  declare readonly secret: pulumi.Output<string>;

  constructor(name: string, args: RockitSubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, slackToken: secretField(args.slackToken), secret: undefined };
    super("rockitSubscription", RockitSubscription.__pulumiType, name, props, opts, ["secret", "slackToken"]);
  }
}
