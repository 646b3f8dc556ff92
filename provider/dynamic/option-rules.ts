import type { OptionRule } from "../program/resource-options";
import type { ResourceKind } from "../resource/kind";

const always = () => true;
const never = () => false;

/** Whether each change that a program can declare needs a new object. */
const isAlwaysReplaced = ({ fields }: ResourceKind): boolean =>
  Object.values(fields).every(({ onChange }) => onChange !== "in place");

/** Chooses a plugin, of which there is none. */
const ofPlugin = (option: "version" | "pluginDownloadURL"): OptionRule => ({
  option,
  isRefused: always,
  message: () => "chooses a plugin, and this resource has none: install the version of the npm package instead",
});

/** The options that the engine does not keep for a dynamic resource. */
export const dynamicOptionRules: readonly OptionRule[] = [
  {
    option: "import",
    isRefused: always,
    message: () =>
      "can't import it: take the option out, and run `rockit-durst import`, which writes the import file",
  },
  ofPlugin("version"),
  ofPlugin("pluginDownloadURL"),
  {
    option: "replaceOnChanges",
    isRefused: (kind) => !isAlwaysReplaced(kind),
    message: (kind) =>
      isAlwaysReplaced(kind)
        ? "changes nothing: every change replaces it anyway"
        : "does not work here: the change would be made in place. Rename the resource to have a new object",
  },
  {
    option: "customTimeouts",
    isRefused: never,
    message: () => "does nothing here: the settings requestTimeout and totalTimeout hold",
  },
];
