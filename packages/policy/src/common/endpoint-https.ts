import { kindOfToken, providerTypes, settingPath, valueIn } from "../../../../provider/kinds";
import { setting, settingsDefinitions } from "../../../../provider/settings";
import type { HostList } from "../address/host-list";
import { isLoopback } from "../address/is-public";
import { type ExceptHostsConfig, exceptHostsSchema, hostsOf } from "../address/options";
import { ambiguousMessage, readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../documented";
import { isGivenAt } from "../provider-settings";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";

/** The vendors' endpoints, by their namespaces. */
const endpoints = new Map(
  settingsDefinitions.map((vendor) => [vendor.namespace, setting(vendor, "endpoint")]),
);

const endpointOf = (type: string) => endpoints.get(kindOfToken(type)?.name.replace(/:.*/, "") ?? "");

/** What is wrong with an endpoint, which a sentence calls by this name. */
function faultOf(name: string, endpoint: string, excepted: HostList): string | undefined {
  const address = readAddress(endpoint);
  if (address === "ambiguous") return ambiguousMessage(name);
  const { scheme, host } = address;
  if (scheme === "https" || isLoopback(host) || excepted.has(host)) return undefined;
  return `${name} does not use https, so that everybody on the way can read the credentials: begin it with https://.`;
}

/**
 * Credentials go to the vendors by https only. Settings are judged where they are given, at the provider, and the environment's at the resources
 * that are sent there, because their provider has no such setting: that of a vendor whom nobody uses does no harm. `allowInsecureHttp` alone is
 * not reported, since it sends nothing anywhere.
 */
export const endpointHttps: ResourcePolicy = {
  name: "endpoint-https",
  displayName: "The vendors' endpoints use https",
  description: "The servers of ROCKIT Edge and Durst Workflow are asked by https, or on this machine.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "durst", "transport", "credentials"],
  url: cwe(523),
  remediationSteps:
    "Begin the endpoint with https://, with the authority of a private certificate in caCertificate. On a closed network, have the host added to the policy's exceptHosts.",
  configSchema: exceptHostsSchema,
  validateResource: ({ type, props, provider, getConfig }, report) => {
    const judge = (name: string, endpoint: unknown, excepted: HostList) => {
      if (typeof endpoint !== "string" || endpoint === "") return;
      const fault = faultOf(name, endpoint, excepted);
      if (fault !== undefined) report(fault);
    };
    const exceptedHosts = () => hostsOf("exceptHosts", getConfig<ExceptHostsConfig>().exceptHosts, report);
    if (providerTypes.includes(type)) {
      const excepted = exceptedHosts();
      const unknowns = new Unknowns();
      for (const { key } of endpoints.values())
        judge(
          key,
          unknowns.read(() => valueIn(props, settingPath(type, key))),
          excepted,
        );
      unknowns.tell();
      return;
    }
    const used = endpointOf(type);
    if (used === undefined) return;
    const excepted = exceptedHosts();
    // Whether the provider has an endpoint of its own is known before the endpoint itself is; to read it would be to wait for it.
    if (provider !== undefined && isGivenAt(provider.props, settingPath(provider.type, used.key))) return;
    judge(`The environment variable ${used.variable}`, process.env[used.variable], excepted);
  },
  docs: {
    prevents: `Credentials of the vendors' servers in the clear: whoever is on the way reads them and signs in ([CWE-523](${cwe(523)})).`,
    passes: `new Provider("plant", {
  durst: { endpoint: "https://durst.example.com" },
});`,
    fails: `new Provider("plant", {
  durst: { endpoint: "http://durst.example.com", allowInsecureHttp: true },
});`,
  },
};
