import { type Resource, type RunContext, secret, unknown } from "../policy-server.ts";

/** The resources that a policy judges, and its complete verdict. */
export interface Case {
  readonly what: string;
  /** One resource is judged before its creation, several as a stack. A function is called in the test. */
  readonly resources: Resource | readonly Resource[] | (() => readonly Resource[]);
  readonly context?: RunContext;
  readonly violations?: readonly string[];
  /** The paths of the unknown values that the policy waits for. */
  readonly unknown?: readonly string[];
  readonly notApplicable?: string;
}

/** The cases that every policy has. Parameters and remediation of a policy are tested in separate files. */
export interface Row {
  readonly policy: string;
  /** Default of all cases. */
  readonly context?: RunContext;
  readonly passes: readonly Case[];
  readonly reports: readonly Case[];
  /** Secret values are judged too, but not repeated in messages. */
  readonly secret: readonly Case[];
  /** A value known only in the `up` can't be judged in a preview; other values can. */
  readonly waits: readonly Case[] | `never, ${string}`;
  readonly doesNotApply?: readonly Case[];
}

type Expected = Omit<Case, "what" | "resources">;

const describeValue = (value: unknown): string => {
  if (typeof value === "object" && value !== null && "value" in value) return describeValue(value.value);
  if (value === unknown) return "an unknown value";
  return typeof value === "string" ? value : String(JSON.stringify(value));
};

/** A case for each value. */
export const casesFor = <Value>(
  values: readonly Value[],
  resourcesOf: (value: Value) => Resource | readonly Resource[],
  expected: Expected = {},
): Case[] =>
  values.map((value) => ({
    what: describeValue(value),
    resources: resourcesOf(value),
    ...expected,
  }));

/** A case for each pair of a name and resources. */
export const namedCases = (
  all: readonly (readonly [string, Case["resources"]])[],
  expected: Expected = {},
): Case[] => all.map(([what, resources]) => ({ what, resources, ...expected }));

export const slackWithoutUrl: Case = {
  what: "Slack, which has no url",
  resources: {
    type: "rockitSubscription",
    props: { type: "slack", slackToken: secret("xoxb"), channelId: "C1" },
  },
};
