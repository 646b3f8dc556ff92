import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openServers, type ServerOptions, type Servers } from "./servers.ts";
import type { ExportedResource } from "./stack.ts";

/** The folder of the states of released versions. */
export const fixtures = join(import.meta.dirname, "..", "fixtures");

const recordings = () => readdirSync(fixtures).flatMap((file) => /^state-(.+)\.json$/.exec(file)?.[1] ?? []);
const isUnfinished = (version: string) => version.endsWith("-unfinished");

/** States of finished runs. */
export const recordedVersions = () => recordings().filter((version) => !isUnfinished(version));

/** States of runs with unfinished operations. */
export const unfinishedVersions = () => recordings().filter(isUnfinished);

/** The version to record now, from RECORD_STATE. */
export const versionsToRecord = ({ unfinished }: { unfinished: boolean }): string[] =>
  [process.env["RECORD_STATE"] ?? []].flat().filter((version) => isUnfinished(version) === unfinished);

export const stateFileOf = (version: string) => join(fixtures, `state-${version}.json`);

/** A stack's state without the fields that differ in each run. */
export function withoutRunData(exported: string): string {
  const runFields = ["sourcePosition", "stackTrace", "created", "modified", "time"];
  const state = JSON.parse(exported, (field, value) => (runFields.includes(field) ? undefined : value));
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

/** The credentials of the recorded programs. The states only contain them encrypted. */
export const canaries: Readonly<Record<string, string>> = {
  slackToken: "canary-slack-token",
  password: "canary-callback-password",
  key: "canary-signing-key",
};

export const recordedProgramOf = (version: string) =>
  readFile(join(fixtures, `state-${version}.cjs`), "utf8");

/** Durst masks credentials with this key, as in the recording. */
export const recordedServerOptions: ServerOptions = { durst: { maskingKey: "recorded" } };

/** Empty servers that mask credentials like the servers of the recording. */
export const startRecordedServers = () => openServers(recordedServerOptions);

/** Fills empty servers with the objects of a state, under the same names and ids. */
export function restoreServers(state: string, { rockit, durst }: Servers): void {
  const { deployment } = JSON.parse(state, (field, value) =>
    typeof value === "object" && value !== null && "ciphertext" in value ? canaries[field] : value,
  ) as { deployment: { resources: ExportedResource[] } };
  const inputsOf = (type: string) =>
    deployment.resources
      .filter((resource) => resource.type === `pulumi-nodejs:dynamic/${type}`)
      .sort((one, other) => (one.id ?? "").localeCompare(other.id ?? "", "en", { numeric: true }))
      .map(({ id = "", inputs = {} }) => {
        const {
          __provider: _,
          namePrefix: __,
          onConflict: ___,
          rotationTrigger: ____,
          existingId: _____,
          ...sent
        } = inputs;
        return { id, sent };
      });
  for (const { sent } of inputsOf("rockit:Subscription")) rockit.add(sent as never);
  for (const { id, sent } of inputsOf("durst:Subscriber"))
    expectSameId(id, durst.addSubscriber(sent as never));
  for (const { id, sent } of inputsOf("durst:Subscription")) {
    const {
      subscriberId,
      publishInitialState: _,
      ...subscription
    } = sent as { subscriberId: number; [field: string]: unknown };
    expectSameId(id, `${subscriberId}/${durst.addSubscription(subscriberId, subscription as never)}`);
  }
}

/** Fills empty servers with the objects of the recorded unfinished state. Fails unless they get the recorded ids. */
export function restoreUnfinished({ rockit, durst }: Servers): void {
  // The answer to this creation was lost. `imports` was never created.
  rockit.add({
    name: "builds",
    sender: "mkraw",
    events: ["end", "error"],
    type: "webhook",
    url: "https://hooks.example.com/rockit",
  });
  const press = durst.addSubscriber({
    hostUri: "https://press.example/",
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: "canary-signing-key" },
  });
  // The update did not reach the server.
  const archive = durst.addSubscriber({
    hostUri: "https://old-archive.example/",
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "durst", password: "canary-old-password" },
  });
  // The answers to the update of jobs and to the creation of motifs were lost.
  const jobs = { topic: "STATUS/PRODUCTION_JOB/*", path: "v2/jobs", status: "ACTIVE" } as const;
  const motifs = { topic: "STATUS/MOTIF/*", path: "motifs", status: "ACTIVE" } as const;
  const numbers = [jobs, motifs].map((one) => durst.addSubscription(press, one));
  expectSameId("17 18 4 5", [press, archive, ...numbers].join(" "));
}

/** The servers' content, for people and comparisons. */
export const serverContents = ({ rockit, durst }: Servers) => ({
  rockit: [...rockit.subscriptions.keys()],
  durst: [...durst.subscribers.values()].map(({ id, hostUri }) => ({
    id,
    hostUri,
    credential: durst.credentialOf(id),
    subscriptions: [...durst.subscriptions(id).values()].map(
      (one) => `${one.id} ${one.topic} ${one.path} ${one.status}`,
    ),
  })),
});

function expectSameId(recorded: string, given: string | number): void {
  if (recorded !== `${given}`) throw new Error(`the recorded object ${recorded} became ${given}`);
}
