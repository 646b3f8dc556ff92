import type { ResourceValidationPolicy } from "@pulumi/policy";
import { kindOfToken } from "../../../../provider/kinds";
import { setting, settingsDefinitions } from "../../../../provider/settings";
import { hostOf, isHttps } from "../addresses";
import { type ExceptHostsConfig, exceptHostsSchema } from "../hosts";
import { matches } from "../patterns";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";

/** The vendors' endpoints, by their namespaces. */
const endpoints = new Map(
  settingsDefinitions.map((vendor) => [vendor.namespace, setting(vendor, "endpoint")]),
);

const endpointOf = (type: string) => endpoints.get(kindOfToken(type)?.name.replace(/:.*/, "") ?? "");

/** This machine, as the provider's settings have it. */
const loopback = /^(localhost|127(\.\d+){3}|::1)$/i;

function isLetBe(endpoint: string, { exceptHosts }: ExceptHostsConfig): boolean {
  const host = hostOf(endpoint) ?? "";
  return isHttps(endpoint) || loopback.test(host) || matches(host, exceptHosts);
}

const violation = (setting: string) =>
  `${setting} does not use https, so that everybody on the way can read the credentials: begin it with https://.`;

/**
 * Credentials go to the vendors by https only. Settings are judged where they are given, at the provider, and the environment's at the resources
 * that are sent there, because their provider has no such setting: that of a vendor whom nobody uses does no harm. `allowInsecureHttp` alone is
 * not reported, since it sends nothing anywhere.
 */
export const endpointHttps: ResourceValidationPolicy = {
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
    const config = getConfig<ExceptHostsConfig>();
    if (type === "pulumi:providers:pulumi-nodejs") {
      const unknowns = new Unknowns();
      for (const { key } of endpoints.values()) {
        const endpoint: unknown = unknowns.read(() => props[key]);
        if (typeof endpoint === "string" && endpoint !== "" && !isLetBe(endpoint, config))
          report(violation(key));
      }
      unknowns.tell();
      return;
    }
    const used = endpointOf(type);
    // Whether the provider has an endpoint of its own is known before the endpoint itself is; to read it would be to wait for it.
    if (used === undefined || Object.getOwnPropertyDescriptor(provider?.props ?? {}, used.key)?.value) return;
    const endpoint = process.env[used.variable];
    if (endpoint && !isLetBe(endpoint, config))
      report(violation(`The environment variable ${used.variable}`));
  },
};
