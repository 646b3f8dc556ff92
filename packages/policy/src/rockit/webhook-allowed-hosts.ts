import { type HostsConfig, hostsOf, hostsSchema } from "../address/options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../documented";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { listed } from "../patterns";
import { cwe } from "../references";

/** Events go to known hosts only. */
export const rockitWebhookAllowedHosts: ResourcePolicy = {
  name: "rockit-webhook-allowed-hosts",
  displayName: "ROCKIT webhooks are on allowed hosts",
  description: "The webhook of a ROCKIT subscription is on an allowed host.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "destination"],
  url: cwe(183),
  remediationSteps: "Use a receiver on an allowed host, or have the host added to the policy's hosts.",
  configSchema: hostsSchema,
  validateResource: validateResourceOfKind(rockitSubscription, (props, args, report) => {
    const { hosts } = args.getConfig<HostsConfig>();
    if (hosts.length === 0) args.notApplicable("no hosts are configured: every host is allowed");
    const allowed = hostsOf("hosts", hosts, report);
    const { url } = props;
    if (url === undefined) return;
    const address = readAddress(url);
    if (address === "ambiguous") return report(ambiguousMessage("url"));
    if (allowed.has(address.host)) return;
    report(
      `The host of url is not allowed: use one of ${listed(hosts)}, or have it added to hosts of this policy.`,
    );
  }),
  docs: {
    prevents: `Events that leave the company: a mistyped or foreign host gets the names of jobs and customers ([CWE-183](${cwe(183)}); parsers that read different hosts in one URL are how such lists were [walked around](https://www.blackhat.com/docs/us-17/thursday/us-17-Tsai-A-New-Era-Of-SSRF-Exploiting-URL-Parser-In-Trending-Programming-Languages.pdf)).`,
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
