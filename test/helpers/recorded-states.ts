import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openServers, type Servers } from "./servers.ts";
import type { ExportedResource } from "./stack.ts";

/** The folder of the states of released versions. */
export const fixtures = join(import.meta.dirname, "..", "fixtures");

const recorded = () => readdirSync(fixtures).flatMap((file) => /^state-(.+)\.json$/.exec(file)?.[1] ?? []);
const isUnfinished = (version: string) => version.endsWith("-unfinished");

/** States of finished runs. */
export const recordedVersions = () => recorded().filter((version) => !isUnfinished(version));

/** States of runs with unfinished operations. */
export const unfinishedVersions = () => recorded().filter(isUnfinished);

/** The version to record now. */
export const versionsToRecord = ({ unfinished }: { unfinished: boolean }): string[] =>
  [process.env["RECORD_STATE"] ?? []].flat().filter((version) => isUnfinished(version) === unfinished);

export const stateFileOf = (version: string) => join(fixtures, `state-${version}.json`);

/** A stack's state without what differs with every recording. */
export function withoutRunData(exported: string): string {
  const leftOut = ["sourcePosition", "stackTrace", "created", "modified", "time"];
  const state = JSON.parse(exported, (field, value) => (leftOut.includes(field) ? undefined : value));
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

/** The credentials of the recorded programs, which their states only hold encrypted. */
export const canaries: Readonly<Record<string, string>> = {
  slackToken: "canary-slack-token",
  password: "canary-callback-password",
  key: "canary-signing-key",
};

export const programOf = (version: string) => readFile(join(fixtures, `state-${version}.cjs`), "utf8");

/** Servers that mask credentials as those did when the states were recorded, still empty. */
export const startRecordedServers = () => openServers({ durst: { maskingKey: "recorded" } });

/** Fills empty servers with what a state says they held, under the same names and numbers. */
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
  for (const { id, sent } of inputsOf("durst:Subscriber")) same(id, durst.addSubscriber(sent as never));
  for (const { id, sent } of inputsOf("durst:Subscription")) {
    const {
      subscriberId,
      publishInitialState: _,
      ...subscription
    } = sent as { subscriberId: number; [field: string]: unknown };
    same(id, `${subscriberId}/${durst.addSubscription(subscriberId, subscription as never)}`);
  }
}

/** What the servers held when the unfinished state was recorded; fails unless they give the recorded numbers. */
export function restoreUnfinished({ rockit, durst }: Servers): void {
  // Its answer was lost. What is called imports was not created.
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
  // The change did not reach the server.
  const archive = durst.addSubscriber({
    hostUri: "https://old-archive.example/",
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "durst", password: "canary-old-password" },
  });
  // The answer to the change was lost, and the one to the creation.
  const jobs = { topic: "STATUS/PRODUCTION_JOB/*", path: "v2/jobs", status: "ACTIVE" } as const;
  const motifs = { topic: "STATUS/MOTIF/*", path: "motifs", status: "ACTIVE" } as const;
  const numbers = [jobs, motifs].map((one) => durst.addSubscription(press, one));
  same("17 18 4 5", [press, archive, ...numbers].join(" "));
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

function same(recorded: string, given: string | number): void {
  if (recorded !== `${given}`) throw new Error(`the recorded object ${recorded} became ${given}`);
}
