import { type Configured, type Resource, secret, unknown } from "../served.ts";

/** The resources that a policy judges, and its complete verdict. */
export interface Case {
  readonly what: string;
  /** One resource is judged before its creation, several as a stack. A function is called in the test. */
  readonly of: Resource | readonly Resource[] | (() => readonly Resource[]);
  readonly configured?: Configured;
  readonly violations?: readonly string[];
  /** The paths of the unknown values that the policy waits for. */
  readonly unknown?: readonly string[];
  readonly notApplicable?: string;
}

/** The cases that every policy has. Parameters and remediation of a policy are tested in separate files. */
export interface Row {
  readonly policy: string;
  /** Default of all cases. */
  readonly configured?: Configured;
  readonly passes: readonly Case[];
  readonly reports: readonly Case[];
  /** Secret values are judged too, but not repeated in messages. */
  readonly secret: readonly Case[];
  /** A value known only in the `up` can't be judged in a preview; other values can. */
  readonly waits: readonly Case[] | `never, ${string}`;
  readonly doesNotApply?: readonly Case[];
}

type Expected = Omit<Case, "what" | "of">;

const wordsOf = (value: unknown): string => {
  if (typeof value === "object" && value !== null && "value" in value) return wordsOf(value.value);
  if (value === unknown) return "an unknown value";
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

/** A case for each pair of a name and resources. */
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
