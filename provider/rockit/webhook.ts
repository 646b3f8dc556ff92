import * as pulumi from "@pulumi/pulumi";
import { webhookToken } from "./components";
import { RockitSubscription, type RockitSubscriptionArgs } from "./subscription";
import { checkVersions, RockitVersions } from "./versions";

/** The arguments of a webhook subscription, and the versions of its signing secret. */
export interface RockitWebhookArgs<Version extends string = string>
  extends Pick<RockitSubscriptionArgs, "sender" | "event" | "events" | "rotationTrigger"> {
  /** The webhook, an absolute `https://` or `http://` URL. A change replaces each version's subscription, without a gap. */
  url: pulumi.Input<string>;
  /**
   * One or two texts, the newest last: letters, digits, `.`, `-` and `_`. Each is a subscription with a signing secret of its own, and
   * while there are two every event is delivered by both. Adding one creates its subscription, removing one deletes it; the other one is
   * left as it is. Three, repeated ones and an empty list fail the program. A change after which no former version is left, a renamed
   * one for instance, fails the preview.
   */
  versions: readonly Version[];
  /**
   * A `RockitSubscription` of the stack that becomes a version, without being created again: its name in the program, if it has the
   * component's parent, else an alias. Keep the entry until an `up` has done so. Default: none.
   */
  takesOver?: { readonly [Name in Version]?: string | pulumi.Alias | undefined } | undefined;
}

/**
 * A webhook of ROCKIT Edge whose signing secret is rotated in two steps: a `RockitSubscription` for each version, named
 * `<name>-<version>`. Add a version, hand its secret over, and remove the old one once the receiver has it.
 *
 * Subscriptions' names are made, so that a change of any argument but `versions` creates each version's new subscription before it deletes
 * the old one. Each then has a new secret, since the vendor has no update call (ROCKITPLAY API pages "Subscribe", "Unsubscribe").
 *
 * @throws RunError if `versions` is not one or two different texts
 */
export class RockitWebhook<Version extends string = string> extends pulumi.ComponentResource {
  /** What it is made of. @internal */
  static readonly parts = { RockitSubscription, RockitVersions };

  /** The signing secret of each version, secret outputs. */
  readonly secrets: { readonly [Name in Version]: pulumi.Output<string> };
  /** The newest version's, a secret output. */
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

/** What would be ignored, or break what the component promises: under a name of the program's own two versions could not be. */
function checkArguments(component: string, args: RockitWebhookArgs, versions: readonly string[]): void {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const other = given.find(([name]) => !argumentNames.includes(name))?.[0];
  if (other !== undefined)
    throw new pulumi.RunError(
      `${component}: ${other} is not an argument; valid ones are ${argumentNames.join(", ")}`,
    );
  const missing = Object.keys(args.takesOver ?? {}).find((version) => !versions.includes(version));
  if (missing !== undefined)
    throw new pulumi.RunError(
      `${component}: takesOver names ${missing}, which is none of versions: take the entry out`,
    );
}
