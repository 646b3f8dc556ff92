import type { ResourcePolicy } from "../documented";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { listed } from "../patterns";
import { rfc } from "../references";
import { isEncrypted, sentWithMarks, whyNoMarks } from "../secret-marks";
import { hasAccessToken } from "./access-tokens";
import { parametersOf } from "./address-parts";
import { capabilitiesIn } from "./capability-urls";
import { credentialNames, namedAsCredentials, otherNames } from "./named-credentials";
import { hasUser, webhookAddress } from "./webhook-address";

interface CredentialsConfig {
  parameters: string[];
  exceptParameters: string[];
}

/** An address is printed and logged on its way, by the vendor and by proxies, and so is a credential in it. */
export const rockitWebhookCredentials: ResourcePolicy = {
  name: "rockit-webhook-credentials",
  displayName: "ROCKIT webhooks have no credentials in their address",
  description:
    "The webhook of a ROCKIT subscription has no credentials in its address, or the address is itself one and encrypted.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "credentials"],
  url: rfc(3986, "7.5"),
  remediationSteps:
    "Take the credential out of url, replace it where it is used, and let the receiver verify deliveries with the subscription's secret. An address that its receiver gives out as a credential, such as Slack's: pulumi.secret(url).",
  docs: {
    prevents:
      "Addresses end in logs, tickets and repositories, and with them what they hold ([CWE-598](https://cwe.mitre.org/data/definitions/598.html)). Whoever finds a Slack or Discord webhook [posts as you](https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/); Slack looks for leaked ones and revokes them.",
    passes: `const url = pulumi.secret("https://hooks.slack.com/services/T0/B0/kept-in-the-configuration");
const events = ["end", "error", "exception"];
new RockitSubscription("builds", { sender: "mkraw", events, type: "webhook", url });`,
    fails: `const url = "https://hooks.slack.com/services/T0/B0/seen-by-everybody";
const events = ["end", "error", "exception"];
new RockitSubscription("builds", { sender: "mkraw", events, type: "webhook", url });`,
  },
  configSchema: {
    properties: {
      parameters: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: credentialNames,
        description:
          "Names of a URL's parameters that hold credentials, in any style: api-key, apiKey and API_KEY are the same; * stands for any characters. Takes no hosts and no addresses. A value of fewer than four characters, or such as true or none, does not count; nor does a code of fewer than 16 characters (20 without digits), or of digits only.",
      },
      exceptParameters: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: otherNames,
        description:
          "Names of parameters that hold no credentials though one of parameters matches, such as page-token or partition-key: patterns as in parameters.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, { getConfig }, report) => {
    const url: unknown = props.url;
    // The provider refuses what is no text.
    if (typeof url !== "string") return;
    const { parameters, exceptParameters } = getConfig<CredentialsConfig>();
    if (hasUser(url))
      report(
        "url holds a user or password, which ends in logs: take it out, and verify deliveries with the subscription's secret.",
      );
    const address = webhookAddress(url);
    if (address === undefined) return;
    const capabilities = capabilitiesIn(address);
    // What their receivers ask for can't be taken out.
    const asked = new Set(capabilities.flatMap((capability) => capability.parameters));
    const named = namedAsCredentials(address, parameters, [...exceptParameters, ...asked]);
    if (named.length > 0)
      report(
        `url has a parameter with a credential's name (${listed(named)}), which ends in logs: take it out, and verify deliveries with the subscription's secret.`,
      );
    const given = parametersOf(address).flatMap(([key, value]) =>
      asked.has(key.toLowerCase()) ? [value] : [],
    );
    if (hasAccessToken(address, given))
      report(
        "url holds what looks like an access token, which ends in logs: take it out, and verify deliveries with the subscription's secret.",
      );
    if (capabilities.length === 0) return;
    const sent = sentWithMarks(props);
    if (sent === undefined) report(whyNoMarks());
    else if (!isEncrypted(sent, ["url"]))
      report(
        "url is a credential by itself, with which anybody can send to its receiver, and not marked as a secret: wrap it in pulumi.secret.",
      );
  }),
};
