import type { ResourceValidationPolicy } from "@pulumi/policy";
import { hostOf, httpsFor, isHttps } from "../addresses";
import { type ExceptHostsConfig, exceptHostsSchema } from "../hosts";
import { durstSubscriber, remediateResourceOfKind, validateResourceOfKind } from "../of-kind";
import { matches } from "../patterns";
import { cwe } from "../references";

const isLetBe = (hostUri: string, { exceptHosts }: ExceptHostsConfig) =>
  isHttps(hostUri) || matches(hostOf(hostUri) ?? "", exceptHosts);

const isHttp = (hostUri: string) => httpsFor(hostUri) !== hostUri;

/** Callbacks go by https only. */
export const durstCallbackHttps: ResourceValidationPolicy = {
  name: "durst-callback-https",
  displayName: "Durst callbacks use https",
  description: "The host of a Durst subscriber is called by https.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "transport"],
  url: cwe(319),
  remediationSteps:
    "Begin hostUri with https://, or let the policy change http:// to it: enforcement level remediate. On a closed network, have the host added to the policy's exceptHosts.",
  configSchema: exceptHostsSchema,
  validateResource: validateResourceOfKind(durstSubscriber, ({ hostUri }, args, report) => {
    if (isLetBe(hostUri, args.getConfig<ExceptHostsConfig>())) return;
    report(
      isHttp(hostUri)
        ? "hostUri uses http, so that everybody on the way can read and change the callbacks: begin it with https://."
        : "hostUri has no scheme, so that nothing says that the callbacks are encrypted: write it as a URL that begins with https://.",
    );
  }),
  remediateResource: remediateResourceOfKind(durstSubscriber, (props, args) => {
    const { hostUri } = props;
    // Which port of a host without a scheme speaks https, and whether one does, is for a person to say.
    if (isLetBe(hostUri, args.getConfig<ExceptHostsConfig>()) || !isHttp(hostUri)) return undefined;
    props.hostUri = httpsFor(hostUri);
    return props;
  }),
};
