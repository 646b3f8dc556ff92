import type { PolicyConfigSchema } from "@pulumi/policy";

/** Hosts that events may go to: the parameter of both vendors' policies. */
export const hostsSchema = {
  properties: {
    hosts: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Hosts that are allowed, such as hooks.example.com or *.example.com. None: every host is.",
    },
  },
} satisfies PolicyConfigSchema;

export interface HostsConfig {
  hosts: string[];
}

/** Hosts that a policy lets be: the parameter of those that ask for https, which closed networks may do without. */
export const exceptHostsSchema = {
  properties: {
    exceptHosts: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Hosts that may do without https, such as 10.1.* or *.plant.example; * stands for any characters.",
    },
  },
} satisfies PolicyConfigSchema;

export interface ExceptHostsConfig {
  exceptHosts: string[];
}
