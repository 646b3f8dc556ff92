import { type HostsConfig, hostsSchema, readHostList } from "../address/host-options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import { commaSeparated } from "../patterns";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { rockitSubscription, validateResourceOfKind } from "../resource-kinds";

/** Events go to allowed hosts only. */
export const rockitWebhookAllowedHosts: ResourcePolicy = {
  name: "rockit-webhook-allowed-hosts",
  displayName: "ROCKIT webhooks are on allowed hosts",
  description: "Forbids ROCKIT webhooks on hosts that the option hosts does not list.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "destination"],
  url: cwe(183),
  remediationSteps:
    "Use a receiver on an allowed host, or add the host to the policy's option hosts. A change of url replaces the subscription, with a new signing secret.",
  configSchema: hostsSchema,
  validateResource: validateResourceOfKind(rockitSubscription, (props, args, report) => {
    const { hosts } = args.getConfig<HostsConfig>();
    if (hosts.length === 0) args.notApplicable("no hosts are configured: every host is allowed");
    const allowed = readHostList("hosts", hosts, report);
    const { url } = props;
    if (url === undefined) return;
    const address = readAddress(url);
    if (address === "ambiguous") return report(ambiguousMessage("url"));
    if (allowed.has(address.host)) return;
    report(
      `The host of url is not allowed: use one of ${commaSeparated(hosts)}, or add it to this policy's option hosts.`,
    );
  }),
  docs: {
    prevents: `Events to the outside: a mistyped or foreign host gets the names of jobs and customers ([CWE-183](${cwe(183)})). Such lists have been [bypassed](https://www.blackhat.com/docs/us-17/thursday/us-17-Tsai-A-New-Era-Of-SSRF-Exploiting-URL-Parser-In-Trending-Programming-Languages.pdf) with URLs from which two parsers read different hosts.`,
    passes: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"],
  type: "webhook", url: "https://hooks.example.com/rockit",
});`,
    fails: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"],
  type: "webhook", url: "https://hooks.example.net/rockit",
});`,
    configured: { hosts: ["*.example.com"] },
  },
};
