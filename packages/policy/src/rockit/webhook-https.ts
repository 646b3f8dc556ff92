import { httpsFor } from "../address/https";
import { ambiguousMessage, readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../documented";
import { remediateResourceOfKind, rockitSubscription, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Events go to webhooks by https only. */
export const rockitWebhookHttps: ResourcePolicy = {
  name: "rockit-webhook-https",
  displayName: "ROCKIT webhooks use https",
  description: "The webhook of a ROCKIT subscription is reached by https.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "transport"],
  url: cwe(319),
  remediationSteps:
    "Begin url with https://, or let the policy do it: enforcement level remediate. It leaves a URL with a port other than 80 as it is: write the port that speaks https.",
  validateResource: validateResourceOfKind(rockitSubscription, ({ url }, _args, report) => {
    if (url === undefined) return;
    const address = readAddress(url);
    if (address === "ambiguous") return report(ambiguousMessage("url"));
    if (address.scheme === "https") return;
    if (address.scheme !== "http")
      return report(
        "url has no https scheme, so that nothing says that the events are encrypted: write it as a URL that begins with https://.",
      );
    report(
      httpsFor(url) === undefined
        ? "url uses http on a port of its own, so that everybody on the way can read and change the events: begin it with https://, and write the port that speaks https. The policy can't know the port, and remediates nothing."
        : "url uses http, so that everybody on the way can read and change the events: begin it with https://.",
    );
  }),
  remediateResource: remediateResourceOfKind(rockitSubscription, (props) => {
    const mended = props.url === undefined ? undefined : httpsFor(props.url);
    if (mended === undefined) return undefined;
    props.url = mended;
    return props;
  }),
  docs: {
    prevents: `Events and their signatures in the clear: whoever is on the way reads and changes them ([CWE-319](${cwe(319)})).`,
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
