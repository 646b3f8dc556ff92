import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

/**
 * What docs/policies.md says about a policy beyond the SDK's fields. The programs are TypeScript of about
 * three lines, and a test runs them.
 */
interface Documents {
  /**
   * What goes wrong without the policy: a real incident or a weakness, with a link; one or two sentences of
   * Markdown.
   */
  readonly prevents: string;
  /** A program that passes. */
  readonly passes: string;
  /** A program that the policy reports. */
  readonly fails: string;
  /** The configuration for both programs. Only policies that do nothing without configuration have one. */
  readonly configured?: Readonly<Record<string, unknown>>;
  /** Name of the stack for both programs. Default `dev`. */
  readonly stack?: string;
  /**
   * What the policy can only check at the end of an `up`, because the server generates the value. Default:
   * nothing.
   */
  readonly waits?: string;
}

interface Documented {
  readonly docs: Documents;
}

export type ResourcePolicy = ResourceValidationPolicy & Documented;
export type StackPolicy = StackValidationPolicy & Documented;
