import * as pulumi from "@pulumi/pulumi";
import { eventHubToken } from "./components";
import { RockitSubscription } from "./subscription";
import { checkVersions, RockitVersions } from "./versions";
import type { RockitEvent, RockitSender } from "./vocabulary";

/** One webhook for the events of several senders. */
export interface RockitEventHubArgs<Senders extends RockitSender, Version extends string = string> {
  /** The webhook, an absolute `https://` or `http://` URL. A change replaces all subscriptions, without a gap. */
  url: pulumi.Input<string>;
  /** The events of each sender, such as `{ mkraw: ["end", "error"] }`. A change replaces that sender's subscription, without a gap. */
  senders: Readonly<Record<Senders, pulumi.Input<pulumi.Input<RockitEvent>[]>>>;
  /** Any value; a change of it rotates all signing secrets. */
  rotationTrigger?: pulumi.Input<unknown> | undefined;
  /**
   * One or two texts, the newest last, as of a `RockitWebhook`: each sender then has a subscription for each version. The first version
   * that is ever given takes over the subscriptions that the hub had without. Default: none, and one subscription a sender.
   */
  versions?: readonly Version[] | undefined;
}

/**
 * A webhook for several senders of ROCKIT Edge, since a subscription has one sender: a `RockitSubscription` each, named `<name>-<sender>`, or
 * `<name>-<sender>-<version>` where versions are given.
 *
 * @throws RunError if `versions` is given and not one or two different texts
 */
export class RockitEventHub<
  Senders extends RockitSender = RockitSender,
  Version extends string = string,
> extends pulumi.ComponentResource {
  /** What it is made of. @internal */
  static readonly parts = { RockitSubscription, RockitVersions };

  /** The signing secret of each sender's deliveries, secret outputs; the newest version's. */
  readonly secrets: { readonly [Sender in Senders]: pulumi.Output<string> };
  /** The signing secrets of each version, by sender, secret outputs. Empty without `versions`. */
  readonly secretsByVersion: {
    readonly [Name in Version]: { readonly [Sender in Senders]: pulumi.Output<string> };
  };

  constructor(
    name: string,
    args: RockitEventHubArgs<Senders, Version>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(eventHubToken, name, {}, opts);
    const { RockitSubscription: Subscription, RockitVersions: Versions } = new.target.parts;
    const { url, rotationTrigger, versions } = args;
    const senders = Object.entries(args.senders) as [Senders, pulumi.Input<pulumi.Input<RockitEvent>[]>][];
    const all: RockitSubscription[] = [];
    /** A subscription for each sender; what the hub had without versions is the first one's. */
    const subscribed = (suffix: string, hadNone: boolean) =>
      Object.fromEntries(
        senders.map(([sender, events]) => {
          const own = { sender, events, type: "webhook" as const, url, rotationTrigger };
          const aliases = hadNone ? [{ name: `${name}-${sender}` }] : [];
          const one = new Subscription(`${name}-${sender}${suffix}`, own, { parent: this, aliases });
          all.push(one);
          return [sender, one.secret];
        }),
      ) as typeof this.secrets;
    if (versions === undefined) {
      this.secrets = subscribed("", false);
      this.secretsByVersion = {} as typeof this.secretsByVersion;
      this.registerOutputs({ secrets: this.secrets });
      return;
    }
    checkVersions(`RockitEventHub ${JSON.stringify(name)}`, versions);
    const byVersion = versions.map(
      (version, index) => [version, subscribed(`-${version}`, index === 0)] as const,
    );
    new Versions(name, { versions }, { parent: this, dependsOn: all });
    this.secretsByVersion = Object.fromEntries(byVersion) as typeof this.secretsByVersion;
    this.secrets = byVersion[byVersion.length - 1]?.[1] as typeof this.secrets;
    const { secrets, secretsByVersion } = this;
    this.registerOutputs({ versions, secrets, secretsByVersion });
  }
}
