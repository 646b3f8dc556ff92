import { expect } from "vitest";
import { type Properties, valueAt, withValue } from "../../../provider/resource/properties.ts";
import type { FieldTable, ResourceState, Scene } from "./table.ts";

/** Steps that the tests of one kind share. */
export function stepsOf(table: FieldTable, scene: Scene) {
  const entries = Object.entries(table.fields);

  const withDefaults = (declared: Properties) =>
    entries.reduce((filled, [path, { leftOut }]) => {
      const parent = path.includes(".") ? valueAt(filled, path.replace(/\.[^.]+$/, "")) : filled;
      const isMissing = parent !== undefined && valueAt(filled, path) === undefined;
      return isMissing && typeof leftOut === "object" && "default" in leftOut
        ? withValue(filled, path, leftOut.default)
        : filled;
    }, declared);

  const sent = (properties: Properties, when: "creation" | "change") =>
    Object.fromEntries(
      entries
        .filter(([path, { readBack }]) => !(path.includes(".") || ["not sent", "id"].includes(readBack)))
        .filter(([, { onChange }]) => when === "creation" || onChange !== "nothing")
        .map(([path]) => [path, properties[path]]),
    );

  const secrets = (...declared: readonly Properties[]) =>
    declared.flatMap((properties) =>
      entries.filter(([, { secret }]) => secret).flatMap(([path]) => valueAt(properties, path) ?? []),
    ) as string[];

  const expectAsDeclared = ({ id, outputs }: ResourceState, declared: Properties) => {
    expect(outputs).toMatchObject(withDefaults(declared));
    expect(outputs).toMatchObject(scene.generated(id));
    expect(scene.stored(id)).toEqual(scene.storedAs(id, sent(outputs as Properties, "creation")));
  };

  const expectSettled = async (known: ResourceState, declared: Properties) => {
    scene.clearRequests();
    expect(await scene.start().refresh(known)).toEqual(known);
    expect(scene.start().plan(known, structuredClone(declared))).toMatchObject({ changes: [], replaces: [] });
    expect(await scene.start().change(known, declared)).toEqual(known);
    expect(scene.writes()).toEqual([]);
    expect(scene.masksSentBack()).toEqual([]);
  };

  return { scene, withDefaults, sent, secrets, expectAsDeclared, expectSettled, table };
}
