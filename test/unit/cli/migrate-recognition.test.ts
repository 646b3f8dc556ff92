import { expect, it } from "vitest";
import { differences, legacyProperties } from "../../../provider/cli/migrate/legacy-inputs.ts";
import { recognise } from "../../../provider/cli/migrate/recognition.ts";
import type { LegacyResource } from "../../../provider/cli/vendor/recognition.ts";
import { vendorCommands } from "../../../provider/cli/vendors.ts";
import { rockitSubscriptionKind } from "../../helpers/importable-kinds.ts";

const legacyResource = (layers: LegacyResource["layers"], id?: string): LegacyResource => ({
  ...{ address: "restapi_object.one", name: "one", id, layers, answers: [] },
});

it.each([
  ["/pms/api/v1/subscribers/17/subscriptions", "4", "durst:Subscription", "17/4"],
  ["/pms/api/v1/subscribers/17/subscriptions/4", "4", "durst:Subscription", "17/4"],
  ["https://press.example/api/v1/subscribers?x=/subscriptions", "17", "durst:Subscriber", "17"],
  ["/be/v1/subscriptions", "builds", "rockit:Subscription", "builds"],
])("a resource with %s is recognised by its path", (path, id, kind, known) => {
  const { recognised, skipped } = recognise(vendorCommands, [legacyResource([{ path }], id)], new Map());
  expect(skipped).toEqual([]);
  expect(recognised.map((one) => [one.kind.row.name, one.id])).toEqual([[kind, known]]);
});

it("a resource without the object's number is skipped, with instructions", () => {
  const { recognised, unidentified } = recognise(
    vendorCommands,
    [legacyResource([{ path: "/api/v1/subscribers" }])],
    new Map(),
  );
  expect(recognised).toEqual([]);
  expect(unidentified[0]?.reason).toBe(
    "lacks its number on the server: import it with `rockit-durst import`",
  );
});

it("`event` and `events` with the same meaning are no difference; the declared field is used", () => {
  const declared = {
    name: "builds",
    sender: "mkraw",
    event: "end",
    type: "webhook",
    url: "https://a.example",
  };
  const answered = { ...declared, event: undefined, events: ["end", "error"] };
  const one = { old: legacyResource([declared, answered]), kind: rockitSubscriptionKind, id: "builds" };
  expect(legacyProperties(one)).toEqual({ inputs: declared, outputs: declared });
  const { event: _, ...others } = declared;
  const found = { ...others, events: ["end"] };
  const object = { kind: rockitSubscriptionKind, id: "builds", name: "one", inputs: found, outputs: found };
  expect(differences(one, object)).toEqual([]);
  expect(differences(one, { ...object, outputs: { ...found, events: ["error"] } })).toEqual([
    { field: "events", old: '"end"', now: '["end"]' },
  ]);
});
