import { InvalidArgumentError } from "commander";
import { addName, type Names } from "../print/adopt-options";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { objectIdOf } from "../servers/object-id";
import type { StackState } from "../state/export";
import { nameIn } from "../state/urn";
import type { FoundObject } from "./model";
import { readLines } from "./read-lines";

/**
 * Names that the user chose, by ids. Ids in the file may be of objects that are not imported; ids on the
 * command line may not.
 */
export interface ChosenNames {
  readonly given: Names;
  readonly inFile: Names;
}

/** Reads a file of names, one `id=name` per line. @throws CliError naming a malformed line */
export async function readNames(file: string): Promise<Names> {
  const names = new Map<string, string>();
  for (const [index, line] of (await readLines(file, "--name-map")).entries()) {
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
 * Names the objects: by the user's choice, else by their own name, with a number if the stack has a resource
 * of that name and type.
 *
 * @throws CliError if two names are equal, or a chosen name is for no object
 */
export function withChosenNames<Object extends FoundObject>(
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
    if (object === undefined) throw new CliError(`${shown}: no imported object has that id: correct the id`);
    if (another !== undefined)
      throw new CliError(
        `${shown}: two objects have that id: give ${idsOf(object)[1]} or ${idsOf(another)[1]}`,
      );
    const key = keyOf(object.kind.type, name);
    if (taken.has(key) || choices.has(object))
      throw new CliError(
        `${shown}: another resource of that type has the name, or the object has two names: choose one name for each object`,
      );
    taken.add(key);
    choices.set(object, name);
  }
  return objects.map((object) => {
    const chosen = choices.get(object);
    if (chosen !== undefined) return { ...object, name: chosen };
    let { name } = object;
    for (let number = 2; taken.has(keyOf(object.kind.type, name)); number++)
      name = `${object.name}-${number}`;
    taken.add(keyOf(object.kind.type, name));
    return { ...object, name };
  });
}

const keyOf = (type: string, name: string) => `${type} ${name}`;
