import type { OptionRule } from "../program/resource-options";
import type { ResourceKind } from "../resource/kind";

const always = () => true;
const never = () => false;

/** Whether every change of an object of this kind is a replacement. */
const isAlwaysReplaced = ({ fields }: ResourceKind): boolean =>
  Object.values(fields).every(({ onChange }) => onChange !== "in place");

/** Options that choose a plugin, which dynamic resources do not have. */
const ofPlugin = (option: "version" | "pluginDownloadURL"): OptionRule => ({
  option,
  isRefused: always,
  message: () =>
    "chooses a plugin, which this resource does not have: install that version of the npm package instead",
});

/** Rules for options that the engine does not support for dynamic resources. */
export const dynamicOptionRules: readonly OptionRule[] = [
  {
    option: "import",
    isRefused: always,
    message: () => "is not supported: remove it, and run `rockit-durst import`, which writes an import file",
  },
  ofPlugin("version"),
  ofPlugin("pluginDownloadURL"),
  {
    option: "replaceOnChanges",
    isRefused: (kind) => !isAlwaysReplaced(kind),
    message: (kind) =>
      isAlwaysReplaced(kind)
        ? "has no effect: every change replaces the resource anyway"
        : "is not supported: the change would be made in place. Rename the resource to get a new object",
  },
  {
    option: "customTimeouts",
    isRefused: never,
    message: () => "has no effect: the settings requestTimeout and totalTimeout apply",
  },
];
