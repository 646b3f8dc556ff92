import { pulumiContestant } from "./pulumi.ts";

const subscriptions = `
for (let n = 0; n < count; n++) {
  const name = prefix + n;
  new RockitSubscription(name, { name, sender: "mkraw", event: "end", type: "webhook", url });
}
`;
const packages = { "pulumi-rockit-durst": "provider" };

export const ours = pulumiContestant({
  name: "ours",
  title: "pulumi-rockit-durst",
  about: "This package's class `RockitSubscription`, on a dynamic provider.",
  packages,
  program: `const { RockitSubscription } = require("pulumi-rockit-durst");${subscriptions}`,
});

export const oursNative = pulumiContestant({
  name: "native",
  title: "pulumi-rockit-durst/native",
  about: "The same class on this package's native plugin. Only the import path in the program differs.",
  packages,
  native: true,
  program: `const { RockitSubscription } = require("pulumi-rockit-durst/native");${subscriptions}`,
});

/** Only for `levers`. */
export const oursInTypeScript = pulumiContestant({
  name: "ours-in-typescript",
  title: "pulumi-rockit-durst, a TypeScript program",
  about: "This package, the program written in TypeScript.",
  packages,
  typescript: true,
  program: `import { RockitSubscription } from "pulumi-rockit-durst";${subscriptions}`,
});
