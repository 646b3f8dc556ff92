import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "../../../../provider/resource/kind.ts";
import type { Properties } from "../../../../provider/resource/properties.ts";
import { hasUnknown } from "../../../../provider/resource/unknown.ts";
import type { PluginOptions } from "./plugin.ts";

/** A preview may mark values as unknown but must not give wrong ones: other plans use them. */
export function expectForeseen(
  { noun }: Pick<ResourceKind, "noun">,
  foreseen: Properties,
  outputs: Properties,
  wrong: PluginOptions["wrong"],
): void {
  for (const [name, value] of Object.entries(foreseen)) {
    if (hasUnknown(value) || isDeepStrictEqual(value, outputs[name])) continue;
    wrong("foreseen", `the preview of a ${noun} said of ${name} what is not so`);
  }
}
