import type { dynamic } from "@pulumi/pulumi";
import { DurstRun } from "../../../../provider/durst/run.ts";
import { durstSettings } from "../../../../provider/durst/settings.ts";
import { durstSubscriberLifecycle } from "../../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../../provider/durst/subscription-lifecycle.ts";
import { PluginSettings, serve } from "../../../../provider/dynamic/serve.ts";
import type { Properties } from "../../../../provider/resource/properties.ts";
import type { AnyLifecycle } from "../../../../provider/resource/vendor.ts";
import { RockitRun } from "../../../../provider/rockit/run.ts";
import { rockitSettings } from "../../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../../provider/rockit/subscription-lifecycle.ts";
import { environmentOf } from "../../../helpers/environment.ts";
import { type Adapter, type Provider, withLateEffectWindow, withShortTimeouts } from "./plugin.ts";

type DynamicProvider = Required<dynamic.ResourceProvider<Properties, Properties>>;

/** The dynamic provider's verbs, called as the SDK's host calls them. */
export const dynamicAdapter: Adapter = async ({ rockit, durst, requestTimeout }) => {
  const source = { config: () => undefined, environment: environmentOf({ rockit, durst }) };
  const rockitRun = withLateEffectWindow(
    new RockitRun(withShortTimeouts(rockitSettings(source), requestTimeout)),
  );
  const durstRun = withLateEffectWindow(
    new DurstRun(withShortTimeouts(durstSettings(source), requestTimeout)),
  );
  const settings = new PluginSettings();
  const providerFor = (
    lifecycle: AnyLifecycle,
    run: unknown,
    argumentsOf: ArgumentsOf = (_urn, news) => news,
  ) => providerOf(serve(lifecycle, settings, () => run) as DynamicProvider, argumentsOf);
  return {
    providers: {
      rockitSubscription: providerFor(rockitSubscriptionLifecycle, rockitRun, withPrefix),
      durstSubscriber: providerFor(durstSubscriberLifecycle, durstRun),
      durstSubscription: providerFor(durstSubscriptionLifecycle, durstRun),
    },
    close: async () => {
      await Promise.all([rockitRun.close(), durstRun.close()]);
    },
  };
};

/** The arguments that the class passes on to the provider. */
type ArgumentsOf = (urn: string, news: Properties) => Properties;

/** An omitted name is generated from the resource's name. */
const withPrefix: ArgumentsOf = (urn, news) =>
  news["name"] === undefined ? { ...news, namePrefix: urn } : news;

const reference = { __provider: "thin" };

function providerOf(provider: DynamicProvider, argumentsOf: ArgumentsOf): Provider {
  const withReference = (properties: Properties) => ({ ...properties, ...reference });
  return {
    async check(urn, olds, news) {
      const { inputs, failures = [] } = await provider.check(
        withReference(olds),
        withReference(argumentsOf(urn, news)),
      );
      return { inputs: inputs ?? {}, reasons: failures.map(({ reason }) => reason) };
    },
    async diff({ id, outputs }, news) {
      const {
        changes,
        replaces = [],
        deleteBeforeReplace,
      } = await provider.diff(id, withReference(outputs), withReference(news));
      if (changes === undefined) throw new Error("a plan without changes is no plan");
      return { changes, replaces: replaces.length > 0, deletesFirst: deleteBeforeReplace === true };
    },
    async create(_urn, news) {
      const { id, outs } = await provider.create(withReference(news));
      return { id, outputs: outs ?? {} };
    },
    async read({ id, inputs, outputs }) {
      const found = await provider.read(id, withReference(outputs));
      if (!found.id) return undefined;
      return { inputs: found.inputs ?? inputs, outputs: found.props ?? {} };
    },
    async update({ id, outputs }, news) {
      const { outs } = await provider.update(id, withReference(outputs), withReference(news));
      return outs ?? {};
    },
    delete: ({ id, outputs }) => provider.delete(id, withReference(outputs)),
  };
}
