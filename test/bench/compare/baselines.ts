// Baselines: what the Pulumi CLI and SDK cost without resources of a provider, and what a dynamic provider that sends nothing costs.
import { pulumiContestant } from "./pulumi.ts";

export const components = pulumiContestant({
  name: "components",
  title: "component resources only",
  idle: true,
  about:
    "Pulumi component resources, one for each subscription. They have no provider, send no requests, and have nothing to read or change. They show what the Pulumi CLI and SDK cost without a provider.",
  program: `
const pulumi = require("@pulumi/pulumi");
for (let n = 0; n < count; n++) new pulumi.ComponentResource("bench:index:Component", prefix + n);
`,
});

export const noop = pulumiContestant({
  name: "noop",
  title: "no-op provider",
  idle: true,
  about:
    "A dynamic provider that sends no requests. Its resources have the same inputs, and a made-up secret as output. Like pulumi-rockit-durst, it keeps a short reference to its code in the state instead of the code. It shows what the Pulumi CLI and Pulumi's SDK cost.",
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

/** The no-op provider with its code in the state of every resource, as Pulumi documents it. Only for `levers`. */
export const noopInState = pulumiContestant({
  name: "noop-in-state",
  title: "no-op provider with its code in the state",
  about: "The no-op provider, whose code Pulumi's SDK serialises into the state.",
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
