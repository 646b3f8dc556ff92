import type { dynamic } from "@pulumi/pulumi";
import type { SettingsSource } from "../config/settings";
import { operationError, PreconditionError, Unfinished } from "../resource/errors";
import type { GracefulShutdown } from "../resource/graceful-shutdown";
import type { Lifecycle, Operation, Properties } from "../resource/lifecycle";
import { referenceKey } from "./reference";

/**
 * The settings of this plugin process. The engine starts one process per provider instance and may call other
 * methods before `configure` has returned, so that configuring stores a reference and does nothing else.
 */
export class PluginSettings implements SettingsSource {
  private stored: dynamic.Config | undefined;
  readonly environment = process.env;
  readonly config = (key: string) => this.stored?.get(key);

  store(config: dynamic.Config): void {
    this.stored = config;
  }
}

/**
 * Serves a lifecycle to the engine as a dynamic provider. `connect` gives the vendor's API when it is first needed; a signal waits for
 * what is under way.
 */
export function serve<Api, Inputs extends object, Outputs extends Inputs>(
  lifecycle: Lifecycle<Api, Inputs, Outputs>,
  settings: PluginSettings,
  connect: () => Api,
  interruption?: GracefulShutdown,
): dynamic.ResourceProvider<Properties, Properties> {
  const nameOf = (object: Properties) => `${lifecycle.noun} ${lifecycle.label(object)}`;
  const during = async <T>(
    verb: string,
    object: Properties,
    work: (operation: Operation<Api>) => T | Promise<T>,
  ): Promise<T> => {
    const operation: Operation<Api> = {
      get api() {
        return connect();
      },
      say: (line) => console.log(`${nameOf(object)}: ${line}`),
    };
    try {
      const working = async () => work(operation);
      return await (interruption?.during(working) ?? working());
    } catch (failure) {
      const error = operationError(`${verb} ${nameOf(object)}`, failure);
      if (!(failure instanceof Unfinished)) throw error;
      const { id, outputs } = failure;
      const properties = { ...carried(outputs), [referenceKey]: object[referenceKey] };
      throw Object.assign(error, { id, properties, reasons: [error.message] });
    }
  };
  // The engine carries plain data; these are the places where it becomes what the lifecycle's check let through.
  const inputs = (properties: Properties) => declared(properties) as Inputs;
  const outputs = (properties: Properties) => declared(properties) as Outputs;

  return {
    async configure({ config }) {
      settings.store(config);
    },
    async check(olds, news) {
      return during("checking", news, () => {
        const checked = lifecycle.check(declared(olds), declared(news));
        // Named as a property, the engine would print the field's value, a secret one too: the reason names the field.
        const failures = checked.failures.map(({ field, reason }) => ({
          property: "",
          reason: `${field} ${reason}`,
        }));
        return { inputs: carried(checked.inputs), failures };
      });
    },
    async diff(id, olds, news) {
      return during("comparing", { ...olds, id }, ({ say }) => {
        const plan = lifecycle.diff(id, outputs(olds), inputs(news));
        if (plan.note !== undefined) say(plan.note);
        const { changes, replaces, deleteBeforeReplace } = plan;
        return { changes: changes.length > 0, replaces: [...replaces], deleteBeforeReplace };
      });
    },
    async create(news) {
      return during("creating", news, async (operation) => {
        const created = await lifecycle.create(operation, inputs(news));
        return { id: created.id, outs: carried(created.outputs) };
      });
    },
    async read(id, olds = {}) {
      return during("reading", { ...olds, id }, async (operation) => {
        const known = declared(olds);
        const found = await lifecycle.read(operation, id, known as Partial<Outputs>);
        if (found === undefined) {
          // The engine would take the answer for an object without properties.
          if (isEmpty(known))
            throw new PreconditionError("there is none: check its id, which a `get` must name exactly");
          return {};
        }
        return { id, props: carried(found), inputs: carried(lifecycle.inputsOf(found)) };
      });
    },
    async update(id, olds, news) {
      return during("updating", { ...olds, id }, async (operation) => ({
        outs: carried(await lifecycle.update(operation, id, outputs(olds), inputs(news))),
      }));
    },
    async delete(id, olds) {
      return during("deleting", { ...olds, id }, (operation) =>
        lifecycle.delete(operation, id, outputs(olds)),
      );
    },
  };
}

/** Of an object that is only read, the program says no more than its id; of a known one there is always more. */
const isEmpty = (known: Properties) => Object.keys(known).length === 0;

function declared(properties: Properties): Properties {
  const { [referenceKey]: _, ...own } = properties;
  return own;
}

/**
 * The engine can't carry `undefined`: a field without a value is left out, at every depth, and an entry of a list without
 * one, which would move the others, is null.
 */
function carried(properties: object): Properties {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, carriedValue(value)]),
  );
}

function carriedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => carriedValue(entry) ?? null);
  return typeof value === "object" && value !== null ? carried(value) : value;
}
