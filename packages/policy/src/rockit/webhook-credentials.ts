import { commaSeparated } from "../patterns";
import type { ResourcePolicy } from "../policy";
import { rfc } from "../references";
import { rockitSubscription, validateResourceOfKind } from "../resource-kinds";
import { isEncrypted, missingMarksReason, propsWithSecretMarks } from "../secret-marks";
import { hasAccessToken } from "./access-tokens";
import { capabilitiesIn } from "./capability-urls";
import { credentialNames, credentialParametersIn, harmlessNames } from "./credential-parameters";
import { hasUserInfo, parseLenientUrl } from "./lenient-url";
import { parametersOf } from "./url-parts";

interface CredentialsConfig {
  parameters: string[];
  exceptParameters: string[];
}

/** The vendor and proxies print and log URLs, together with the credentials in them. */
export const rockitWebhookCredentials: ResourcePolicy = {
  name: "rockit-webhook-credentials",
  displayName: "ROCKIT webhook URLs contain no credentials",
  description:
    "Forbids credentials in the URL of a ROCKIT webhook, and URLs that are a credential themselves (such as Slack's) unless they are Pulumi secrets.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "credentials"],
  url: rfc(3986, "7.5"),
  remediationSteps:
    "Remove the credential from url, and rotate it. Let the receiver verify deliveries with the subscription's secret. If the URL is itself a credential, such as Slack's, wrap it in pulumi.secret. A change of url replaces the subscription, with a new signing secret.",
  docs: {
    prevents:
      "URLs end up in logs, tickets and repositories, together with the credentials in them ([CWE-598](https://cwe.mitre.org/data/definitions/598.html)). Anyone who finds a Slack or Discord webhook URL can [post as you](https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/); Slack searches for leaked ones and revokes them.",
    passes: `const url = pulumi.secret("https://hooks.slack.com/services/T0/B0/kept-in-the-configuration");
const events = ["end" as const, "error" as const, "exception" as const];
new RockitSubscription("builds", { sender: "mkraw", events, type: "webhook", url });`,
    fails: `const url = "https://hooks.slack.com/services/T0/B0/seen-by-everybody";
const events = ["end" as const, "error" as const, "exception" as const];
new RockitSubscription("builds", { sender: "mkraw", events, type: "webhook", url });`,
  },
  configSchema: {
    properties: {
      parameters: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: credentialNames,
        description:
          "Names of URL parameters that hold credentials. Spelling does not matter (api-key, apiKey and API_KEY are the same), and * stands for any characters. Ignored are values of fewer than four characters and values such as true or none. In a parameter named code, a value counts from 16 characters with letters and digits, or from 20 characters without digits. If this list is empty, no parameter is found by its name.",
      },
      exceptParameters: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: harmlessNames,
        description:
          "Names of URL parameters that hold no credentials although they match the option parameters, such as page-token or partition-key. Patterns as in parameters.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, { getConfig }, report) => {
    const url: unknown = props.url;
    // The provider rejects other types.
    if (typeof url !== "string") return;
    const { parameters, exceptParameters } = getConfig<CredentialsConfig>();
    if (hasUserInfo(url))
      report(
        "url contains a user or password, which would end up in logs: remove it, and verify deliveries with the subscription's secret.",
      );
    const address = parseLenientUrl(url);
    if (address === undefined) return;
    const capabilities = capabilitiesIn(address);
    // Parameters that the receivers expect can't be removed.
    const expected = new Set(capabilities.flatMap((capability) => capability.parameters));
    const named = credentialParametersIn(address, parameters, [...exceptParameters, ...expected]);
    if (named.length > 0)
      report(
        `url has a parameter with the name of a credential (${commaSeparated(named)}), which would end up in logs: remove it, and verify deliveries with the subscription's secret.`,
      );
    const given = parametersOf(address).flatMap(([key, value]) =>
      expected.has(key.toLowerCase()) ? [value] : [],
    );
    if (hasAccessToken(address, given))
      report(
        "url contains what looks like an access token, which would end up in logs: remove it, and verify deliveries with the subscription's secret.",
      );
    if (capabilities.length === 0) return;
    const sent = propsWithSecretMarks(props);
    if (sent === undefined) report(missingMarksReason());
    else if (!isEncrypted(sent, ["url"]))
      report(
        "url is itself a credential, because anyone who knows it can send to the receiver, but it is not marked as a secret: wrap it in pulumi.secret.",
      );
  }),
};
