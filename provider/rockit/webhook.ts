import * as pulumi from "@pulumi/pulumi";
import { webhookToken } from "./components";
import { RockitSubscription, type RockitSubscriptionArgs } from "./subscription";
import { checkVersions, RockitVersions } from "./versions";

/**
 * Arguments of a `RockitWebhook`: those of a webhook subscription, and the versions of its signing secret.
 */
export interface RockitWebhookArgs<Version extends string = string>
  extends Pick<RockitSubscriptionArgs, "sender" | "event" | "events" | "rotationTrigger"> {
  /**
   * URL of the webhook: absolute, `https://` or `http://`. A change replaces each version's subscription
   * without a gap.
   */
  url: pulumi.Input<string>;
  /**
   * One or two version names, the newest last: letters, digits, `.`, `-` and `_`. Each version is a
   * subscription with its own signing secret; with two versions, both deliver every event. Adding a version
   * creates its subscription, removing one deletes it, and the other version stays unchanged. An empty list,
   * duplicates or three versions fail the program. A change that keeps no former version, such as renaming
   * the only one, fails the preview.
   */
  versions: readonly Version[];
  /**
   * By version: an existing `RockitSubscription` of the stack that becomes this version without being created
   * again. Its name in the program if it has the component's parent, otherwise an alias. Keep the
   * entry until an `up` of every stack has done so. Default: none.
   */
  takesOver?: { readonly [Name in Version]?: string | pulumi.Alias | undefined } | undefined;
}

/**
 * A webhook of ROCKIT Edge whose signing secret is rotated in two steps: one `RockitSubscription` per
 * version, named `<name>-<version>`. Add a version, give its secret to the receiver, then remove the old
 * version.
 *
 * The subscriptions have generated names, so a change of any argument except `versions` creates the new
 * subscriptions before it deletes the old ones. Each gets a new secret, because the vendor has no update call
 * (ROCKITPLAY API pages "Subscribe", "Unsubscribe").
 *
 * @throws RunError if `versions` is not one or two different strings
 */
export class RockitWebhook<Version extends string = string> extends pulumi.ComponentResource {
  /** Classes of the child resources. @internal */
  static readonly parts = { RockitSubscription, RockitVersions };

  /** Signing secret per version; secret outputs. */
  readonly secrets: { readonly [Name in Version]: pulumi.Output<string> };
  /** Signing secret of the newest version; a secret output. */
  readonly secret: pulumi.Output<string>;

  constructor(name: string, args: RockitWebhookArgs<Version>, opts?: pulumi.ComponentResourceOptions) {
    super(webhookToken, name, {}, opts);
    const { RockitSubscription: Subscription, RockitVersions: Versions } = new.target.parts;
    const { versions, takesOver = {} as NonNullable<typeof args.takesOver>, ...own } = args;
    const component = `RockitWebhook ${JSON.stringify(name)}`;
    checkVersions(component, versions);
    checkArguments(component, args, versions);
    const subscriptions = versions.map((version) => {
      const former = takesOver[version];
      const aliases = former === undefined ? [] : [aliasOf(former, opts?.parent)];
      return new Subscription(`${name}-${version}`, { ...own, type: "webhook" }, { parent: this, aliases });
    });
    new Versions(name, { versions }, { parent: this, dependsOn: subscriptions });
    const secrets = subscriptions.map(({ secret }) => secret);
    this.secrets = Object.fromEntries(
      versions.map((version, index) => [version, secrets[index]]),
    ) as typeof this.secrets;
    this.secret = secrets[secrets.length - 1] as pulumi.Output<string>;
    this.registerOutputs({ versions, secrets: this.secrets, secret: this.secret });
  }
}

const aliasOf = (former: string | pulumi.Alias, parent: pulumi.Resource | undefined): pulumi.Alias =>
  typeof former !== "string" ? former : { name: former, parent: parent ?? pulumi.rootStackResource };

const argumentNames = ["sender", "event", "events", "url", "rotationTrigger", "versions", "takesOver"];

/** Rejects unknown arguments, which would be ignored, and `name`, which two versions can't share. */
function checkArguments(component: string, args: RockitWebhookArgs, versions: readonly string[]): void {
  const set = Object.entries(args).filter(([, value]) => value !== undefined);
  const other = set.find(([name]) => !argumentNames.includes(name))?.[0];
  if (other !== undefined)
    throw new pulumi.RunError(
      `${component}: ${other} is not an argument; valid ones are ${argumentNames.join(", ")}`,
    );
  const missing = Object.keys(args.takesOver ?? {}).find((version) => !versions.includes(version));
  if (missing !== undefined)
    throw new pulumi.RunError(
      `${component}: takesOver names ${missing}, which is not in versions: correct the version; remove the entry only if every stack has taken over its subscription`,
    );
}
