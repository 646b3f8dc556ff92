import { kindOfToken, providerTypes, settingPath, valueIn } from "../../../../provider/kinds";
import { setting, settingsDefinitions } from "../../../../provider/settings";
import type { HostList } from "../address/host-list";
import { type ExceptHostsConfig, exceptHostsSchema, readHostList } from "../address/host-options";
import { isLoopback } from "../address/is-public";
import { ambiguousMessage, readAddress } from "../address/read-address";
import { hasValueAt } from "../has-value-at";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { UnknownValues } from "../unknown-values";

/** The vendors' endpoints, by their namespaces. */
const endpoints = new Map(
  settingsDefinitions.map((vendor) => [vendor.namespace, setting(vendor, "endpoint")]),
);

const endpointOf = (type: string) => endpoints.get(kindOfToken(type)?.name.replace(/:.*/, "") ?? "");

/** Why an endpoint is not allowed; `name` begins the sentence. */
function violationOf(name: string, endpoint: string, excepted: HostList): string | undefined {
  const address = readAddress(endpoint);
  if (address === "ambiguous") return ambiguousMessage(name);
  const { scheme, host } = address;
  if (scheme === "https" || isLoopback(host) || excepted.has(host)) return undefined;
  return `${name} does not use https, so anyone on the network path can read the credentials: begin it with https://.`;
}

/**
 * Credentials go to the vendors by https only. Settings are checked at the provider that has them. An
 * endpoint from the environment is checked at each resource that uses it, so the endpoint of an unused vendor
 * is not reported. Neither is `allowInsecureHttp` alone, which sends nothing.
 */
export const endpointHttps: ResourcePolicy = {
  name: "endpoint-https",
  displayName: "The vendors' endpoints use https",
  description: "Forbids endpoints of ROCKIT Edge and Durst Workflow without https, except on this machine.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "durst", "transport", "credentials"],
  url: cwe(523),
  remediationSteps:
    "Begin the endpoint with https://. For a private certificate, give its authority in caCertificate. On a closed network, add the host to the policy's option exceptHosts.",
  configSchema: exceptHostsSchema,
  validateResource: ({ type, props, provider, getConfig }, report) => {
    const judge = (name: string, endpoint: unknown, excepted: HostList) => {
      if (typeof endpoint !== "string" || endpoint === "") return;
      const violation = violationOf(name, endpoint, excepted);
      if (violation !== undefined) report(violation);
    };
    const exceptedHosts = () =>
      readHostList("exceptHosts", getConfig<ExceptHostsConfig>().exceptHosts, report);
    if (providerTypes.includes(type)) {
      const excepted = exceptedHosts();
      const unknowns = new UnknownValues();
      for (const { key } of endpoints.values())
        judge(
          key,
          unknowns.read(() => valueIn(props, settingPath(type, key))),
          excepted,
        );
      unknowns.rethrow();
      return;
    }
    const used = endpointOf(type);
    if (used === undefined) return;
    const excepted = exceptedHosts();
    // Checks only that the provider has an endpoint: reading the value would wait until it is known.
    if (provider !== undefined && hasValueAt(provider.props, settingPath(provider.type, used.key))) return;
    judge(`The environment variable ${used.variable}`, process.env[used.variable], excepted);
  },
  docs: {
    prevents: `Credentials in plain text: anyone on the network path can read them and sign in to the vendor's server ([CWE-523](${cwe(523)})).`,
    passes: `new Provider("plant", {
  durst: { endpoint: "https://durst.example.com" },
});`,
    fails: `new Provider("plant", {
  durst: { endpoint: "http://durst.example.com", allowInsecureHttp: true },
});`,
  },
};
