import { HostList } from "../address/host-list";
import { type ExceptHostsConfig, exceptHostsSchema, readHostList } from "../address/host-options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import { toHttps } from "../address/to-https";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { durstSubscriber, remediateResourceOfKind, validateResourceOfKind } from "../resource-kinds";

/** Callbacks use https. */
export const durstCallbackHttps: ResourcePolicy = {
  name: "durst-callback-https",
  displayName: "Durst callbacks use https",
  description: "Forbids Durst callbacks without https.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "transport"],
  url: cwe(319),
  remediationSteps:
    "Begin hostUri with https://. With the enforcement level remediate, the policy does this itself, except for a host without a scheme and for a port other than 80: there, write the URL with the port that speaks https. On a closed network, add the host to the policy's option exceptHosts.",
  configSchema: exceptHostsSchema,
  validateResource: validateResourceOfKind(durstSubscriber, (props, args, report) => {
    const excepted = readHostList("exceptHosts", args.getConfig<ExceptHostsConfig>().exceptHosts, report);
    const { hostUri } = props;
    const address = readAddress(hostUri);
    if (address === "ambiguous") return report(ambiguousMessage("hostUri"));
    if (address.scheme === "https" || excepted.has(address.host)) return;
    if (address.scheme !== "http")
      return report(
        "hostUri has no scheme, so callbacks may not be encrypted: write it as a URL that begins with https://.",
      );
    report(
      toHttps(hostUri) === undefined
        ? "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://, and give the port that speaks https. The policy does not know this port, so it can't correct the URL itself."
        : "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://.",
    );
  }),
  remediateResource: remediateResourceOfKind(durstSubscriber, (props, args) => {
    const excepted = new HostList(args.getConfig<ExceptHostsConfig>().exceptHosts);
    const address = readAddress(props.hostUri);
    // An invalid exception may have been meant for this host.
    if (address === "ambiguous" || excepted.invalidEntries.length > 0 || excepted.has(address.host))
      return undefined;
    const corrected = toHttps(props.hostUri);
    if (corrected === undefined) return undefined;
    props.hostUri = corrected;
    return props;
  }),
  docs: {
    prevents: `Callbacks and their passwords in plain text: anyone on the network path can read and change them ([CWE-319](${cwe(319)})).`,
    passes: `const key = new pulumi.Config().requireSecret("key");
new DurstSubscriber("press", {
  hostUri: "https://hooks.example.com/durst/", externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-jwt", key },
});`,
    fails: `const key = new pulumi.Config().requireSecret("key");
new DurstSubscriber("press", {
  hostUri: "http://hooks.example.com/durst/", externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-jwt", key },
});`,
  },
};
