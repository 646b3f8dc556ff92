import type * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { withInheritedRetention } from "../program/inherited-retention";
import { LifecycleResource } from "../program/resource";
import type { DynamicToken } from "../resource/kind";
import type { rockitSubscription } from "./kind";
import type { RockitConflictAnswer, RockitEvent, RockitSender, RockitTarget } from "./vocabulary";

/**
 * Arguments of a `RockitSubscription`. The vendor has no update call: a change of any argument that is sent
 * to the server replaces the subscription and issues a new `secret`. The preview shows it.
 */
export interface RockitSubscriptionArgs {
  /**
   * Name of the subscription, unique in the organisation; also its id. A change replaces. Default: the
   * resource's name and a random suffix, kept for the object's life. With a generated name, a replacement
   * creates the new subscription before it deletes the old one, and no event is lost. With the same explicit
   * name, the old one is deleted first, and events in between are lost.
   */
  name?: pulumi.Input<string> | undefined;
  /**
   * Source of the events: `dltar` (import request), `mkraw` (image build) or `deploy` (publish). A change
   * replaces.
   */
  sender: pulumi.Input<RockitSender>;
  /**
   * A single event to send; set either `event` or `events`. `event: "end"` is equivalent to `events:
   * ["end"]`. A change replaces.
   */
  event?: pulumi.Input<RockitEvent> | undefined;
  /**
   * The events to send; order and duplicates do not matter. Set either `event` or `events`. A change
   * replaces.
   */
  events?: pulumi.Input<pulumi.Input<RockitEvent>[]> | undefined;
  /**
   * Where the events are sent: a `webhook` (requires `url`) or a `slack` channel (requires `slackToken` and
   * `channelId`). A change replaces.
   */
  type: pulumi.Input<RockitTarget>;
  /**
   * URL of the webhook: absolute, `https://` or `http://`. Required for a webhook, not allowed for Slack. A
   * change replaces.
   */
  url?: pulumi.Input<string> | undefined;
  /**
   * Token of the Slack app; encrypted in the state and write-only. Required for Slack, not allowed for a
   * webhook. A change replaces.
   */
  slackToken?: pulumi.Input<string> | undefined;
  /** The Slack channel. Required for Slack, not allowed for a webhook. A change replaces. */
  channelId?: pulumi.Input<string> | undefined;
  /**
   * Any value. A change replaces, which rotates the signing secret. Not sent to the server. Default: none.
   */
  rotationTrigger?: pulumi.Input<unknown> | undefined;
  /**
   * What to do if a subscription of this name exists at creation: `fail`, or `replace`, which deletes the
   * existing one for everyone who uses it. Read at creation only; a later change has no effect. Not sent to
   * the server. Default `fail`.
   */
  onConflict?: pulumi.Input<RockitConflictAnswer> | undefined;
}

type Kind = typeof rockitSubscription;

/** The kind, loaded with the first resource: a program may use only the other vendor. */
const kind = (): Kind => require("./kind").rockitSubscription;

/**
 * Passes `retainOnDelete` to the check, which does not see options. Only an explicit name can conflict with
 * it.
 */
const internal = (
  { name }: { readonly name?: unknown },
  { id, retainOnDelete }: pulumi.CustomResourceOptions,
) => (id === undefined && name !== undefined && retainOnDelete === true ? { retainOnDelete } : {});

/**
 * A subscription of ROCKIT Edge: sends import, build and deploy events to a webhook or a Slack channel. Its
 * id is its name.
 *
 * Create calls `POST /be/v1/subscriptions`, read `GET /be/v1/subscriptions`, delete `DELETE
 * /be/v1/subscriptions/{name}` (ROCKITPLAY API pages "Subscribe", "List Subscriptions", "Unsubscribe").
 * Invalid arguments fail the check before anything is sent. A name that already exists fails the creation.
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
   * Signing secret in base64; decoded, it is the key that verifies the JWT of each delivery. A secret output.
   * The server returns it only at creation, so the state is its only copy. Undefined after `get`, or after an
   * import without the secret.
   */
  declare readonly secret: pulumi.Output<string>;
  /** When the secret was issued, ISO 8601 in UTC. Undefined after `get` or an import. */
  declare readonly secretIssuedAt: pulumi.Output<string>;

  constructor(name: string, args: RockitSubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    // Only an explicit name can conflict with a retained predecessor.
    const options = args?.name === undefined ? opts : withInheritedRetention(name, opts);
    super(kind, name, args, options, internal);
  }

  /**
   * Reads an existing subscription by its name, without managing it. Its secret and Slack token are not
   * available. Fails if it does not exist.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): RockitSubscription {
    return new this(name, {} as RockitSubscriptionArgs, { ...opts, id });
  }
}
