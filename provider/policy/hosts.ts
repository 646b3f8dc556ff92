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
