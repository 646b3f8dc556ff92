import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "../../../../provider/resource/kind.ts";
import type { Properties } from "../../../../provider/resource/properties.ts";
import { hasUnknown } from "../../../../provider/resource/unknown.ts";
import type { PluginOptions } from "./plugin.ts";

/** A preview may mark values as unknown but must not give wrong ones: other plans use them. */
export function checkPreview(
  { noun }: Pick<ResourceKind, "noun">,
  previewed: Properties,
  outputs: Properties,
  reportViolation: PluginOptions["reportViolation"],
): void {
  for (const [name, value] of Object.entries(previewed)) {
    if (hasUnknown(value) || isDeepStrictEqual(value, outputs[name])) continue;
    reportViolation("wrong preview", `the preview of a ${noun} gave a wrong ${name}`);
  }
}
