import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

/** What docs/policies.md says of a policy beside what the SDK has fields for. The programs are TypeScript, of about three lines, and are run by a test. */
interface Documents {
  /** What goes wrong without it: a real incident or a weakness, with a link; one or two sentences of Markdown. */
  readonly prevents: string;
  /** A program that it lets pass. */
  readonly passes: string;
  /** A program that it reports. */
  readonly fails: string;
  /** The configuration with which both are judged, where the policy does not apply without one. */
  readonly configured?: Readonly<Record<string, unknown>>;
  /** Name of the stack in which both are judged. Default `dev`. */
  readonly stack?: string;
  /** What of it is judged at the end of an `up` only, because the server gives what it needs. Default: nothing. */
  readonly waits?: string;
}

interface Documented {
  readonly docs: Documents;
}

export type ResourcePolicy = ResourceValidationPolicy & Documented;
export type StackPolicy = StackValidationPolicy & Documented;
