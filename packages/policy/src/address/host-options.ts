import type { PolicyConfigSchema, ReportViolation } from "@pulumi/policy";
import { HostList } from "./host-list";

/** Describes the entries of every option that lists hosts. */
const entriesHelp =
  "Each entry is a name (hooks.example.com), a name pattern (*.example.com), an IP address (192.0.2.1, 2001:db8::1) or a CIDR range (10.1.0.0/16, fd00::/8). In a pattern, * stands for any characters of a name; it never matches an IP address. An entry with a scheme, port, path or blank is reported.";

const hostListOption = (description: string) => ({
  type: "array" as const,
  items: { type: "string" as const },
  default: [],
  description: `${description} ${entriesHelp}`,
});

/** The option for allowed hosts, of both vendors' policies. */
export const hostsSchema = {
  properties: { hosts: hostListOption("Allowed hosts. While this list is empty, the policy does nothing.") },
} satisfies PolicyConfigSchema;

export interface HostsConfig {
  hosts: string[];
}

/** The option for hosts without https, for closed networks. */
export const exceptHostsSchema = {
  properties: { exceptHosts: hostListOption("Hosts that do not need https.") },
} satisfies PolicyConfigSchema;

export interface ExceptHostsConfig {
  exceptHosts: string[];
}

/** The option for allowed hosts that are not public. */
export const allowSchema = {
  properties: { allow: hostListOption("Hosts that are allowed although they are not public.") },
} satisfies PolicyConfigSchema;

export interface AllowConfig {
  allow: string[];
}

/** Reads the hosts of an option, and reports invalid entries. */
export function readHostList(option: string, entries: readonly string[], report: ReportViolation): HostList {
  const list = new HostList(entries);
  for (const { entry, suggestion } of list.invalidEntries)
    report(
      `The option ${option} of this policy has an invalid entry ${JSON.stringify(entry)}: write ${suggestion} instead.`,
    );
  return list;
}
