import type { ResourceValidationPolicy } from "@pulumi/policy";
import { hostOf } from "../addresses";
import { type HostsConfig, hostsSchema } from "../hosts";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { listed, matches } from "../patterns";
import { cwe } from "../references";

/** Callbacks go to known hosts only. */
export const durstCallbackHosts: ResourceValidationPolicy = {
  name: "durst-callback-hosts",
  displayName: "Durst callbacks go to allowed hosts",
  description: "The host of a Durst subscriber is an allowed one.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "destination"],
  url: cwe(183),
  remediationSteps: "Use a receiver on an allowed host, or have the host added to the policy's hosts.",
  configSchema: hostsSchema,
  validateResource: validateResourceOfKind(durstSubscriber, (props, args, report) => {
    const { hosts } = args.getConfig<HostsConfig>();
    if (hosts.length === 0) args.notApplicable("no hosts are configured: every host is allowed");
    if (matches(hostOf(props.hostUri) ?? "", hosts)) return;
    report(
      `The host of hostUri is not allowed: use one of ${listed(hosts)}, or have it added to hosts of this policy.`,
    );
  }),
};
