// This version finishes the creations and changes that released versions left unfinished in their states.
import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import {
  canaries,
  recordedProgramOf,
  recordedServerOptions,
  restoreUnfinished,
  serverContents,
  startRecordedServers,
  stateFileOf,
  unfinishedVersions,
  versionsToRecord,
  withoutRunData,
} from "../helpers/recorded-states.ts";
import { Scene } from "../helpers/scene.ts";
import type { Servers } from "../helpers/servers.ts";
import type { Fault, FaultPlace } from "../simulators/index.ts";

const secrets = [...Object.values(canaries), "canary-old-password"];

/** An empty stack with the program that a version recorded. */
async function startRecorded(version: string): Promise<Scene> {
  const scene = await Scene.start(recordedServerOptions);
  await scene.project.writeSource(await recordedProgramOf(version));
  return scene;
}

const urnOf = (type: string, name: string) => `urn:pulumi:test::e2e::pulumi-nodejs:dynamic/${type}::${name}`;
const onwards = { times: Number.POSITIVE_INFINITY };
const lostAnswer: Fault = { kind: "cut", when: "after" };
const unreadableAnswer: Fault = { kind: "malformed-json" };
const unavailable: Fault = { kind: "status", status: 503, acts: false };
const subscriptions = "/api/v1/subscribers/:subscriberId/subscriptions";
const rockitList = "GET /be/v1/subscriptions";

/** The faults of each operation, in order. Reading an empty list takes one request. */
const failures: readonly {
  readonly urn: string;
  readonly vendor: keyof Servers & ("rockit" | "durst");
  readonly faults: readonly (readonly [Fault, FaultPlace])[];
}[] = [
  {
    urn: urnOf("rockit:Subscription", "imports"),
    vendor: "rockit",
    faults: [
      [{ kind: "cut", when: "before" }, { route: "POST /be/v1/subscriptions" }],
      [unavailable, { route: rockitList, nth: 2, ...onwards }],
    ],
  },
  {
    urn: urnOf("rockit:Subscription", "builds"),
    vendor: "rockit",
    faults: [
      [lostAnswer, { route: "POST /be/v1/subscriptions" }],
      [unavailable, { route: rockitList, nth: 2, ...onwards }],
    ],
  },
  {
    urn: urnOf("durst:Subscriber", "archive"),
    vendor: "durst",
    faults: [
      [
        { kind: "cut", when: "before" },
        { route: "PUT /api/v1/subscribers/:subscriberId", ...onwards },
      ],
    ],
  },
  {
    urn: urnOf("durst:Subscription", "jobs"),
    vendor: "durst",
    faults: [[lostAnswer, { route: `PUT ${subscriptions}/:subscriptionId`, ...onwards }]],
  },
  {
    urn: urnOf("durst:Subscription", "motifs"),
    vendor: "durst",
    faults: [
      [lostAnswer, { route: `POST ${subscriptions}/create` }],
      [unreadableAnswer, { route: `GET ${subscriptions}`, nth: 3, ...onwards }],
    ],
  },
];

test.each(versionsToRecord({ unfinished: true }))("the state of %s is recorded", async (version) => {
  await using scene = await startRecorded(version);
  const { stack, environment } = scene;
  environment["BEFORE"] = "yes";
  await stack.up();
  delete environment["BEFORE"];
  for (const { urn, vendor, faults } of failures) {
    for (const [fault, place] of faults) scene[vendor].faults.inject(fault, place);
    const args = ["up", "--yes", "--skip-preview", "--suppress-progress", "--stack", stack.name];
    const { output } = await stack.pulumi([...args, "--target", urn], { fails: true });
    expect(output).toContain("it is kept in the state as unfinished");
    await scene[vendor].faults.heal();
  }
  await using other = await startRecordedServers();
  restoreUnfinished(other);
  expect(serverContents(scene)).toEqual(serverContents(other));
  // The errors in the state contain the servers' ports.
  const state = withoutRunData(await stack.exportState()).replaceAll(/127\.0\.0\.1:\d+/g, "server.example");
  await writeFile(stateFileOf(version), state);
});

/** The writes to each server, without the common start of their paths. */
const writesTo = ({ rockit, durst }: Servers) => ({
  rockit: rockit.writes().map(({ method, path }) => `${method} ${path.replace(/^.*subscriptions/, "")}`),
  durst: durst.writes().map(({ method, path }) => `${method} ${path.replace(/^.*subscribers\//, "")}`),
});

describe.each(unfinishedVersions())("the state of %s", (version) => {
  async function importRecorded(): Promise<Scene> {
    const scene = await startRecorded(version);
    restoreUnfinished(scene);
    const { stack } = scene;
    await stack.pulumi(["stack", "import", "--file", stateFileOf(version), "--stack", stack.name]);
    return scene;
  }
  const unfinishedIn = async ({ stack }: Scene) =>
    Object.fromEntries(
      (await stack.resources())
        .filter(({ outputs }) => outputs?.["unfinished"] !== undefined)
        .map(({ urn, id, outputs }) => [`${urn.split("::").at(-1)} ${id}`, outputs?.["unfinished"]])
        .sort(),
    );
  const imports = /^imports-[0-9a-f]{7}$/;

  /** Fails unless all objects are as declared, without duplicates, and the outputs have the servers' secrets. */
  async function expectFinished(scene: Scene): Promise<void> {
    const { rockit, stack } = scene;
    expect(await unfinishedIn(scene)).toEqual({});
    const [first, second, ...others] = [...rockit.subscriptions.keys()].sort();
    expect([first, others]).toEqual(["builds", []]);
    expect(second).toMatch(imports);
    const signing = [first, second].map((name) => rockit.secretOf(name ?? ""));
    expect(await stack.outputs()).toEqual({ secrets: signing });
    expect(serverContents(scene).durst).toEqual([
      {
        id: 17,
        hostUri: "https://press.example/",
        credential: "canary-signing-key",
        subscriptions: [
          "4 STATUS/PRODUCTION_JOB/* v2/jobs/ ACTIVE",
          "5 STATUS/MOTIF/* motifs/ INACTIVE",
          "6 STATUS/MOTIF/* motifs/ ACTIVE",
        ],
      },
      {
        id: 18,
        hostUri: "https://archive.example/",
        credential: "canary-callback-password",
        subscriptions: [],
      },
    ]);
    const before = writesTo(scene);
    await stack.expectNoChanges();
    await stack.up("--expect-no-changes");
    expect(writesTo(scene)).toEqual(before);
    expectNoSecretsIn(await stack.exportState(), ...secrets, ...signing);
  }

  test("holds no plaintext secret and every kind of unfinished operation", async () => {
    const text = await readFile(stateFileOf(version), "utf8");
    expectNoSecretsIn(text, ...secrets);
    expect(text).not.toMatch(/sourcePosition|stackTrace|file:|project:|"\/|127\.0\.0\.1/);
    await using scene = await importRecorded();
    expect(await unfinishedIn(scene)).toEqual({
      "archive 18": true,
      "builds builds": true,
      [`imports ${text.match(/"id": "(imports-\w+)"/)?.[1]}`]: true,
      "jobs 17/4": true,
      "motifs 17/?": { besides: [4] },
    });
  });

  test("is finished by the next `up`", async () => {
    await using scene = await importRecorded();
    await scene.stack.up();
    const { rockit, durst } = writesTo(scene);
    expect(rockit.toSorted()).toEqual(["DELETE /builds", "POST ", "POST "]);
    expect(durst.toSorted()).toEqual([
      "POST 17/subscriptions/create",
      "PUT 17/subscriptions/4",
      "PUT 17/subscriptions/5",
      "PUT 18",
    ]);
    await expectFinished(scene);
    await scene.stack.destroy();
    expect(scene.rockit.subscriptions.size).toBe(0);
  });

  test("keeps existing objects at a refresh, drops missing ones, and writes nothing", async () => {
    await using scene = await importRecorded();
    await scene.stack.refresh();
    expect(writesTo(scene)).toEqual({ rockit: [], durst: [] });
    expect(await unfinishedIn(scene)).toEqual({
      "archive 18": true,
      "builds builds": true,
      "jobs 17/4": true,
      "motifs 17/?": { besides: [4] },
    });
    await scene.stack.up();
    await expectFinished(scene);
  });

  test("is destroyed with all objects of the unfinished operations", async () => {
    await using scene = await importRecorded();
    const { rockit, durst, stack } = scene;
    // Destroyed before the subscriber, whose deletion would include its subscriptions.
    await stack.destroy("--target", urnOf("durst:Subscription", "motifs"));
    expect(writesTo(scene)).toEqual({ rockit: [], durst: ["PUT 17/subscriptions/5"] });
    expect(durst.subscriptions(17).get(5)?.status).toBe("INACTIVE");
    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
    expect(serverContents(scene).durst).toEqual([
      {
        id: 17,
        hostUri: "https://press.example/",
        credential: undefined,
        // The deactivation sends the state's values, which are older than the unfinished change.
        subscriptions: ["4 STATUS/PRODUCTION_JOB/* jobs/ INACTIVE", "5 STATUS/MOTIF/* motifs/ INACTIVE"],
      },
      { id: 18, hostUri: "https://old-archive.example/", credential: undefined, subscriptions: [] },
    ]);
    expect(await stack.resources()).toEqual([]);
  });
});
