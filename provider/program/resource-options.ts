import type * as pulumi from "@pulumi/pulumi";
import type { ResourceKind } from "../resource/kind";

type Options = pulumi.CustomResourceOptions;

/** A resource option that can't be kept, or that costs more than it says. */
export interface OptionRule {
  readonly option: keyof Options;
  /** Whether a given value matters. Default: any but an empty one. */
  readonly applies?: (given: Given) => boolean;
  /** Refused where a silent difference could cost something, warned about where it can't. */
  readonly isRefused: (kind: ResourceKind) => boolean;
  /** To follow "the option …". */
  readonly message: (kind: ResourceKind) => string;
}

interface Given {
  readonly args: object;
  readonly opts: Options;
}

const never = () => false;

const isNamed = ({ args }: Given): boolean => "name" in args && args.name !== undefined;

/** Of every adapter. */
const rules: readonly OptionRule[] = [
  {
    option: "deleteBeforeReplace",
    applies: (given) => given.opts.deleteBeforeReplace === true && !isNamed(given),
    isRefused: never,
    message: () => "loses the events between: without it a replacement under a made name leaves no gap",
  },
  {
    option: "deleteBeforeReplace",
    applies: (given) => given.opts.deleteBeforeReplace === false && isNamed(given),
    isRefused: never,
    message: () => "makes a replacement under the same name fail, because names are unique at the server",
  },
];

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** What is to be said of a resource's options, each a line; those that are refused and those that only warn. */
export function optionProblems(
  ofDoor: readonly OptionRule[],
  kind: ResourceKind,
  args: object,
  opts: Options,
): { readonly refused: string[]; readonly warned: string[] } {
  const found = [...ofDoor, ...rules].filter(({ option, applies }) =>
    applies === undefined ? !isEmpty(opts[option]) : applies({ args, opts }),
  );
  const lines = (isRefused: boolean) =>
    found
      .filter((rule) => rule.isRefused(kind) === isRefused)
      .map(({ option, message }) => `the option ${option} ${message(kind)}`);
  return { refused: lines(true), warned: lines(false) };
}
