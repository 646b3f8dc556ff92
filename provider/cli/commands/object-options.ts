import { type Command, InvalidArgumentError, Option } from "commander";
import type { ObjectId } from "../servers/object-id";
import type { VendorCommands } from "../vendor/vendor";

/** Adds an option for each kind that a server can't list; returns the function that collects their values. */
export function withNamedObjects(
  command: Command,
  vendors: readonly VendorCommands[],
  describe = ({ unlisted }: VendorCommands) => unlisted?.description ?? "",
) {
  const options = vendors.flatMap((vendor) => {
    const { unlisted } = vendor;
    if (unlisted === undefined) return [];
    const { kind, flag, invalidMessage } = unlisted;
    const parse = (id: string, before: readonly ObjectId[] = []): readonly ObjectId[] => {
      if (!unlisted.isId(id)) throw new InvalidArgumentError(invalidMessage);
      return [...before, { vendor, kind, id: kind.id.normalize?.(id) ?? id }];
    };
    return new Option(flag, describe(vendor)).argParser(parse);
  });
  for (const option of options) command.addOption(option);
  return (given: object): readonly ObjectId[] =>
    options.flatMap((option) => (given as Record<string, readonly ObjectId[]>)[option.attributeName()] ?? []);
}

/** Adds `--include-inactive` if a vendor has inactive objects. */
export function withInactive(
  command: Command,
  vendors: readonly VendorCommands[],
  describe = ({ inactive }: VendorCommands) => inactive ?? "",
): Command {
  const texts = vendors.filter(({ inactive }) => inactive !== undefined).map(describe);
  return texts.length === 0 ? command : command.option("--include-inactive", texts.join("; "));
}
