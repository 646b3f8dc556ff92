import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Imported } from "../../../provider/cli/adopt/model.ts";
import { hostSlug, Identifiers, topicSlug } from "../../../provider/cli/adopt/names.ts";
import { programOf } from "../../../provider/cli/adopt/program.ts";
import { writeOnlySecretOf } from "../../../provider/cli/adopt/write-only-secret.ts";
import { type GeneratedServer, generateServers } from "../../e2e/import-servers.ts";
import {
  durstSubscriberKind,
  durstSubscriptionKind,
  rockitSubscriptionKind,
} from "../../helpers/importable-kinds.ts";
import { seed } from "../../helpers/seed.ts";

const root = resolve(import.meta.dirname, "../../..");

const secretStates = ["given", "unknown", "rotated"] as const;

/** The objects that the command would import from a server, some with a known secret. */
function importedObjectsOf({ subscriptions, subscribers }: GeneratedServer): Imported[] {
  const rockit = subscriptions.map((subscription, index): Imported => {
    const { slackToken, ...inputs } = { slackToken: undefined, ...subscription };
    const writeOnly = writeOnlySecretOf(rockitSubscriptionKind, subscription.name, subscription);
    const state = secretStates[index % 3] as (typeof secretStates)[number];
    return {
      ...{ kind: rockitSubscriptionKind, name: subscription.name, id: subscription.name },
      ...{ inputs: JSON.parse(JSON.stringify(inputs)), outputs: {} },
      writeOnly,
      secret: subscription.type === "slack" && state === "rotated" ? "given" : state,
    };
  });
  const durst = subscribers.flatMap(({ subscriber, subscriptions: durstSubscriptions }, number) => [
    // Another stack owns some subscribers.
    ...(number === 0 ? [subscriberOf(subscriber, number)] : []),
    ...durstSubscriptions.map(
      (one, index): Imported => ({
        ...{ kind: durstSubscriptionKind, name: `s-${number}-${index}`, id: `${number}/${index}` },
        ...{ inputs: { ...one, subscriberId: number }, outputs: {}, secret: "none" },
      }),
    ),
  ]);
  return [...rockit, ...durst];
}

const subscriberOf = (subscriber: object, number: number): Imported => ({
  ...{ kind: durstSubscriberKind, name: hostSlug("https://hooks.example"), id: `${number}` },
  ...{ inputs: { ...subscriber }, outputs: {}, secret: "unknown" },
  writeOnly: { label: "key", key: `${number}.key`, variable: "", path: "jwtSigningInfo.key" },
});

describe("generated programs", () => {
  const programs = generateServers(60, seed)
    .map(importedObjectsOf)
    .filter((objects) => objects.length > 0)
    .map((objects) => programOf(objects));
  const writePrograms = () => {
    const folder = mkdtempSync(join(tmpdir(), "rockit-durst-programs-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const [index, { text }] of programs.entries()) writeFileSync(join(folder, `p${index}.ts`), text);
    return folder;
  };

  it(`compile under the strictest settings, seed ${seed}`, () => {
    const folder = writePrograms();
    const compilerOptions = {
      ...{ strict: true, noUnusedLocals: true, exactOptionalPropertyTypes: true, noEmit: true },
      ...{ target: "es2024", module: "nodenext", types: ["node"], skipLibCheck: true },
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    writeFileSync(join(folder, "package.json"), "{}");
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    expect(outputOf(process.execPath, [tsc, "-p", folder])).toBe("");
  }, 120_000);

  it(`have the layout of a formatter, seed ${seed}`, () => {
    const folder = writePrograms();
    const options = ["--indent-style=space", "--indent-width=2", "--line-width=320", "--vcs-enabled=false"];
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    outputOf(process.execPath, [biome, "format", "--write", ...options, folder]);
    for (const [index, { text }] of programs.entries()) {
      // Biome chooses the quotes that need fewer escapes.
      const comparableLines = (program: string) =>
        program.split("\n").map((line) => (line.includes('"') && text.includes('\\"') ? "" : line));
      expect(comparableLines(readFileSync(join(folder, `p${index}.ts`), "utf8"))).toEqual(
        comparableLines(text),
      );
    }
  }, 60_000);

  it("contain no credential, and read each credential from its own configuration key", () => {
    for (const { text, configuration } of programs) {
      expect(text).not.toContain("canary");
      const keys = [...text.matchAll(/requireSecret\(\s*"(\w+)"/g)].map(([, key]) => key);
      expect(configuration.map(({ key }) => key)).toEqual(keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

/** The output and errors of a program that may fail. */
function outputOf(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (failure) {
    const { stdout, stderr } = failure as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

it("values with code can't break out of a generated program", () => {
  const inputs = { hostUri: "https://a\n.example/`;+{evil}", externalAuthType: "NONE" };
  const { text } = programOf([
    { kind: durstSubscriberKind, name: "n", id: "17", inputs, outputs: {}, secret: "none" },
  ]);
  expect(text.split("\n").filter((line) => line.includes("evil"))).toEqual([
    '  hostUri: "https://a\\n.example/`;+{evil}",',
  ]);
});

it("a generated program with a provider and a parent is a function of these options", () => {
  const inputs = { subscriberId: 17, topic: "STATUS/*" };
  const { text, usage } = programOf(
    [{ kind: durstSubscriptionKind, name: "n", id: "17/4", inputs, outputs: {}, secret: "none" }],
    { module: "./b/subscriptions-2", taken: [], options: ["provider", "parent"] },
  );
  expect(usage).toBe(
    'import { subscriptions2 } from "./b/subscriptions-2"; subscriptions2({ provider, parent });',
  );
  expect(text).toBe(`import * as pulumi from "@pulumi/pulumi";
import { DurstSubscription } from "pulumi-rockit-durst";

/** Pass the provider and the parent that the import file names. */
export function subscriptions2(options: pulumi.CustomResourceOptions) {
  // Durst: subscriber 17
  new DurstSubscription(
    "n",
    {
      subscriberId: 17,
      topic: "STATUS/*",
    },
    options,
  );
}
`);
});

describe("an identifier", () => {
  it.each([
    ["builds", "builds"],
    ["build-finished", "buildFinished"],
    ["STATUS/PRODUCTION_JOB", "statusProductionJob"],
    ["myBuilds", "myBuilds"],
    ["default", "defaultSubscription"],
    ["config", "configSubscription"],
    ["4 walls", "subscription4Walls"],
    ["Überwachung à la carte", "uberwachungALaCarte"],
    ["名前 🎉", "subscription"],
    ["x".repeat(99), "x".repeat(40)],
  ])("of %j is %s", (text, identifier) => {
    expect(new Identifiers().from(text, "subscription")).toBe(identifier);
  });

  it("is unique, also among the identifiers of outputs", () => {
    const identifiers = new Identifiers();
    const given = [
      identifiers.from("a secret", "x"),
      identifiers.from("a", "x", "Secret"),
      identifiers.from("a", "x"),
      identifiers.from("A", "x"),
    ];
    expect(given).toEqual(["aSecret", "aSecret2", "a", "a2"]);
  });
});

describe("a name", () => {
  it.each([
    ["https://hooks.example.com:443/base/", "hooks-example-com"],
    ["press.example:9000", "press-example"],
    ["HTTP://10.0.0.7/", "10-0-0-7"],
    ["https://[::1]:80/", "1"],
  ])("of the host of %s is %s", (hostUri, words) => expect(hostSlug(hostUri)).toBe(words));

  it.each([
    ["STATUS/*", "all"],
    ["STATUS/PRODUCTION_JOB/*", "production-job"],
    ["STATUS/MOTIF/4711", "motif-4711"],
  ])("of the topic %s is %s", (topic, words) => expect(topicSlug(topic)).toBe(words));
});

it.each([
  ["_hook", "webhook", "ROCKIT_SECRET__HOOK"],
  ["hook", "webhook", "ROCKIT_SECRET_HOOK"],
  ["a.b c", "slack", "ROCKIT_SLACK_TOKEN_A_B_C"],
])("the secret of %j, a %s, is read from %s", (name, type, variable) => {
  expect(writeOnlySecretOf(rockitSubscriptionKind, name, { type })?.variable).toBe(variable);
});
