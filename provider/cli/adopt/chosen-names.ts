import { InvalidArgumentError } from "commander";
import { CliError } from "../print/errors";
import { type Names, addName } from "../print/adopt-options";
import { oneLine } from "../print/terminal";
import { objectIdOf } from "../servers/object-id";
import type { StackState } from "../state/export";
import { nameIn } from "../state/urn";
import type { FoundObject } from "./model";
import { linesOf } from "./read-lines";

/** Names of one's choosing, by ids: of a file only those of objects that are imported; each of the command line has to be one's. */
export interface ChosenNames {
  readonly given: Names;
  readonly inFile: Names;
}

/** Reads the names in a file, a line `id=name` each. @throws CliError naming the line that is of no use */
export async function namesIn(file: string): Promise<Names> {
  const names = new Map<string, string>();
  for (const [index, line] of (await linesOf(file, "--name-map")).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    try {
      addName(line.replace(/^\s+|\s*(=)\s*(?=[^=]*$)|\s+$/g, "$1"), names);
    } catch (failure) {
      if (!(failure instanceof InvalidArgumentError)) throw failure;
      throw new CliError(`${oneLine(file, 200)}, line ${index + 1}: ${failure.message}`);
    }
  }
  return names;
}

/**
 * Objects under names that no resource of their type has: those of one's choosing, or their own ones, with a number where the stack has them.
 *
 * @throws CliError if two names are alike, or a chosen one is for nothing
 */
export function named<Object extends FoundObject>(
  objects: readonly Object[],
  { given, inFile }: ChosenNames,
  { resources }: StackState,
): Object[] {
  const idsOf = ({ id, kind }: Object) => [id, objectIdOf(kind.vendor, id)];
  const taken = new Set(resources.map(({ type, urn }) => keyOf(type, nameIn(urn))));
  const byId = Map.groupBy(
    objects.flatMap((object) => [...new Set(idsOf(object))].map((id) => ({ id, object }))),
    ({ id }) => id,
  );
  const isGiven = (object: Object) => idsOf(object).some((id) => given.has(id));
  const others = [...inFile].filter(([id]) => byId.get(id)?.some(({ object }) => !isGiven(object)));
  const choices = new Map<Object, string>();
  for (const [id, name] of [...given, ...others]) {
    const [object, another] = (byId.get(id) ?? []).map((one) => one.object);
    const shown = `${given.has(id) ? "--name" : "--name-map:"} ${oneLine(`${id}=${name}`, 300)}`;
    if (object === undefined)
      throw new CliError(`${shown}: no object with that id is to be imported: correct the id`);
    if (another !== undefined)
      throw new CliError(
        `${shown}: two objects have that id: give ${idsOf(object)[1]} or ${idsOf(another)[1]}`,
      );
    const key = keyOf(object.kind.type, name);
    if (taken.has(key) || choices.has(object))
      throw new CliError(
        `${shown}: another resource of that type has the name, or the object is named twice: choose one name for each`,
      );
    taken.add(key);
    choices.set(object, name);
  }
  return objects.map((object) => {
    const own = choices.get(object);
    if (own !== undefined) return { ...object, name: own };
    let { name } = object;
    for (let number = 2; taken.has(keyOf(object.kind.type, name)); number++)
      name = `${object.name}-${number}`;
    taken.add(keyOf(object.kind.type, name));
    return { ...object, name };
  });
}

const keyOf = (type: string, name: string) => `${type} ${name}`;
