// Failures of a project: its folder and its packages.
import provider from "../../../provider/package.json" with { type: "json" };
import { configWith, type FailureCase } from "./doctor-scenes.ts";

const { version: ownVersion } = provider;

export const projectFailures: readonly FailureCase[] = [
  {
    name: "a policy pack without the SDK for policies",
    scene: (servers) => ({
      config: configWith(servers),
      packages: {
        "pulumi-rockit-durst": ownVersion,
        "@pulumi/pulumi": "3.270.0",
        "pulumi-rockit-durst-policy": "0.1.0",
      },
    }),
    problems: ["FAIL project.policy"],
    says: /@pulumi\/policy can't be loaded/,
  },
  {
    name: "packages that only a wrapper depends on, in pnpm's layout",
    scene: (servers) => ({
      config: configWith(servers),
      packages: {
        "@acme/platform": "1.0.0",
        "@acme/platform/node_modules/pulumi-rockit-durst": ownVersion,
        "@pulumi/pulumi": "3.270.0",
      },
      files: {
        "package.json": '{ "dependencies": { "@pulumi/pulumi": "3", "@acme/platform": "1" } }',
        // Pulumi finds this copy, but only the wrapper depends on the package.
        "node_modules/@pulumi/pulumi/node_modules/pulumi-rockit-durst/package.json": "{}",
        "node_modules/@acme/platform/package.json":
          '{ "version": "1.0.0", "dependencies": { "pulumi-rockit-durst": "0" } }',
        "pnpm-lock.yaml": "",
      },
    }),
    problems: ["FAIL project.package"],
    says: /it is installed for @acme\/platform alone","remedy":"`pnpm add pulumi-rockit-durst`/,
  },
  {
    name: "packages that Yarn's Plug'n'Play hides",
    scene: (servers) => ({
      config: configWith(servers),
      packages: { "@pulumi/pulumi": "3.215.0" },
      files: { ".pnp.cjs": "", "yarn.lock": "" },
    }),
    problems: ["FAIL project.package", "FAIL project.sdk"],
    says: /Plug'n'Play, where `pulumi` alone finds no packages.*`yarn rockit-durst doctor`, and start Pulumi as `yarn exec pulumi up`, or set `nodeLinker: node-modules` in.*`yarn add @pulumi\/pulumi@latest`/,
  },
  {
    name: "a folder without a project",
    scene: (servers) => ({ config: configWith(servers), packages: {}, pulumiYaml: false }),
    problems: ["warn project.folder", "FAIL project.package", "FAIL project.sdk"],
    says: /no Pulumi\.yaml.*--cwd.*npm install pulumi-rockit-durst.*@pulumi\/pulumi can't be loaded/s,
  },
  {
    name: "packages of other versions",
    scene: (servers) => ({
      config: configWith(servers),
      packages: { "pulumi-rockit-durst": "0.0.1", "@pulumi/pulumi": "3.215.0", typescript: "7.0.2" },
    }),
    problems: ["warn project.package", "FAIL project.sdk", "FAIL project.typescript"],
    says: /pulumi-rockit-durst is 0\.0\.1, but this command is .*@pulumi\/pulumi 3\.215\.0 is too old.*typescript 7\.0\.2 is too new.*typescript@6`/s,
  },
  {
    name: "a compiler that is too old",
    scene: (servers) => ({
      config: configWith(servers),
      packages: { "pulumi-rockit-durst": "0.1.0", "@pulumi/pulumi": "3.276.0", typescript: "4.6.4" },
    }),
    problems: ["FAIL project.typescript"],
    says: /typescript 4\.6\.4 is too old/,
  },
  {
    name: "a compiler that is newer than the SDK",
    scene: (servers) => ({
      config: configWith(servers),
      packages: { "pulumi-rockit-durst": "0.1.0", "@pulumi/pulumi": "3.216.0", typescript: "6.0.3" },
      files: {
        "node_modules/@pulumi/pulumi/package.json":
          '{ "version": "3.216.0", "peerDependencies": { "typescript": ">= 3.8.3 < 6" } }',
      },
    }),
    problems: ["warn project.typescript"],
    says: /typescript 6\.0\.3 is newer than @pulumi\/pulumi 3\.216\.0 supports.*@pulumi\/pulumi@latest/,
  },
];
