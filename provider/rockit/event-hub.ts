import * as pulumi from "@pulumi/pulumi";
import { RockitSubscription } from "./subscription";
import type { RockitEvent, RockitSender } from "./vocabulary";

/** One webhook for the events of several senders. */
export interface RockitEventHubArgs<Senders extends RockitSender> {
  /** The webhook, an absolute `https://` or `http://` URL. A change replaces all subscriptions, without a gap. */
  url: pulumi.Input<string>;
  /** The events of each sender, such as `{ mkraw: ["end", "error"] }`. A change replaces that sender's subscription, without a gap. */
  senders: Readonly<Record<Senders, pulumi.Input<pulumi.Input<RockitEvent>[]>>>;
  /** Any value; a change of it rotates all signing secrets. */
  rotationTrigger?: pulumi.Input<unknown> | undefined;
}

/**
 * A webhook for several senders of ROCKIT Edge: a `RockitSubscription` each, named `<name>-<sender>`, since a subscription has one sender.
 */
export class RockitEventHub<Senders extends RockitSender = RockitSender> extends pulumi.ComponentResource {
  /** What it is made of. @internal */
  static readonly parts = { RockitSubscription };

  /** The signing secret of each sender's deliveries, secret outputs. */
  readonly secrets: { readonly [Sender in Senders]: pulumi.Output<string> };

  constructor(name: string, args: RockitEventHubArgs<Senders>, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-rockit-durst:rockit:EventHub", name, {}, opts);
    const { RockitSubscription: Subscription } = new.target.parts;
    const { url, rotationTrigger } = args;
    const senders = Object.entries(args.senders) as [Senders, pulumi.Input<pulumi.Input<RockitEvent>[]>][];
    const secrets = senders.map(([sender, events]) => {
      const own = { sender, events, type: "webhook" as const, url, rotationTrigger };
      const subscription = new Subscription(`${name}-${sender}`, own, { parent: this });
      return [sender, subscription.secret] as const;
    });
    this.secrets = Object.fromEntries(secrets) as typeof this.secrets;
    this.registerOutputs({ secrets: this.secrets });
  }
}
