import type * as pulumi from "@pulumi/pulumi";
import type { ResourceKind } from "../resource/kind";

type Options = pulumi.CustomResourceOptions;

/** Rule for a resource option that is not supported or has a surprising effect. */
export interface OptionRule {
  readonly option: keyof Options;
  /** Whether the rule applies. Default: if the option has a non-empty value. */
  readonly applies?: (declared: DeclaredOptions) => boolean;
  /** Whether the option is an error instead of a warning. */
  readonly isRefused: (kind: ResourceKind) => boolean;
  /** Follows "the option …". */
  readonly message: (kind: ResourceKind) => string;
}

interface DeclaredOptions {
  readonly args: object;
  readonly opts: Options;
}

const never = () => false;

const isNamed = ({ args }: DeclaredOptions): boolean => "name" in args && args.name !== undefined;

/** Rules of all adapters. */
const rules: readonly OptionRule[] = [
  {
    option: "deleteBeforeReplace",
    applies: (declared) => declared.opts.deleteBeforeReplace === true && !isNamed(declared),
    isRefused: never,
    message: () =>
      "loses events during a replacement: without it, a generated name allows a replacement without a gap",
  },
  {
    option: "deleteBeforeReplace",
    applies: (declared) => declared.opts.deleteBeforeReplace === false && isNamed(declared),
    isRefused: never,
    message: () => "makes a replacement under the same name fail, because names are unique on the server",
  },
];

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** Problems of a resource's options, one line each: errors and warnings. */
export function optionProblems(
  adapterRules: readonly OptionRule[],
  kind: ResourceKind,
  args: object,
  opts: Options,
): { readonly refused: string[]; readonly warned: string[] } {
  const found = [...adapterRules, ...rules].filter(({ option, applies }) =>
    applies === undefined ? !isEmpty(opts[option]) : applies({ args, opts }),
  );
  const lines = (isRefused: boolean) =>
    found
      .filter((rule) => rule.isRefused(kind) === isRefused)
      .map(({ option, message }) => `the option ${option} ${message(kind)}`);
  return { refused: lines(true), warned: lines(false) };
}
