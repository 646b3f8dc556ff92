import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fieldsWithPaths, secretPaths, summaryOf } from "../../../provider/resource/kind.ts";
import { type Properties, valueAt, withValue } from "../../../provider/resource/properties.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { stepsOf } from "./steps.ts";
import type { ChangeSample, EditSample, FieldEntry, FieldTable, ResourceState, Scene } from "./table.ts";

/** Runs every sample of a kind's fields and outputs through its lifecycle, against the simulator. */
export function describeFields(table: FieldTable): void {
  let scene: Scene;
  beforeEach(async () => {
    scene = await table.start();
  });
  afterEach(() => scene.close());
  const steps = () => stepsOf(table, scene);

  describeRows(table, steps);
  describe.each(Object.entries(table.fields))("%s", (path, entry) => {
    beforeEach(() => {
      for (const object of entry.existing ?? []) scene.add(object);
    });
    describeDeclarations(path, entry, steps);
    describeChanges(path, entry, steps);
    describeEdits(path, entry, steps);
  });
  describeOutputs(table, steps);
}

const topOf = (path: string) => path.split(".")[0] ?? "";

type StepsOf = () => ReturnType<typeof stepsOf>;

/** Compares the table with the rows: a field without an entry fails, and so does a different fact. */
function describeRows({ kind, fields, outputs, misnamed, summaries }: FieldTable, steps: StepsOf) {
  const factsOf = ({ onChange, readBack, secret }: Pick<FieldEntry, "onChange" | "readBack" | "secret">) => ({
    onChange,
    readBack,
    secret,
  });

  it("has an entry for each field and output of the row, and no other", () => {
    const paths = fieldsWithPaths(kind.fields).map(({ path }) => path);
    expect(Object.keys(fields).toSorted()).toEqual(paths.toSorted());
    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(kind.outputs).toSorted());
  });

  it("states the same facts as the row", () => {
    const rows = fieldsWithPaths(kind.fields).map(({ path, field }) => [path, factsOf(field)]);
    const entries = Object.entries(fields).map(([path, entry]) => [path, factsOf(entry)]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(entries));
    for (const [name, { readBack, secret, changes }] of Object.entries(outputs)) {
      const row = kind.outputs[name];
      expect([name, row?.readBack, row?.secret, row?.changes]).toEqual([name, readBack, secret, changes]);
    }
  });

  it("encrypts every secret in the state, and nothing else", () => {
    const secret = Object.entries({ ...outputs, ...fields }).filter((entry) => entry[1].secret);
    expect(secretPaths(kind)).toEqual(secret.map(([path]) => path));
  });

  it.each(misnamed.map(([declared, failure]) => ({ declared, failure })))(
    "rejects an unknown argument: $failure",
    ({ declared, failure }) => {
      const { scene } = steps();
      expect(scene.start().failures(declared)).toEqual([failure]);
      expect(scene.writes()).toEqual([]);
    },
  );

  it.each(summaries.map(([declared, ...words]) => ({ declared, words })))(
    "describes an object without a credential: $words",
    ({ declared, words }) => {
      expect(summaryOf(kind, declared)).toEqual(words);
      const description = [...words, kind.label({ ...declared, id: "7" })].join(" ");
      expectNoSecretsIn(description, ...steps().secrets(declared));
    },
  );
}

function describeDeclarations(path: string, entry: FieldEntry, steps: StepsOf) {
  const { declared, leftOut, takes = [], wrong = [], wrongTogether = [] } = entry;
  const withoutIt = withValue(declared, path, undefined);

  it("is sent, kept and read back as declared", async () => {
    const { scene, sent, expectAsDeclared, expectSettled } = steps();
    for (const value of new Set([valueAt(declared, path), ...takes])) {
      const wanted = withValue(declared, path, value);
      const known = await scene.start().create(wanted);
      const when = scene.writes().at(-1)?.method === "POST" ? "creation" : "change";
      expect(scene.writes().at(-1)?.body, JSON.stringify(value)).toEqual(
        sent(known.outputs as Properties, when),
      );
      expectAsDeclared(known, wanted);
      await expectSettled(known, wanted);
      expect(scene.inputsOf(known.outputs)).toMatchObject(wanted);
      await scene.start().delete(known);
      expect(scene.isReleased(known.id)).toBe(true);
    }
  });

  if (typeof leftOut === "object" && "fails" in leftOut) {
    it("is required", () => {
      expect(steps().scene.start().failures(withoutIt)).toEqual([leftOut.fails]);
    });
  } else {
    it("may be left out", async () => {
      const { scene, withDefaults, expectAsDeclared, expectSettled } = steps();
      const known = await scene.start().create(withoutIt);
      expectAsDeclared(known, withoutIt);
      await expectSettled(known, withoutIt);
      await expectSettled(known, withDefaults(withoutIt));
    });
  }

  it.each(wrong)("rejects %j", (value, ...failures) => {
    const { scene, secrets } = steps();
    const found = scene.start().failures(withValue(declared, path, value));
    expect(found).toEqual(failures);
    expectNoSecretsIn(found.join("\n"), ...secrets(declared));
    expect(scene.writes()).toEqual([]);
  });

  it.each(wrongTogether.map(([wanted, failure]) => ({ wanted, failure })))(
    "is checked against the other fields: $failure",
    ({ wanted, failure }) => {
      expect(steps().scene.start().failures(wanted)).toEqual([failure]);
    },
  );
}

function describeChanges(path: string, entry: FieldEntry, steps: StepsOf) {
  const { onChange, declared, other, same = {}, unknown = [], shownAs = topOf(path) } = entry;
  const changed: ChangeSample[] = other === undefined ? [] : [[declared, withValue(declared, path, other)]];
  const changes = { ...Object.fromEntries(changed.map((sample) => ["changed", sample])), ...entry.changes };
  const replacesOf = (fields: readonly string[]) => (onChange === "replaces" ? fields : []);
  const effects = { replaces: "replaces", "in place": "is an update in place", nothing: "plans nothing" };

  it.each(Object.entries(changes))(
    `%s ${effects[onChange]}`,
    async (_how, [was, wanted, named = [shownAs]]) => {
      const { scene, sent, secrets, expectAsDeclared, expectSettled } = steps();
      const known = await scene.start().create(was);
      const engine = scene.start();
      const plan = engine.plan(known, wanted);
      const fields = onChange === "nothing" ? [] : named;
      expect({ changes: plan.changes.toSorted(), replaces: plan.replaces.toSorted() }).toEqual({
        changes: fields,
        replaces: replacesOf(fields),
      });
      expectNoSecretsIn(JSON.stringify([plan, engine.logged]), ...secrets(was, wanted));
      scene.clearRequests();
      const result = await scene.start().change(known, wanted);
      if (onChange === "nothing") {
        expect(scene.writes()).toEqual([]);
        await expectSettled(known, wanted);
        return;
      }
      if (onChange === "in place") {
        expect(plan.deleteBeforeReplace).toBe(false);
        expect(result.id).toBe(known.id);
        expect(scene.writes()).toMatchObject([{ method: "PUT" }]);
        expect(scene.writes()[0]?.body).toEqual(sent(result.outputs as Properties, "change"));
      } else if (result.id !== known.id) {
        expect(scene.isReleased(known.id)).toBe(true);
      }
      expectAsDeclared(result, wanted);
      await expectSettled(result, wanted);
    },
  );

  it.each(Object.entries(same))("%s means the same", async (_how, [was, wanted]) => {
    const { scene, expectSettled } = steps();
    const known = await scene.start().create(was);
    await expectSettled(known, was);
    await expectSettled(known, wanted);
  });

  const effect = onChange === "nothing" ? "plans nothing" : "counts as changed";
  it.each([UNKNOWN, ...unknown])(
    `with an unknown value in a preview ${effect} and fails no check: %j`,
    async (value) => {
      const { scene } = steps();
      const known = await scene.start().create(declared);
      const wanted = withValue(declared, path, value);
      const fields = onChange === "nothing" ? [] : [shownAs];
      expect(scene.start().failures(wanted)).toEqual([]);
      expect(scene.start().plan(known, wanted)).toMatchObject({
        changes: fields,
        replaces: replacesOf(fields),
      });
    },
  );
}

function describeEdits(path: string, entry: FieldEntry, steps: StepsOf) {
  const { onChange, readBack, declared, other, shownAs = topOf(path) } = entry;
  const canBeEdited = other !== undefined && !["not sent", "id"].includes(readBack);
  const edited: EditSample[] = canBeEdited
    ? [[declared, { [topOf(path)]: withValue(declared, path, other)[topOf(path)] }]]
    : [];
  const edits = entry.edits ?? Object.fromEntries(edited.map((sample) => ["changed", sample]));
  const isSeen = readBack === "value" || readBack === "masked";
  const effect = isSeen ? "is shown by a refresh, and repaired" : "is not seen";

  it.each(Object.entries(edits))(
    `%s at the server ${effect}`,
    async (_how, [was, edit, shown = [shownAs]]) => {
      const { scene, table, secrets, expectAsDeclared, expectSettled } = steps();
      const known = await scene.start().create(was);
      scene.edit(known.id, edit);
      if (!isSeen) return expectSettled(known, was);
      const read = await scene.start().refresh(known);
      if (shown === "as gone") return expect(read).toBeUndefined();
      if (read === undefined) return expect.fail("the server has the object");
      const plan = scene.start().plan(read, was);
      expect({ changes: plan.changes.toSorted(), replaces: plan.replaces.toSorted() }).toEqual({
        changes: shown,
        replaces: onChange === "replaces" ? shown : [],
      });
      expectNoSecretsIn(JSON.stringify(plan), ...secrets(was, edit));
      if (readBack === "masked") expectNoSecretsIn(JSON.stringify(read), ...secrets(was, edit));
      const kept = Object.keys(known.outputs).filter(
        (name) =>
          ![topOf(path), ...shown].includes(name) &&
          (table.outputs[name] === undefined || table.outputs[name].changes === "with each new object"),
      );
      const keptOutputs = ({ outputs }: ResourceState) =>
        kept.map((name) => [name, valueAt(outputs as Properties, name)]);
      expect(keptOutputs(read)).toEqual(keptOutputs(known));
      const isListed = (field: string) => typeof edit[field] === "string" || Array.isArray(edit[field]);
      for (const name of shown.filter(isListed)) {
        // The declared field holds the value, even if the plan names another field.
        const stays = name === shownAs ? topOf(path) : name;
        expect([valueAt(read.outputs as Properties, stays)].flat()).toEqual([edit[name]].flat());
        if (stays !== name) expect(read.outputs).not.toHaveProperty(name, expect.anything());
      }
      scene.clearRequests();
      const repaired = await scene.start().change(read, was);
      if (onChange === "in place") expect(scene.writes()).toMatchObject([{ method: "PUT" }]);
      expectAsDeclared(repaired, was);
      await expectSettled(repaired, was);
    },
  );
}

function describeOutputs({ outputs, fields }: FieldTable, steps: StepsOf) {
  const [declared = {}] = Object.values(fields).map((entry) => entry.declared);
  const valuesAroundChange = async (name: string, was: Properties, wanted: Properties) => {
    const { scene, expectSettled } = steps();
    const known = await scene.start().create(was);
    const changed = await scene.start().change(known, wanted);
    await expectSettled(changed, wanted);
    expect(scene.inputsOf(changed.outputs)).not.toHaveProperty(name);
    return [known, changed].map((one) => valueAt(one.outputs as Properties, name));
  };

  describe.each(Object.entries(outputs))("output %s", (name, { changes, renewedBy, keptBy, renews }) => {
    it("is not an argument", () => {
      const failures = steps()
        .scene.start()
        .failures({ ...declared, [name]: "canary" });
      expect(failures).toEqual([expect.stringContaining(`${name} is not an argument`)]);
    });

    it.each(Object.entries(renewedBy))(`changes ${changes}: %s`, async (_how, [was, wanted]) => {
      const [before, after] = await valuesAroundChange(name, was, wanted);
      expect(before).toEqual(expect.any(String));
      expect(after).toEqual(expect.any(String));
      expect(renews === undefined ? before !== after : renews(before, after)).toBe(true);
    });

    it.each(Object.entries(keptBy))("is kept otherwise: %s", async (_how, [was, wanted]) => {
      const [before, after] = await valuesAroundChange(name, was, wanted);
      expect(before).toEqual(expect.any(String));
      expect(after).toBe(before);
    });
  });
}
