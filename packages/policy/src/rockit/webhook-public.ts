import { type AllowConfig, allowSchema, readHostList } from "../address/host-options";
import { isPublic } from "../address/is-public";
import { ambiguousMessage, readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { rockitSubscription, validateResourceOfKind } from "../resource-kinds";

/**
 * ROCKIT sends from a cloud: a local or private target is unreachable, or part of the sender's own network,
 * such as the metadata service of its machines. A public name that resolves to a private address is only
 * recognised if it does so by design.
 */
export const rockitWebhookPublic: ResourcePolicy = {
  name: "rockit-webhook-public",
  displayName: "ROCKIT webhooks are public",
  description: "Forbids ROCKIT webhooks on local, private and reserved hosts.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "destination"],
  url: cwe(918),
  remediationSteps:
    "Use a receiver that is reachable from the internet, or add its host or range to the policy's option allow. A change of url replaces the subscription, with a new signing secret.",
  configSchema: allowSchema,
  validateResource: validateResourceOfKind(rockitSubscription, (props, { getConfig }, report) => {
    const allowed = readHostList("allow", getConfig<AllowConfig>().allow, report);
    const { url } = props;
    if (url === undefined) return;
    const address = readAddress(url);
    if (address === "ambiguous") return report(ambiguousMessage("url"));
    if (isPublic(address.host) || allowed.has(address.host)) return;
    report(
      "The host of url is local, private or reserved, so ROCKIT's cloud can't reach it: use a public host, or add it to this policy's option allow.",
    );
  }),
  docs: {
    prevents: `Server-side request forgery ([CWE-918](${cwe(918)})): a webhook at the metadata address of a cloud reads the credentials of its machines, as in the [Capital One breach of 2019](https://krebsonsecurity.com/2019/08/what-we-can-learn-from-the-capital-one-hack/).`,
    passes: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"],
  type: "webhook", url: "https://hooks.example.com/rockit",
});`,
    fails: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"],
  type: "webhook", url: "https://169.254.169.254/latest/meta-data",
});`,
  },
};
