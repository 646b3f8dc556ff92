import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { durstSubscriber, durstSubscription } from "../../../provider/durst/kind.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { schemaOf } from "../../../provider/resource/check.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

interface Row {
  readonly field: string;
  readonly byDefault: string;
  readonly change: string;
  readonly readBack: string;
  readonly drift: string;
  readonly title: string;
  readonly file: string;
}

/** The tables of docs/fields.md, by their heading. */
const tables = new Map(
  textOf("docs/fields.md")
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = "", ...lines] = section.split("\n");
      const rows = lines.filter((line) => line.startsWith("| `")).map(rowOf);
      return [heading, rows];
    }),
);

function rowOf(line: string): Row {
  const cells = line.split("|").map((cell) => cell.trim());
  const [, field = "", byDefault = "", change = "", readBack = "", drift = "", shownBy = ""] = cells;
  const [, title, file] = /^\[(.+)\]\(\.\.\/(test\/.+\.test\.ts)\)$/.exec(shownBy) ?? [];
  if (cells.length !== 8 || title === undefined || file === undefined)
    throw new Error(`not a row of six cells, of which the last is a test: ${line}`);
  return { field: field.replaceAll("`", ""), byDefault, change, readBack, drift, title, file };
}

/** Names of a schema's fields, those of nested objects by their path; and which of them must be given. */
function fieldsOf(schema: z.ZodType, prefix = ""): { name: string; required: boolean }[] {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, field]) => [
    { name: prefix + key, required: !field.safeParse(undefined).success },
    ...fieldsOf(field, `${prefix}${key}.`),
  ]);
}

/** What a class file declares: the arguments of its interface, the outputs of its class. */
const declaredIn = (source: string) => ({
  args: [...(/Args \{(.*?)^\}/ms.exec(source)?.[1] ?? "").matchAll(/^ {2}(\w+)\??:/gm)].map(
    ([, name]) => name,
  ),
  outputs: [...source.matchAll(/^ {2}declare readonly (\w+):/gm)].map(([, name]) => name),
});

const webhook = { name: "n", sender: "mkraw", type: "webhook", url: "https://a.example", events: ["end"] };
const slack = { name: "n", sender: "mkraw", type: "slack", slackToken: "t", channelId: "C", event: "end" };
const xauth = { hostUri: "a:1", externalAuthType: "XAUTH", xAuthInfo: { user: "u", password: "p" } };
const signing = {
  hostUri: "a:1",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x", method: "HS256", key: "k" },
};
const subscription = { subscriberId: 17, topic: "STATUS/*", status: "ACTIVE" };

/** An object, and a change of one field. */
type Changes = Readonly<Record<string, readonly [was: Properties, change: Properties]>>;

const resources = {
  RockitSubscription: {
    file: "provider/rockit/subscription.ts",
    schema: schemaOf(rockitSubscription),
    diff: (was: Properties, wanted: Properties) =>
      rockitSubscriptionLifecycle.diff("n", was as never, wanted as never),
    // The class makes it of the resource's name; no program gives it.
    internal: ["namePrefix"],
    changes: {
      name: [webhook, { name: "other" }],
      sender: [webhook, { sender: "deploy" }],
      event: [slack, { event: "error" }],
      events: [webhook, { events: ["end", "error"] }],
      type: [webhook, { type: "slack" }],
      url: [webhook, { url: "https://b.example" }],
      slackToken: [slack, { slackToken: "other" }],
      channelId: [slack, { channelId: "D" }],
      rotationTrigger: [webhook, { rotationTrigger: 1 }],
      onConflict: [webhook, { onConflict: "replace" }],
    } satisfies Changes as Changes,
  },
  DurstSubscriber: {
    file: "provider/durst/subscriber.ts",
    schema: schemaOf(durstSubscriber),
    diff: (was: Properties, wanted: Properties) =>
      durstSubscriberLifecycle.diff("17", was as never, wanted as never),
    internal: [],
    changes: {
      hostUri: [xauth, { hostUri: "b:1" }],
      externalAuthType: [xauth, { externalAuthType: "NONE" }],
      xAuthInfo: [xauth, { xAuthInfo: undefined }],
      "xAuthInfo.user": [xauth, { xAuthInfo: { ...xauth.xAuthInfo, user: "other" } }],
      "xAuthInfo.password": [xauth, { xAuthInfo: { ...xauth.xAuthInfo, password: "other" } }],
      jwtSigningInfo: [signing, { jwtSigningInfo: undefined }],
      "jwtSigningInfo.httpHeaderName": [
        signing,
        { jwtSigningInfo: { ...signing.jwtSigningInfo, httpHeaderName: "y" } },
      ],
      "jwtSigningInfo.key": [signing, { jwtSigningInfo: { ...signing.jwtSigningInfo, key: "other" } }],
      existingId: [xauth, { existingId: 18 }],
    } satisfies Changes as Changes,
  },
  DurstSubscription: {
    file: "provider/durst/subscription.ts",
    schema: schemaOf(durstSubscription),
    diff: (was: Properties, wanted: Properties) =>
      durstSubscriptionLifecycle.diff("17/4", was as never, wanted as never),
    internal: [],
    changes: {
      subscriberId: [subscription, { subscriberId: 18 }],
      topic: [subscription, { topic: "STATUS/MOTIF/*" }],
      path: [subscription, { path: "a" }],
      status: [subscription, { status: "INACTIVE" }],
      publishInitialState: [subscription, { publishInitialState: true }],
      existingId: [subscription, { existingId: 5 }],
    } satisfies Changes as Changes,
  },
};

it("docs/fields.md has a table for every resource", () => {
  expect([...tables.keys()]).toEqual(Object.keys(resources));
});

describe.each(Object.entries(resources))(
  "the table of %s",
  (name, { file, schema, internal, diff, changes }) => {
    const rows = tables.get(name) ?? [];
    const { args, outputs } = declaredIn(textOf(file));
    const hidden: readonly string[] = internal;
    const known = fieldsOf(schema).filter((field) => !hidden.includes(field.name));
    const inputs = known.map((field) => field.name);

    it("has a row for each argument and output of the class, and no other", () => {
      expect(rows.map(({ field }) => field).sort()).toEqual([...new Set([...inputs, ...outputs])].sort());
      expect(rows.filter(({ byDefault }) => byDefault === "output").map(({ field }) => field)).toEqual(
        outputs.filter((output) => !inputs.includes(`${output}`)),
      );
    });

    it("is of a class whose arguments are those of the schema", () => {
      expect(args.toSorted()).toEqual(inputs.filter((field) => !field.includes(".")).sort());
    });

    it.each(rows.filter(({ field }) => inputs.includes(field)))(
      "says what a change of $field does",
      ({ field, change }) => {
        const sample = changes[field];
        if (sample === undefined) {
          expect(change).toBe("there is no other");
          return;
        }
        const [was, wanted] = sample;
        const plan = diff(was, { ...was, ...wanted });
        const seen =
          plan.changes.length === 0 ? "at creation only" : plan.replaces.length > 0 ? "replaces" : "in place";
        expect(change).toBe(seen);
      },
    );

    it.each(rows)("says of $field whether it must be given", ({ field, byDefault }) => {
      // The check fills these in before the schema sees them.
      const filledIn = ["name", "status", "jwtSigningInfo.method"].includes(field);
      const required = known.some((one) => one.name === field && one.required) && !filledIn;
      expect(byDefault === "required").toBe(required);
    });

    it.each(rows)("names a test for $field that exists and speaks of it", ({ field, title, file: test }) => {
      const source = textOf(test);
      const titles = [
        ...source.matchAll(/(?<!describe)\(\s*("(?:[^"\\]|\\.)*"|'[^']*'),\s*(?:async )?\(/g),
      ].map(([, text = ""]) => text.slice(1, -1));
      expect(titles).toContain(title);
      expect(source).toMatch(new RegExp(`\\b${field.split(".").at(-1)}\\b`));
    });
  },
);
