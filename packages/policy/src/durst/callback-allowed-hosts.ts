import { type HostsConfig, hostsOf, hostsSchema } from "../address/options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../documented";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { listed } from "../patterns";
import { cwe } from "../references";

/** Callbacks go to known hosts only. */
export const durstCallbackAllowedHosts: ResourcePolicy = {
  name: "durst-callback-allowed-hosts",
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
    const allowed = hostsOf("hosts", hosts, report);
    const address = readAddress(props.hostUri);
    if (address === "ambiguous") return report(ambiguousMessage("hostUri"));
    if (allowed.has(address.host)) return;
    report(
      `The host of hostUri is not allowed: use one of ${listed(hosts)}, or have it added to hosts of this policy.`,
    );
  }),
  docs: {
    prevents: `Callbacks that leave the company: a mistyped or foreign host gets the names of jobs and the password of the receiver ([CWE-183](${cwe(183)})).`,
    passes: `const key = new pulumi.Config().requireSecret("key");
new DurstSubscriber("press", {
  hostUri: "https://hooks.example.com/durst/", externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-jwt", key },
});`,
    fails: `const key = new pulumi.Config().requireSecret("key");
new DurstSubscriber("press", {
  hostUri: "https://hooks.example.net/durst/", externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-jwt", key },
});`,
    configured: { hosts: ["*.example.com", "10.1.0.0/16"] },
  },
};
