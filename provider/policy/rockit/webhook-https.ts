import {
  type ResourceValidationPolicy,
  remediateResourceOfType,
  validateResourceOfType,
} from "@pulumi/policy";
import { RockitSubscription } from "../../rockit/subscription";
import { httpsFor, isHttps } from "../addresses";
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
  validateResource: validateResourceOfType(RockitSubscription, ({ url }, _args, report) => {
    if (url === undefined || isHttps(url)) return;
    report(
      "url uses http, so that everybody on the way can read and change the events: begin it with https://.",
    );
  }),
  remediateResource: remediateResourceOfType(RockitSubscription, (props) => {
    const { url } = props;
    if (url === undefined || isHttps(url)) return undefined;
    props.url = httpsFor(url);
    return props;
  }),
};
