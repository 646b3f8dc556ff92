import { DurstRun } from "../../provider/durst/run.ts";
import { durstSettings } from "../../provider/durst/settings.ts";
import type { Lifecycle } from "../../provider/resource/lifecycle.ts";
import type { Properties } from "../../provider/resource/properties.ts";
import { RockitRun } from "../../provider/rockit/run.ts";
import { type RockitSettings, rockitSettings } from "../../provider/rockit/settings.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";
import { environmentOf } from "./environment.ts";

const source = (environment: Record<string, string>) => ({ config: () => undefined, environment });

/** The settings for a simulator, with overrides. */
export const rockitSettingsOf = (
  rockit: RockitSimulator,
  otherwise: Partial<RockitSettings> = {},
): RockitSettings => ({ ...rockitSettings(source(environmentOf({ rockit }))), ...otherwise });

/** The provider's client for a simulator. */
export const rockitRunOf = (rockit: RockitSimulator, otherwise: Partial<RockitSettings> = {}) =>
  new RockitRun(rockitSettingsOf(rockit, otherwise));

/** The provider's client for a simulator. */
export const durstRunOf = (durst: DurstSimulator) =>
  new DurstRun(durstSettings(source(environmentOf({ durst }))));

type Known<Outputs> = { readonly id: string; readonly outputs: Outputs };

/** Runs one object through a lifecycle as the engine does: a check before all else, a plan before every change. */
export function driverOf<Run, Inputs extends object, Outputs extends Inputs>(
  lifecycle: Lifecycle<Run, Inputs, Outputs>,
  run: Run,
) {
  const said: string[] = [];
  const operation = { run, log: (line: string) => said.push(line), isOwnedByAnother: () => false };

  const checked = (news: Properties, olds: Properties = {}): Inputs => {
    const { inputs, failures } = lifecycle.check(olds, news);
    if (failures.length > 0)
      throw new Error(failures.map(({ field, reason }) => `${field} ${reason}`).join("\n"));
    return inputs as Inputs;
  };

  return {
    said,
    failures: (news: Properties) =>
      lifecycle.check({}, news).failures.map(({ field, reason }) => `${field} ${reason}`),
    plan: (known: Known<Outputs>, news: Properties) =>
      lifecycle.diff(known.id, known.outputs, checked(news, known.outputs as Properties)),
    create: (news: Properties) => lifecycle.create(operation, checked(news)),
    async refresh(known: Known<Outputs>): Promise<Known<Outputs> | undefined> {
      const outputs = await lifecycle.read(operation, known.id, known.outputs);
      return outputs && { id: known.id, outputs };
    },
    get: (id: string) => lifecycle.read(operation, id, {}),
    delete: ({ id, outputs }: Known<Outputs>) => lifecycle.delete(operation, id, outputs),
    /** Plans, then updates or replaces as planned. */
    async change(known: Known<Outputs>, news: Properties): Promise<Known<Outputs>> {
      const plan = lifecycle.diff(known.id, known.outputs, checked(news, known.outputs as Properties));
      if (plan.changes.length === 0) return known;
      if (plan.replaces.length === 0) {
        const outputs = await lifecycle.update(
          operation,
          known.id,
          known.outputs,
          checked(news, known.outputs as Properties),
        );
        return { id: known.id, outputs };
      }
      if (plan.deleteBeforeReplace) await lifecycle.delete(operation, known.id, known.outputs);
      const created = await lifecycle.create(operation, checked(news));
      if (!plan.deleteBeforeReplace) await lifecycle.delete(operation, known.id, known.outputs);
      return created;
    },
  };
}
