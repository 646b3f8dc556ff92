import * as pulumi from "@pulumi/pulumi";
import { eventHubToken } from "./components";
import { RockitSubscription } from "./subscription";
import { checkVersions, RockitVersions } from "./versions";
import type { RockitEvent, RockitSender } from "./vocabulary";

/** Arguments of a `RockitEventHub`. */
export interface RockitEventHubArgs<Senders extends RockitSender, Version extends string = string> {
  /**
   * URL of the webhook: absolute, `https://` or `http://`. A change replaces all subscriptions without a gap.
   */
  url: pulumi.Input<string>;
  /**
   * Events by sender, such as `{ mkraw: ["end", "error"] }`. A change replaces that sender's subscription
   * without a gap.
   */
  senders: Readonly<Record<Senders, pulumi.Input<pulumi.Input<RockitEvent>[]>>>;
  /** Any value; a change rotates all signing secrets. Default: none. */
  rotationTrigger?: pulumi.Input<unknown> | undefined;
  /**
   * One or two version names, the newest last, as for `RockitWebhook`: each sender then has one subscription
   * per version. The first version that is added adopts the hub's existing subscriptions. Default: none, one
   * subscription per sender.
   */
  versions?: readonly Version[] | undefined;
}

/**
 * A webhook for several senders of ROCKIT Edge: one `RockitSubscription` per sender, named `<name>-<sender>`,
 * or `<name>-<sender>-<version>` with versions.
 *
 * @throws RunError if `versions` is not one or two different strings
 */
export class RockitEventHub<
  Senders extends RockitSender = RockitSender,
  Version extends string = string,
> extends pulumi.ComponentResource {
  /** Classes of the child resources. @internal */
  static readonly parts = { RockitSubscription, RockitVersions };

  /** Signing secret per sender, of the newest version; secret outputs. */
  readonly secrets: { readonly [Sender in Senders]: pulumi.Output<string> };
  /** Signing secret per version and sender; secret outputs. Empty without `versions`. */
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
    /**
     * Creates one subscription per sender. The first version adopts the subscriptions of a hub without
     * versions.
     */
    const subscribe = (suffix: string, isFirstVersion: boolean) =>
      Object.fromEntries(
        senders.map(([sender, events]) => {
          const own = { sender, events, type: "webhook" as const, url, rotationTrigger };
          const aliases = isFirstVersion ? [{ name: `${name}-${sender}` }] : [];
          const one = new Subscription(`${name}-${sender}${suffix}`, own, { parent: this, aliases });
          all.push(one);
          return [sender, one.secret];
        }),
      ) as typeof this.secrets;
    if (versions === undefined) {
      this.secrets = subscribe("", false);
      this.secretsByVersion = {} as typeof this.secretsByVersion;
      this.registerOutputs({ secrets: this.secrets });
      return;
    }
    checkVersions(`RockitEventHub ${JSON.stringify(name)}`, versions);
    const byVersion = versions.map(
      (version, index) => [version, subscribe(`-${version}`, index === 0)] as const,
    );
    new Versions(name, { versions }, { parent: this, dependsOn: all });
    this.secretsByVersion = Object.fromEntries(byVersion) as typeof this.secretsByVersion;
    this.secrets = byVersion[byVersion.length - 1]?.[1] as typeof this.secrets;
    const { secrets, secretsByVersion } = this;
    this.registerOutputs({ versions, secrets, secretsByVersion });
  }
}
