import { referenceTo } from "../../../provider/resource/reference.ts";
import { canary } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { projectFailures } from "./doctor-project-failures.ts";
import { configWith, type FailureCase, nativeConfigOf } from "./doctor-scenes.ts";
import { serverFailures } from "./doctor-server-failures.ts";
import { builds, exportOf, jobs, markedSecret, pendingCreation, resource } from "./states.ts";
import { ownedResource, providerOfServers } from "./unmanaged-scenes.ts";

/** Properties of a resource, with the reference of this version to its lifecycle. */
const propertiesWithReference = (
  type: "rockitSubscription" | "durstSubscriber" | "durstSubscription",
  inputs: object,
) => ({
  __provider: referenceTo(type),
  ...inputs,
});

/** A resource with the reference of this version in inputs and outputs. */
const resourceWithReference = (
  type: "rockit:Subscription" | "durst:Subscriber" | "durst:Subscription",
  name: string,
  id: string,
  properties: object,
) => {
  const kind = {
    "rockit:Subscription": "rockitSubscription",
    "durst:Subscriber": "durstSubscriber",
    "durst:Subscription": "durstSubscription",
  } as const;
  const all = propertiesWithReference(kind[type], properties);
  return ownedResource(type, name, id, all, { outputs: all });
};

const passwordProperties = (value: unknown) =>
  propertiesWithReference("durstSubscriber", { xAuthInfo: { user: "u", password: value } });
const buildsWithSecret = { ...builds, secret: markedSecret(canary), secretIssuedAt: "2026-01-01T00:00:00Z" };

const { secretIssuedAt: _, ...imported } = buildsWithSecret;

/** The stack created one subscription. The age of an imported subscription's secret is unknown. */
export const healthyState = () => ({
  resources: [
    resourceWithReference("rockit:Subscription", "imported", "imported", imported),
    resourceWithReference("rockit:Subscription", "builds", "builds", buildsWithSecret),
    resourceWithReference("durst:Subscription", "jobs", "17/4", jobs),
  ],
  pending: [],
});

const nativeBuilds = {
  ...resourceWithReference("rockit:Subscription", "builds", "builds", {
    ...builds,
    secret: markedSecret(canary),
  }),
  type: "rockit-durst:rockit:Subscription",
  provider: "urn:pulumi:dev::shop::pulumi:providers:rockit-durst::default::p",
};

/** For each line of doctor: a scene in which the line fails, and exactly the lines that fail there. */
export const failureCases: readonly FailureCase[] = [
  {
    name: "a stack that does not exist",
    scene: (servers) => ({ config: configWith(servers), stack: "nope", environment: environmentOf(servers) }),
    problems: ["FAIL settings.read", "FAIL state.read"],
    says: /pulumi said: error: unknown here/,
  },
  {
    name: "no settings",
    scene: () => ({ config: {} }),
    problems: ["FAIL settings.vendors"],
    says: /neither ROCKIT nor Durst is configured.*ROCKIT_ENDPOINT/,
  },
  {
    name: "settings that are missing or malformed",
    scene: () => ({
      config: {
        "rockit:endpoint": { value: "https://user:canary-in-url@rockit.example" },
        "durst:endpoint": { value: "https://durst.example" },
      },
    }),
    problems: ["FAIL rockit.settings", "FAIL durst.settings"],
    says: /rockit:endpoint must be a bare URL.*durst:username is missing.*pulumi config set durst:username/s,
  },
  {
    name: "credentials stored unencrypted",
    scene: (servers) => ({
      config: configWith(servers, {
        "rockit:apiKey": { value: servers.rockit.credentials.apiKey, secret: false },
        "durst:password": { value: servers.durst.credentials.password, secret: false },
      }),
    }),
    problems: ["FAIL rockit.secrets", "FAIL durst.secrets"],
    says: /rockit:apiKey is stored unencrypted.*pulumi config set --secret durst:password/s,
  },
  {
    name: "credentials stored unencrypted in the native plugin's object",
    scene: ({ rockit }) => {
      const [[key = "", entry] = []] = Object.entries(nativeConfigOf({ rockit }));
      return { config: { [key]: { ...entry, secret: false } } };
    },
    problems: ["FAIL rockit.secrets"],
    says: /rockit-durst:rockit\.apiKey is stored unencrypted.*`pulumi config set --path --secret rockit-durst:rockit\.apiKey`/s,
  },
  {
    name: "settings of the dynamic classes in a stack with native resources only",
    scene: (servers) => ({
      config: { ...configWith(servers), ...nativeConfigOf({ durst: servers.durst }) },
      packages: {},
      yaml: "runtime: nodejs\nplugins: { providers: [{ name: rockit-durst, path: plugin }] }\n",
      files: { "plugin/pulumi-resource-rockit-durst": "" },
      state: { resources: [nativeBuilds], pending: [] },
    }),
    problems: ["FAIL rockit.settings"],
    says: /rockit-durst:rockit\.endpoint is missing.*`pulumi config set --path rockit-durst:rockit\.endpoint …`/s,
  },
  {
    name: "a project in YAML before its first `up`",
    scene: (servers) => ({
      config: nativeConfigOf(servers),
      environment: { PULUMI_HOME: "/nowhere" },
      yaml: "runtime:\n  options: {}\n  name: yaml\n",
      packages: {},
      programs: ["pulumi-language-yaml"],
    }),
    problems: ["FAIL engine.plugin"],
    says: /pulumi-resource-rockit-durst is neither named in Pulumi\.yaml, nor on PATH, nor installed/,
  },
  {
    name: "no programs on PATH",
    scene: (servers) => ({
      stack: null,
      environment: { ...environmentOf({ rockit: servers.rockit }), PULUMI_HOME: "/nowhere" },
      pulumi: null,
      programs: [],
      node: null,
    }),
    problems: [
      "FAIL engine.pulumi",
      "FAIL engine.language",
      "FAIL engine.dynamic",
      "FAIL engine.policy",
      "FAIL engine.node",
    ],
    says: /there is no pulumi on PATH.*3\.216\.0 or newer.*pulumi-language-nodejs is neither beside pulumi nor on PATH.*pulumi-resource-pulumi-nodejs is neither.*pulumi-analyzer-policy is neither.*there is no node on PATH/s,
  },
  {
    name: "a missing native plugin, in a project without the dynamic host and the package",
    scene: (servers) => ({
      config: nativeConfigOf(servers),
      environment: { PULUMI_HOME: "/nowhere" },
      yaml: "runtime: yaml\n",
      // Only npx finds the package there.
      npx: true,
      files: { "node_modules/.bin/pulumi-resource-rockit-durst": "" },
      packages: {},
      programs: ["pulumi-language-yaml"],
      state: { resources: [nativeBuilds], pending: [] },
    }),
    problems: ["FAIL engine.plugin"],
    says: /pulumi-resource-rockit-durst is neither named in Pulumi\.yaml, nor on PATH, nor installed.*npm install pulumi-rockit-durst.*node_modules\/\.bin/,
  },
  {
    name: "a native plugin that is missing at the path of Pulumi.yaml",
    scene: (servers) => ({
      config: nativeConfigOf(servers),
      yaml: "runtime:\n  name: yaml\nplugins:\n  providers:\n    - name: rockit-durst\n      path: plugins/here\n",
      packages: {},
      programs: ["pulumi-language-yaml", "pulumi-resource-rockit-durst"],
    }),
    problems: ["FAIL engine.plugin"],
    says: /is not in \S+\/plugins\/here, the folder that Pulumi\.yaml names/,
  },
  {
    name: "programs that are too old",
    scene: (servers) => ({ config: configWith(servers), pulumi: "v3.215.9", node: "v22.11.1" }),
    problems: ["FAIL engine.pulumi", "FAIL engine.node"],
    says: /Pulumi 3\.215\.9 is too old.*Node\.js 22\.11\.1 is too old/s,
  },
  {
    name: "programs that print no version",
    scene: (servers) => ({ config: configWith(servers), pulumi: "who knows", node: "who knows" }),
    problems: ["FAIL engine.pulumi", "FAIL engine.node"],
    says: /`pulumi version` prints no version.*node prints no version/s,
  },
  {
    name: "a state with every possible problem",
    scene: (servers) => {
      const { resources } = healthyState();
      const other = { ...buildsWithSecret, __provider: "exports.handler=()=>({create(){}})" };
      const { secret: _, ...secretless } = buildsWithSecret;
      const state = {
        resources: [
          ...resources,
          resourceWithReference("rockit:Subscription", "half", "half", {
            ...buildsWithSecret,
            unfinished: true,
          }),
          ownedResource("rockit:Subscription", "textbook", "textbook", other, { outputs: other }),
          ownedResource("durst:Subscriber", "clear", "17", passwordProperties(canary), {
            outputs: passwordProperties(markedSecret(canary)),
          }),
          ownedResource("durst:Subscriber", "out", "18", passwordProperties(markedSecret(canary)), {
            outputs: passwordProperties(canary),
          }),
          resourceWithReference("rockit:Subscription", "secretless", "secretless", secretless),
        ],
        pending: [pendingCreation(resource("rockit:Subscription", "new", builds))],
      };
      return { config: configWith(servers), state };
    },
    problems: [
      "FAIL state.pending",
      "FAIL state.unfinished",
      "FAIL state.references",
      "FAIL state.secrets",
      "warn state.secretless",
    ],
    says: /"1 operation of an update.*rockit-durst cleanup.*not finished: half.*reference of another version: textbook.*keep a copy of the state.*unencrypted: clear, out.*unknown: secretless/s,
  },
  {
    name: "a provider with unencrypted credentials",
    scene: (servers) => ({
      config: configWith(servers, {
        "rockit:apiKey": { value: servers.rockit.credentials.apiKey, secret: false },
      }),
      state: exportOf({ resources: [providerOfServers(servers)], pending: [] }).replaceAll(
        /\{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"(\\".*?\\")"\}/g,
        (_, text) => JSON.parse(`"${text}"`),
      ),
    }),
    problems: ["FAIL rockit.secrets", "FAIL state.secrets"],
    says: /rockit:apiKey, durst:password unencrypted in the provider: site.*pulumi config set --secret/s,
  },
  ...serverFailures,
  ...projectFailures,
];
