import type { ResourceValidationPolicy } from "@pulumi/policy";
import { hostOf } from "../addresses";
import { type HostsConfig, hostsSchema } from "../hosts";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { listed, matches } from "../patterns";
import { cwe } from "../references";

/** Events go to known hosts only. */
export const rockitWebhookHosts: ResourceValidationPolicy = {
  name: "rockit-webhook-hosts",
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
    const { url } = props;
    if (url === undefined || matches(hostOf(url) ?? "", hosts)) return;
    report(
      `The host of url is not allowed: use one of ${listed(hosts)}, or have it added to hosts of this policy.`,
    );
  }),
};
