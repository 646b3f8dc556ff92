import type { PolicyConfigSchema, ReportViolation } from "@pulumi/policy";
import { HostList } from "./host-list";

/** What entries of every option are that lists hosts. */
const entries =
  "Each entry is a name (hooks.example.com), a name pattern (*.example.com), an IP address (192.0.2.1, 2001:db8::1) or a CIDR range (10.1.0.0/16, fd00::/8). In a pattern, * stands for any characters of a name; it never matches an IP address. An entry with a scheme, port, path or blank is reported.";

const listOf = (what: string) => ({
  type: "array" as const,
  items: { type: "string" as const },
  default: [],
  description: `${what} ${entries}`,
});

/** Hosts that events may go to: the option of both vendors' policies. */
export const hostsSchema = {
  properties: { hosts: listOf("Allowed hosts. While this list is empty, the policy does nothing.") },
} satisfies PolicyConfigSchema;

export interface HostsConfig {
  hosts: string[];
}

/** Hosts that a policy lets be: the option of those that ask for https, which closed networks may do without. */
export const exceptHostsSchema = {
  properties: { exceptHosts: listOf("Hosts that do not need https.") },
} satisfies PolicyConfigSchema;

export interface ExceptHostsConfig {
  exceptHosts: string[];
}

/** Hosts that the policy on public ones lets be. */
export const allowSchema = {
  properties: { allow: listOf("Hosts that are allowed although they are not public.") },
} satisfies PolicyConfigSchema;

export interface AllowConfig {
  allow: string[];
}

/** The hosts of an option. Reports entries that can't be used. */
export function readHostList(option: string, its: readonly string[], report: ReportViolation): HostList {
  const list = new HostList(its);
  for (const { entry, instead } of list.unusable)
    report(
      `The option ${option} of this policy has an invalid entry ${JSON.stringify(entry)}: write ${instead} instead.`,
    );
  return list;
}
