import { DurstRun } from "../../provider/durst/run.ts";
import { durstSettings } from "../../provider/durst/settings.ts";
import type { Lifecycle } from "../../provider/resource/lifecycle.ts";
import type { Properties } from "../../provider/resource/properties.ts";
import { RockitRun } from "../../provider/rockit/run.ts";
import { type RockitSettings, rockitSettings } from "../../provider/rockit/settings.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";
import { environmentOf } from "./environment.ts";

const settingsSource = (environment: Record<string, string>) => ({ config: () => undefined, environment });

/** The settings for a simulator, with overrides. */
export const rockitSettingsOf = (
  rockit: RockitSimulator,
  overrides: Partial<RockitSettings> = {},
): RockitSettings => ({ ...rockitSettings(settingsSource(environmentOf({ rockit }))), ...overrides });

/** The provider's client for a simulator. */
export const rockitRunOf = (rockit: RockitSimulator, overrides: Partial<RockitSettings> = {}) =>
  new RockitRun(rockitSettingsOf(rockit, overrides));

/** The provider's client for a simulator. */
export const durstRunOf = (durst: DurstSimulator) =>
  new DurstRun(durstSettings(settingsSource(environmentOf({ durst }))));

/** An object as a state has it. */
type StoredObject<Outputs> = { readonly id: string; readonly outputs: Outputs };

/** Calls a lifecycle as the engine does: a check before each operation, a plan before each change. */
export function driverOf<Run, Inputs extends object, Outputs extends Inputs>(
  lifecycle: Lifecycle<Run, Inputs, Outputs>,
  run: Run,
) {
  const logged: string[] = [];
  const operation = { run, log: (line: string) => logged.push(line), isOwnedByAnother: () => false };

  const checked = (news: Properties, olds: Properties = {}): Inputs => {
    const { inputs, failures } = lifecycle.check(olds, news);
    if (failures.length > 0)
      throw new Error(failures.map(({ field, reason }) => `${field} ${reason}`).join("\n"));
    return inputs as Inputs;
  };

  return {
    logged,
    failures: (news: Properties) =>
      lifecycle.check({}, news).failures.map(({ field, reason }) => `${field} ${reason}`),
    plan: (stored: StoredObject<Outputs>, news: Properties) =>
      lifecycle.diff(stored.id, stored.outputs, checked(news, stored.outputs as Properties)),
    create: (news: Properties) => lifecycle.create(operation, checked(news)),
    async refresh(stored: StoredObject<Outputs>): Promise<StoredObject<Outputs> | undefined> {
      const outputs = await lifecycle.read(operation, stored.id, stored.outputs);
      return outputs && { id: stored.id, outputs };
    },
    get: (id: string) => lifecycle.read(operation, id, {}),
    delete: ({ id, outputs }: StoredObject<Outputs>) => lifecycle.delete(operation, id, outputs),
    /** Plans, then updates or replaces as planned. */
    async change(stored: StoredObject<Outputs>, news: Properties): Promise<StoredObject<Outputs>> {
      const plan = lifecycle.diff(stored.id, stored.outputs, checked(news, stored.outputs as Properties));
      if (plan.changes.length === 0) return stored;
      if (plan.replaces.length === 0) {
        const outputs = await lifecycle.update(
          operation,
          stored.id,
          stored.outputs,
          checked(news, stored.outputs as Properties),
        );
        return { id: stored.id, outputs };
      }
      if (plan.deleteBeforeReplace) await lifecycle.delete(operation, stored.id, stored.outputs);
      const created = await lifecycle.create(operation, checked(news));
      if (!plan.deleteBeforeReplace) await lifecycle.delete(operation, stored.id, stored.outputs);
      return created;
    },
  };
}
