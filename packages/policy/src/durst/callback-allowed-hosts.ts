import { type HostsConfig, hostsSchema, readHostList } from "../address/host-options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import { commaSeparated } from "../patterns";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { durstSubscriber, validateResourceOfKind } from "../resource-kinds";

/** Callbacks go to allowed hosts only. */
export const durstCallbackAllowedHosts: ResourcePolicy = {
  name: "durst-callback-allowed-hosts",
  displayName: "Durst callbacks go to allowed hosts",
  description: "Forbids Durst callbacks to hosts that the option hosts does not list.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "destination"],
  url: cwe(183),
  remediationSteps: "Use a receiver on an allowed host, or add the host to the policy's option hosts.",
  configSchema: hostsSchema,
  validateResource: validateResourceOfKind(durstSubscriber, (props, args, report) => {
    const { hosts } = args.getConfig<HostsConfig>();
    if (hosts.length === 0) args.notApplicable("no hosts are configured: every host is allowed");
    const allowed = readHostList("hosts", hosts, report);
    const address = readAddress(props.hostUri);
    if (address === "ambiguous") return report(ambiguousMessage("hostUri"));
    if (allowed.has(address.host)) return;
    report(
      `The host of hostUri is not allowed: use one of ${commaSeparated(hosts)}, or add it to this policy's option hosts.`,
    );
  }),
  docs: {
    prevents: `Callbacks to the outside: a mistyped or foreign host gets the names of jobs and the password of the receiver ([CWE-183](${cwe(183)})).`,
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
