import { CliError } from "../print/errors";
import { plain } from "../print/terminal";
import { objectIdOf } from "../servers/object-id";
import type { StackState } from "../state/export";
import { nameIn } from "../state/urn";
import type { FoundObject } from "./model";

/**
 * Objects under names that no resource of their type has: those of one's choosing, or their own ones, with a number where the stack has them.
 *
 * @throws CliError if two names are alike, or a chosen one is for nothing
 */
export function named<Object extends FoundObject>(
  objects: readonly Object[],
  chosen: ReadonlyMap<string, string>,
  { resources }: StackState,
): Object[] {
  const idsOf = ({ id, kind }: Object) => [id, objectIdOf(kind.vendor, id)];
  const taken = new Set(resources.map(({ type, urn }) => keyOf(type, nameIn(urn))));
  const choices = new Map<Object, string>();
  for (const [id, name] of chosen) {
    const [object, another] = objects.filter((one) => idsOf(one).includes(id));
    const shown = `--name ${plain(`${id}=${name}`, 300)}`;
    if (object === undefined)
      throw new CliError(`${shown}: nothing of that id is to be imported: correct the id`);
    if (another !== undefined)
      throw new CliError(`${shown}: two have that id: give ${idsOf(object)[1]} or ${idsOf(another)[1]}`);
    const key = keyOf(object.kind.type, name);
    if (taken.has(key) || choices.has(object))
      throw new CliError(
        `${shown}: another resource of its type has that name, or it was named twice: choose one name for each`,
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
