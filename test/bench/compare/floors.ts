// What no way to own subscriptions with Pulumi can be below: the engine alone, and a dynamic provider that does nothing.
import { pulumiContestant } from "./pulumi.ts";

export const components = pulumiContestant({
  name: "components",
  title: "empty components",
  idle: true,
  about:
    "The engine's floor: as many component resources without a provider. There is nothing to read and, when the URL changes, nothing to change.",
  program: `
const pulumi = require("@pulumi/pulumi");
for (let n = 0; n < count; n++) new pulumi.ComponentResource("bench:index:Component", prefix + n);
`,
});

export const noop = pulumiContestant({
  name: "noop",
  title: "no-op provider, thin reference",
  idle: true,
  about:
    "A dynamic provider that sends nothing, with the same inputs and a made-up secret as output, referred to as thinly as ours: what the engine and Pulumi's SDK cost.",
  packages: { noop: "test/bench/compare/noop" },
  program: `
const pulumi = require("@pulumi/pulumi");
class Noop extends pulumi.CustomResource {
  constructor(name, props) {
    const __provider = 'exports.handler=()=>require("noop").noop';
    super("pulumi-nodejs:dynamic/noop:Subscription", name, { secret: undefined, ...props, __provider }, {
      additionalSecretOutputs: ["secret"],
    });
  }
}
for (let n = 0; n < count; n++) {
  const name = prefix + n;
  new Noop(name, { name, sender: "mkraw", event: "end", type: "webhook", url });
}
`,
});

/** The same one as its documentation teaches it: its code in the state of every resource. Of the levers only. */
export const noopInState = pulumiContestant({
  name: "noop-in-state",
  title: "no-op provider, its code in the state",
  about: "The no-op provider as a closure that Pulumi's SDK serialises.",
  idle: true,
  program: `
const pulumi = require("@pulumi/pulumi");
const noop = {
  async diff(_id, { url: old }, { url }) {
    return { changes: url !== old, replaces: url === old ? [] : ["url"], deleteBeforeReplace: true };
  },
  async create({ __provider, ...inputs }) {
    return { id: inputs.name, outs: { ...inputs, secret: require("node:crypto").randomBytes(32).toString("base64") } };
  },
  async read(id, props) {
    return { id, props };
  },
  async delete() {},
};
class Noop extends pulumi.dynamic.Resource {
  constructor(name, props) {
    super(noop, name, { secret: undefined, ...props }, { additionalSecretOutputs: ["secret"] });
  }
}
for (let n = 0; n < count; n++) {
  const name = prefix + n;
  new Noop(name, { name, sender: "mkraw", event: "end", type: "webhook", url });
}
`,
});
