import type { ResourceValidationPolicy } from "@pulumi/policy";
import { addressOf } from "../addresses";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { listed } from "../patterns";
import { rfc } from "../references";
import { credentialNames, namedAsCredentials } from "./named-credentials";

/** An address is printed and logged on its way, by the vendor and by proxies, and so is a credential in it. */
export const rockitWebhookCredentials: ResourceValidationPolicy = {
  name: "rockit-webhook-credentials",
  displayName: "ROCKIT webhooks have no credentials in their address",
  description: "The webhook of a ROCKIT subscription has no credentials in its address.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "credentials"],
  url: rfc(3986, "7.5"),
  remediationSteps:
    "Take the credential out of url, replace it where it is used, and let the receiver verify deliveries with the subscription's secret.",
  configSchema: {
    properties: {
      parameters: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: credentialNames,
        description:
          "Names of a URL's parameters that hold credentials, in lower case with hyphens: api-key is apiKey and API_KEY too; * stands for any characters.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, ({ url }, { getConfig }, report) => {
    const address = url === undefined ? undefined : addressOf(url);
    if (address === undefined) return;
    if (address.username !== "" || address.password !== "")
      report(
        "url holds a user or password, which ends in logs: take it out, and verify deliveries with the subscription's secret.",
      );
    const { parameters } = getConfig<{ parameters: string[] }>();
    const named = namedAsCredentials(address, parameters);
    if (named.length > 0)
      report(
        `url has a parameter with a credential's name (${listed(named)}), which ends in logs: take it out, and verify deliveries with the subscription's secret.`,
      );
  }),
};
