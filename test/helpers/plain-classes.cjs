// Native classes like those of an SDK without the schema: they mark no secret and fill in no default, and leave both to the plugin.
const pulumi = require("@pulumi/pulumi");

const native = (type, outputs) =>
  class extends pulumi.CustomResource {
    constructor(name, args, opts) {
      super(`rockit-durst:${type}`, name, { ...outputs, ...args }, opts);
    }
  };

exports.RockitSubscription = native("rockit:Subscription", {
  name: undefined,
  secret: undefined,
  slackToken: undefined,
});
exports.DurstSubscriber = native("durst:Subscriber", { credentialFingerprint: undefined });
exports.DurstSubscription = native("durst:Subscription", {});

/** Every SDK gives an object of settings as its JSON text. */
exports.Provider = class extends pulumi.ProviderResource {
  constructor(name, args, opts) {
    const texts = Object.entries(args).map(([vendor, settings]) => [vendor, pulumi.jsonStringify(settings)]);
    super("rockit-durst", name, Object.fromEntries(texts), opts);
  }
};
