import type { ResourceValidationPolicy } from "@pulumi/policy";
import { httpsFor, isHttps } from "../addresses";
import { remediateResourceOfKind, rockitSubscription, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Events go to webhooks by https only. */
export const rockitWebhookHttps: ResourceValidationPolicy = {
  name: "rockit-webhook-https",
  displayName: "ROCKIT webhooks use https",
  description: "The webhook of a ROCKIT subscription is reached by https.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "transport"],
  url: cwe(319),
  remediationSteps: "Begin url with https://, or let the policy do it: enforcement level remediate.",
  validateResource: validateResourceOfKind(rockitSubscription, ({ url }, _args, report) => {
    if (url === undefined || isHttps(url)) return;
    report(
      "url uses http, so that everybody on the way can read and change the events: begin it with https://.",
    );
  }),
  remediateResource: remediateResourceOfKind(rockitSubscription, (props) => {
    const { url } = props;
    if (url === undefined || isHttps(url)) return undefined;
    props.url = httpsFor(url);
    return props;
  }),
};
