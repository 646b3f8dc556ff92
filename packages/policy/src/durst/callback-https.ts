import { HostList } from "../address/host-list";
import { httpsFor } from "../address/https";
import { type ExceptHostsConfig, exceptHostsSchema, hostsOf } from "../address/options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../documented";
import { durstSubscriber, remediateResourceOfKind, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Callbacks go by https only. */
export const durstCallbackHttps: ResourcePolicy = {
  name: "durst-callback-https",
  displayName: "Durst callbacks use https",
  description: "The host of a Durst subscriber is called by https.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "transport"],
  url: cwe(319),
  remediationSteps:
    "Begin hostUri with https://, or let the policy change http:// to it: enforcement level remediate. It leaves a host without a scheme and a URL with a port other than 80 as they are: write the port that speaks https. On a closed network, have the host added to the policy's exceptHosts.",
  configSchema: exceptHostsSchema,
  validateResource: validateResourceOfKind(durstSubscriber, (props, args, report) => {
    const excepted = hostsOf("exceptHosts", args.getConfig<ExceptHostsConfig>().exceptHosts, report);
    const { hostUri } = props;
    const address = readAddress(hostUri);
    if (address === "ambiguous") return report(ambiguousMessage("hostUri"));
    if (address.scheme === "https" || excepted.has(address.host)) return;
    if (address.scheme !== "http")
      return report(
        "hostUri has no scheme, so that nothing says that the callbacks are encrypted: write it as a URL that begins with https://.",
      );
    report(
      httpsFor(hostUri) === undefined
        ? "hostUri uses http on a port of its own, so that everybody on the way can read and change the callbacks: begin it with https://, and write the port that speaks https. The policy can't know the port, and remediates nothing."
        : "hostUri uses http, so that everybody on the way can read and change the callbacks: begin it with https://.",
    );
  }),
  remediateResource: remediateResourceOfKind(durstSubscriber, (props, args) => {
    const excepted = new HostList(args.getConfig<ExceptHostsConfig>().exceptHosts);
    const address = readAddress(props.hostUri);
    // With an exception that can't be used nobody knows whether it was meant for this host.
    if (address === "ambiguous" || excepted.unusable.length > 0 || excepted.has(address.host))
      return undefined;
    const mended = httpsFor(props.hostUri);
    if (mended === undefined) return undefined;
    props.hostUri = mended;
    return props;
  }),
  docs: {
    prevents: `Callbacks and their passwords in the clear: whoever is on the way reads and changes them ([CWE-319](${cwe(319)})).`,
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
