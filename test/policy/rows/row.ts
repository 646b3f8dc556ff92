import { type Configured, type Resource, secret, unknown } from "../served.ts";

/** What a policy is shown, and all that it says of it. */
export interface Case {
  readonly what: string;
  /** One resource is judged before it is made, several are judged as a stack. A function is asked when the test runs. */
  readonly of: Resource | readonly Resource[] | (() => readonly Resource[]);
  readonly configured?: Configured;
  readonly violations?: readonly string[];
  /** Where the values are that it waits for. */
  readonly unknown?: readonly string[];
  readonly notApplicable?: string;
}

/** The cases that every policy has. What else there is to a policy (parameters, remediation) is in a file of its own. */
export interface Row {
  readonly policy: string;
  /** Of all its cases that do not say otherwise. */
  readonly configured?: Configured;
  readonly passes: readonly Case[];
  readonly reports: readonly Case[];
  /** Values that are secret are judged as well, and not repeated. */
  readonly secret: readonly Case[];
  /** A value that only the `up` knows can't be judged in a preview; the rest can. */
  readonly waits: readonly Case[] | `never, ${string}`;
  readonly doesNotApply?: readonly Case[];
}

type Expected = Omit<Case, "what" | "of">;

const wordsOf = (value: unknown): string => {
  if (typeof value === "object" && value !== null && "value" in value) return wordsOf(value.value);
  if (value === unknown) return "one that is not known yet";
  return typeof value === "string" ? value : String(JSON.stringify(value));
};

/** A case for each value. */
export const cases = <Value>(
  values: readonly Value[],
  of: (value: Value) => Resource | readonly Resource[],
  expected: Expected = {},
): Case[] =>
  values.map((value) => ({
    what: wordsOf(value),
    of: of(value),
    ...expected,
  }));

/** A case for each that has a name. */
export const named = (all: readonly (readonly [string, Case["of"]])[], expected: Expected = {}): Case[] =>
  all.map(([what, of]) => ({ what, of, ...expected }));

export const webhook = (url: unknown): Resource => ({
  type: "rockitSubscription",
  props: { sender: "mkraw", type: "webhook", url },
});

export const slackWithoutUrl: Case = {
  what: "Slack, which has no url",
  of: { type: "rockitSubscription", props: { type: "slack", slackToken: secret("xoxb"), channelId: "C1" } },
};
