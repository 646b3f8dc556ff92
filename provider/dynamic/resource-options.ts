import type * as pulumi from "@pulumi/pulumi";
import type { ResourceKind } from "../resource/kind";

type Options = pulumi.CustomResourceOptions;

/** A resource option that the engine does not keep for a dynamic resource, or that costs more than it says. */
interface OptionRule {
  readonly option: keyof Options;
  /** Whether a given value matters. Default: any but an empty one. */
  readonly applies?: (given: Given) => boolean;
  /** Refused where a silent difference could cost something, warned about where it can't. */
  readonly isRefused: (kind: ResourceKind) => boolean;
  /** To follow "the option …". */
  readonly says: (kind: ResourceKind) => string;
}

interface Given {
  readonly args: object;
  readonly opts: Options;
}

const always = () => true;
const never = () => false;

/** Whether each change that a program can declare needs a new object. */
const isAlwaysReplaced = ({ fields }: ResourceKind): boolean =>
  Object.values(fields).every(({ onChange }) => onChange !== "in place");

const ofPlugin = (option: "version" | "pluginDownloadURL"): OptionRule => ({
  option,
  isRefused: always,
  says: () => "chooses a plugin, and this resource has none: install the version of the npm package instead",
});

const isNamed = ({ args }: Given): boolean => "name" in args && args.name !== undefined;

const rules: readonly OptionRule[] = [
  {
    option: "import",
    isRefused: always,
    says: () =>
      "can't import it: take the option out, and run `rockit-durst import`, which writes the import file",
  },
  ofPlugin("version"),
  ofPlugin("pluginDownloadURL"),
  {
    option: "replaceOnChanges",
    isRefused: (kind) => !isAlwaysReplaced(kind),
    says: (kind) =>
      isAlwaysReplaced(kind)
        ? "changes nothing: every change replaces it anyway"
        : "does not work here: the change would be made in place. Rename the resource to have a new object",
  },
  {
    option: "customTimeouts",
    isRefused: never,
    says: () => "does nothing here: the settings requestTimeout and totalTimeout hold",
  },
  {
    option: "deleteBeforeReplace",
    applies: (given) => given.opts.deleteBeforeReplace === true && !isNamed(given),
    isRefused: never,
    says: () => "loses the events between: without it a replacement under a made name leaves no gap",
  },
  {
    option: "deleteBeforeReplace",
    applies: (given) => given.opts.deleteBeforeReplace === false && isNamed(given),
    isRefused: never,
    says: () => "makes a replacement under the same name fail, because names are unique at the server",
  },
];

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** What is to be said of a resource's options, each a line; those that are refused and those that only warn. */
export function optionProblems(
  kind: ResourceKind,
  args: object,
  opts: Options,
): { readonly refused: string[]; readonly warned: string[] } {
  const found = rules.filter(({ option, applies }) =>
    applies === undefined ? !isEmpty(opts[option]) : applies({ args, opts }),
  );
  const lines = (isRefused: boolean) =>
    found
      .filter((rule) => rule.isRefused(kind) === isRefused)
      .map(({ option, says }) => `the option ${option} ${says(kind)}`);
  return { refused: lines(true), warned: lines(false) };
}
