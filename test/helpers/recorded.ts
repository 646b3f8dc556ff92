import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";
import type { ExportedResource } from "./stack.ts";

/** Where the states of released versions lie. */
export const fixtures = join(import.meta.dirname, "..", "fixtures");

export const recordedVersions = () =>
  readdirSync(fixtures).flatMap((file) => /^state-(.+)\.json$/.exec(file)?.[1] ?? []);

/** The credentials of the recorded programs, which their states only hold encrypted. */
export const canaries: Readonly<Record<string, string>> = {
  slackToken: "canary-slack-token",
  password: "canary-callback-password",
  key: "canary-signing-key",
};

export const programOf = (version: string) => readFile(join(fixtures, `state-${version}.cjs`), "utf8");

export interface Servers extends AsyncDisposable {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
}

/** Servers that mask credentials as those did when the states were recorded, still empty. */
export async function startServers(): Promise<Servers> {
  const rockit = await startRockit();
  const durst = await startDurst({ maskingKey: "recorded" });
  return {
    rockit,
    durst,
    async [Symbol.asyncDispose]() {
      await rockit.close();
      await durst.close();
    },
  };
}

/** Fills empty servers with what a state says they held, under the same names and numbers. */
export function restore(state: string, { rockit, durst }: Servers): void {
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

function same(recorded: string, given: string | number): void {
  if (recorded !== `${given}`) throw new Error(`the recorded object ${recorded} became ${given}`);
}
