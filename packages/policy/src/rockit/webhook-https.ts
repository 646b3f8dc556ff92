import { ambiguousMessage, readAddress } from "../address/read-address";
import { toHttps } from "../address/to-https";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { remediateResourceOfKind, rockitSubscription, validateResourceOfKind } from "../resource-kinds";

/** Events use https. */
export const rockitWebhookHttps: ResourcePolicy = {
  name: "rockit-webhook-https",
  displayName: "ROCKIT webhooks use https",
  description: "Forbids ROCKIT webhooks without https.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "transport"],
  url: cwe(319),
  remediationSteps:
    "Begin url with https://. With the enforcement level remediate, the policy does this itself, except for a port other than 80: there, write the port that speaks https. A change of url replaces the subscription, with a new signing secret.",
  validateResource: validateResourceOfKind(rockitSubscription, ({ url }, _args, report) => {
    if (url === undefined) return;
    const address = readAddress(url);
    if (address === "ambiguous") return report(ambiguousMessage("url"));
    if (address.scheme === "https") return;
    if (address.scheme !== "http")
      return report(
        "url has no https scheme, so events may not be encrypted: write it as a URL that begins with https://.",
      );
    report(
      toHttps(url) === undefined
        ? "url uses http, so anyone on the network path can read and change the events: begin it with https://, and give the port that speaks https. The policy does not know this port, so it can't correct the URL itself."
        : "url uses http, so anyone on the network path can read and change the events: begin it with https://.",
    );
  }),
  remediateResource: remediateResourceOfKind(rockitSubscription, (props) => {
    const corrected = props.url === undefined ? undefined : toHttps(props.url);
    if (corrected === undefined) return undefined;
    props.url = corrected;
    return props;
  }),
  docs: {
    prevents: `Events and their signatures in plain text: anyone on the network path can read and change them ([CWE-319](${cwe(319)})).`,
    passes: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"],
  type: "webhook", url: "https://hooks.example.com/rockit",
});`,
    fails: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"],
  type: "webhook", url: "http://hooks.example.com/rockit",
});`,
  },
};
