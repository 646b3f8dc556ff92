import provider from "../../../provider/package.json" with { type: "json" };
import { referenceTo } from "../../../provider/resource/reference.ts";
import { canary } from "../../helpers/canary.ts";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { closedPort, startServer } from "../../helpers/server.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { configOf, nativeConfigOf, type Scene } from "./doctor-scenes.ts";
import { builds, creating, exportOf, jobs, resource } from "./states.ts";
import { owned, serversOf } from "./unmanaged-scenes.ts";

interface Servers {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
}

export const config = (servers: Servers, more: Scene["config"] = {}) => ({ ...configOf(servers), ...more });

/** Servers that answer everything, by a clock that is so many seconds behind. */
async function answeringAt(seconds: number | undefined, tls?: { key: string; cert: string }) {
  const { url } = await startServer((_request, response) => {
    response.sendDate = false;
    if (seconds !== undefined) {
      response.setHeader("date", new Date(Date.now() - seconds * 1000).toUTCString());
    }
    response.writeHead(200, { "x-auth-token": "t" });
    response.end(
      _request.path.includes("subscribers")
        ? '{ "id": 0, "hostUri": "a", "externalAuthType": "NONE" }'
        : "[]",
    );
  }, tls);
  return { "rockit:endpoint": { value: url }, "durst:endpoint": { value: url } };
}

const thin = (type: "rockitSubscription" | "durstSubscriber" | "durstSubscription", inputs: object) => ({
  __provider: referenceTo(type),
  ...inputs,
});

/** A resource whose reference is as this version writes it, in inputs and outputs. */
const today = (
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
  const all = thin(kind[type], properties);
  return owned(type, name, id, all, { outputs: all });
};

const marked = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const password = (value: unknown) => thin("durstSubscriber", { xAuthInfo: { user: "u", password: value } });
const known = { ...builds, secret: marked(canary), secretIssuedAt: "2026-01-01T00:00:00Z" };

const { secretIssuedAt: _, ...imported } = known;

/** One subscription was created by the stack; of an imported one nobody knows when its secret was given. */
export const healthyState = () => ({
  resources: [
    today("rockit:Subscription", "imported", "imported", imported),
    today("rockit:Subscription", "builds", "builds", known),
    today("durst:Subscription", "jobs", "17/4", jobs),
  ],
  pending: [],
});

const nativeBuilds = {
  ...today("rockit:Subscription", "builds", "builds", { ...builds, secret: marked(canary) }),
  type: "rockit-durst:rockit:Subscription",
  provider: "urn:pulumi:dev::shop::pulumi:providers:rockit-durst::default::p",
};

const { version: ownVersion } = provider;

/** Each line that can be wrong, and how it becomes so; the lines that are wrong then, and no others. */
export const provocations: readonly {
  readonly name: string;
  readonly scene: (servers: Servers) => Scene | Promise<Scene>;
  readonly wrong: readonly string[];
  readonly says: RegExp;
}[] = [
  {
    name: "a stack that does not exist",
    scene: (servers) => ({ config: config(servers), stack: "nope", environment: environmentOf(servers) }),
    wrong: ["FAIL settings.read", "FAIL state.read"],
    says: /pulumi said: error: unknown here/,
  },
  {
    name: "nothing configured",
    scene: () => ({ config: {} }),
    wrong: ["FAIL settings.vendors"],
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
    wrong: ["FAIL rockit.settings", "FAIL durst.settings"],
    says: /rockit:endpoint must be a bare URL.*durst:username is missing.*pulumi config set durst:username/s,
  },
  {
    name: "credentials stored unencrypted",
    scene: (servers) => ({
      config: config(servers, {
        "rockit:apiKey": { value: servers.rockit.credentials.apiKey, secret: false },
        "durst:password": { value: servers.durst.credentials.password, secret: false },
      }),
    }),
    wrong: ["FAIL rockit.secrets", "FAIL durst.secrets"],
    says: /rockit:apiKey is stored unencrypted.*pulumi config set --secret durst:password/s,
  },
  {
    name: "credentials stored unencrypted in the native plugin's object",
    scene: ({ rockit }) => {
      const [[key = "", entry] = []] = Object.entries(nativeConfigOf({ rockit }));
      return { config: { [key]: { ...entry, secret: false } } };
    },
    wrong: ["FAIL rockit.secrets"],
    says: /rockit-durst:rockit\.apiKey is stored unencrypted.*`pulumi config set --path --secret rockit-durst:rockit\.apiKey`/s,
  },
  {
    name: "settings of the dynamic classes in a stack that has native resources only",
    scene: (servers) => ({
      config: { ...config(servers), ...nativeConfigOf({ durst: servers.durst }) },
      packages: {},
      yaml: "runtime: nodejs\nplugins: { providers: [{ name: rockit-durst, path: plugin }] }\n",
      files: { "plugin/pulumi-resource-rockit-durst": "" },
      state: { resources: [nativeBuilds], pending: [] },
    }),
    wrong: ["FAIL rockit.settings"],
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
    wrong: ["FAIL engine.plugin"],
    says: /pulumi-resource-rockit-durst is neither named in Pulumi\.yaml, nor on PATH, nor installed/,
  },
  {
    name: "servers that are down",
    scene: async (servers) => {
      const value = `http://127.0.0.1:${await closedPort()}`;
      return { config: config(servers, { "rockit:endpoint": { value }, "durst:endpoint": { value } }) };
    },
    wrong: ["FAIL rockit.reach", "FAIL durst.reach"],
    says: /can't be reached \(ECONNREFUSED\): nothing listens there[^"]*","remedy":"check the endpoint's port/,
  },
  {
    name: "certificates of a private authority",
    scene: async (servers) => {
      const authority = await throwawayAuthority();
      return { config: config(servers, await answeringAt(0, await authority.issue({ ip: "127.0.0.1" }))) };
    },
    wrong: ["FAIL rockit.reach", "FAIL rockit.tls", "FAIL durst.reach", "FAIL durst.tls"],
    says: /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): Throwaway server, by Throwaway authority \S+, until \d{4}-\d\d-\d\d.*set its certificate in rockit:caCertificate/s,
  },
  {
    name: "clocks that differ by more than deliveries tolerate",
    scene: async (servers) => ({ config: config(servers, await answeringAt(400)) }),
    wrong: ["FAIL rockit.clock", "FAIL durst.clock"],
    says: /the server's clock is (39\d|40\d) s behind this machine.*more than 300 s/s,
  },
  {
    name: "credentials that are refused",
    scene: (servers) => {
      const inTheStack = config(servers);
      servers.rockit.changeCredentials({ apiKey: "canary-another-key" });
      servers.durst.changeCredentials({ password: "canary-another-password" });
      return { config: inTheStack };
    },
    wrong: ["FAIL rockit.access", "FAIL durst.login"],
    says: /answered 401 .*subscriptions\.read.*refused the login".*durst:username and durst:password do not match/s,
  },
  {
    name: "accounts without a permission",
    scene: (servers) => {
      servers.rockit.behaviour.permissions = ["subscriptions.create"];
      servers.durst.behaviour.permissions = ["write"];
      return { config: config(servers) };
    },
    wrong: ["FAIL rockit.access", "FAIL durst.access"],
    says: /lacks the permission subscriptions\.read.*answered 403 .*lacks the permission/s,
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
    wrong: [
      "FAIL engine.pulumi",
      "FAIL engine.language",
      "FAIL engine.dynamic",
      "FAIL engine.policy",
      "FAIL engine.node",
    ],
    says: /there is no pulumi on PATH.*3\.216\.0 or newer.*pulumi-language-nodejs is neither beside pulumi nor on PATH.*pulumi-resource-pulumi-nodejs is neither.*pulumi-analyzer-policy is neither.*there is no node on PATH/s,
  },
  {
    name: "a native plugin that nobody installed, in a project that needs neither the dynamic host nor the package",
    scene: (servers) => ({
      config: nativeConfigOf(servers),
      environment: { PULUMI_HOME: "/nowhere" },
      yaml: "runtime: yaml\n",
      // Nobody but npx finds it there.
      npx: true,
      files: { "node_modules/.bin/pulumi-resource-rockit-durst": "" },
      packages: {},
      programs: ["pulumi-language-yaml"],
      state: { resources: [nativeBuilds], pending: [] },
    }),
    wrong: ["FAIL engine.plugin"],
    says: /pulumi-resource-rockit-durst is neither named in Pulumi\.yaml, nor on PATH, nor installed.*npm install pulumi-rockit-durst.*node_modules\/\.bin/,
  },
  {
    name: "a native plugin that is not where Pulumi.yaml says",
    scene: (servers) => ({
      config: nativeConfigOf(servers),
      yaml: "runtime:\n  name: yaml\nplugins:\n  providers:\n    - name: rockit-durst\n      path: plugins/here\n",
      packages: {},
      programs: ["pulumi-language-yaml", "pulumi-resource-rockit-durst"],
    }),
    wrong: ["FAIL engine.plugin"],
    says: /is not in \S+\/plugins\/here, the folder that Pulumi\.yaml names/,
  },
  {
    name: "a policy pack without the SDK for policies",
    scene: (servers) => ({
      config: config(servers),
      packages: {
        "pulumi-rockit-durst": ownVersion,
        "@pulumi/pulumi": "3.270.0",
        "pulumi-rockit-durst-policy": "0.1.0",
      },
    }),
    wrong: ["FAIL project.policy"],
    says: /@pulumi\/policy can't be loaded/,
  },
  {
    name: "packages that a wrapper alone has, as pnpm lays them out",
    scene: (servers) => ({
      config: config(servers),
      packages: {
        "@acme/platform": "1.0.0",
        "@acme/platform/node_modules/pulumi-rockit-durst": ownVersion,
        "@pulumi/pulumi": "3.270.0",
      },
      files: {
        "package.json": '{ "dependencies": { "@pulumi/pulumi": "3", "@acme/platform": "1" } }',
        // Everybody finds it there, and only the wrapper lists it.
        "node_modules/@pulumi/pulumi/node_modules/pulumi-rockit-durst/package.json": "{}",
        "node_modules/@acme/platform/package.json":
          '{ "version": "1.0.0", "dependencies": { "pulumi-rockit-durst": "0" } }',
        "pnpm-lock.yaml": "",
      },
    }),
    wrong: ["FAIL project.package"],
    says: /it is installed for @acme\/platform alone","remedy":"`pnpm add pulumi-rockit-durst`/,
  },
  {
    name: "packages that Yarn's Plug'n'Play hides",
    scene: (servers) => ({
      config: config(servers),
      packages: { "@pulumi/pulumi": "3.215.0" },
      files: { ".pnp.cjs": "", "yarn.lock": "" },
    }),
    wrong: ["FAIL project.package", "FAIL project.sdk"],
    says: /Plug'n'Play, where `pulumi` alone finds no packages.*`yarn rockit-durst doctor`, and start Pulumi as `yarn exec pulumi up`, or set `nodeLinker: node-modules` in.*`yarn add @pulumi\/pulumi@latest`/,
  },
  {
    name: "a proxy that NO_PROXY was to keep out, by entries that are not understood",
    scene: async (servers) => {
      const { url } = await startServer((_request, response) => response.writeHead(403).end());
      const limits = { requestTimeout: "1", totalTimeout: "1" };
      const more = Object.entries(limits).flatMap(([name, value]) => [
        [`rockit:${name}`, { value }],
        [`durst:${name}`, { value }],
      ]);
      return {
        config: config(servers, {
          ...Object.fromEntries(more),
          "rockit:endpoint": { value: "https://10.1.2.3" },
          "durst:endpoint": { value: "https://durst.example/pms" },
        }),
        environment: { HTTPS_PROXY: url, NO_PROXY: "10.1.*,https://durst.example/,other.example" },
      };
    },
    wrong: ["warn rockit.proxy", "FAIL rockit.reach", "warn durst.proxy", "FAIL durst.reach"],
    says: /go through the proxy 127\.0\.0\.1:\d+; the entry 10\.1\.\* of NO_PROXY does not apply.*add 10\.1\.2\.3 itself.*the entry https:\/\/durst\.example\/ of NO_PROXY.*add durst\.example itself/s,
  },
  {
    name: "ROCKIT in maintenance",
    scene: (servers) => {
      servers.rockit.behaviour.maintenance = true;
      return { config: config(servers) };
    },
    wrong: ["FAIL rockit.access"],
    says: /"\S+ is in maintenance \(503\)","remedy":"retry in 15 min"/,
  },
  {
    name: "ROCKIT's firewall in place of its API",
    scene: (servers) => {
      servers.rockit.behaviour.firewall = true;
      const value = `${servers.rockit.endpoint}/wrong`;
      return { config: config(servers, { "rockit:endpoint": { value } }) };
    },
    wrong: ["FAIL rockit.access"],
    says: /answered 404 and said: .*Not Found.*a firewall before the API, or another server, answered: set rockit:endpoint to/,
  },
  {
    name: "a page in place of the API",
    scene: async (servers) => {
      const page = "<!doctype html><title>Blocked</title><p>Blocked by the firewall";
      const { url } = await startServer((_request, response) => response.writeHead(403).end(page));
      return { config: config(servers, { "rockit:endpoint": { value: url } }) };
    },
    wrong: ["FAIL rockit.access"],
    says: /answered 403 and said: Blocked Blocked by the firewall.*a firewall, a proxy or a login page answers in place of the API/,
  },
  {
    name: "a Durst server of old, whose login has the password in its URL",
    scene: (servers) => {
      servers.durst.behaviour.login = "v1";
      return { config: config(servers) };
    },
    wrong: ["warn durst.login"],
    says: /by login version 1, which puts the password into the URL.*1\.21\.1 or newer/,
  },
  {
    name: "programs that are too old",
    scene: (servers) => ({ config: config(servers), pulumi: "v3.215.9", node: "v22.11.1" }),
    wrong: ["FAIL engine.pulumi", "FAIL engine.node"],
    says: /Pulumi 3\.215\.9 is too old.*Node\.js 22\.11\.1 is too old/s,
  },
  {
    name: "programs that print no version",
    scene: (servers) => ({ config: config(servers), pulumi: "who knows", node: "who knows" }),
    wrong: ["FAIL engine.pulumi", "FAIL engine.node"],
    says: /`pulumi version` prints no version.*node prints no version/s,
  },
  {
    name: "a folder that is no project",
    scene: (servers) => ({ config: config(servers), packages: {}, pulumiYaml: false }),
    wrong: ["warn project.folder", "FAIL project.package", "FAIL project.sdk"],
    says: /no Pulumi\.yaml.*--cwd.*npm install pulumi-rockit-durst.*@pulumi\/pulumi can't be loaded/s,
  },
  {
    name: "packages of other versions",
    scene: (servers) => ({
      config: config(servers),
      packages: { "pulumi-rockit-durst": "0.0.1", "@pulumi/pulumi": "3.215.0", typescript: "7.0.2" },
    }),
    wrong: ["warn project.package", "FAIL project.sdk", "FAIL project.typescript"],
    says: /pulumi-rockit-durst is 0\.0\.1, but this command is .*@pulumi\/pulumi 3\.215\.0 is too old.*typescript 7\.0\.2 is too new.*typescript@6`/s,
  },
  {
    name: "a compiler that is too old",
    scene: (servers) => ({
      config: config(servers),
      packages: { "pulumi-rockit-durst": "0.1.0", "@pulumi/pulumi": "3.276.0", typescript: "4.6.4" },
    }),
    wrong: ["FAIL project.typescript"],
    says: /typescript 4\.6\.4 is too old/,
  },
  {
    name: "a compiler that is newer than the SDK",
    scene: (servers) => ({
      config: config(servers),
      packages: { "pulumi-rockit-durst": "0.1.0", "@pulumi/pulumi": "3.216.0", typescript: "6.0.3" },
      files: {
        "node_modules/@pulumi/pulumi/package.json":
          '{ "version": "3.216.0", "peerDependencies": { "typescript": ">= 3.8.3 < 6" } }',
      },
    }),
    wrong: ["warn project.typescript"],
    says: /typescript 6\.0\.3 is newer than @pulumi\/pulumi 3\.216\.0 supports.*@pulumi\/pulumi@latest/,
  },
  {
    name: "a state with all that can be wrong with it",
    scene: (servers) => {
      const { resources } = healthyState();
      const other = { ...known, __provider: "exports.handler=()=>({create(){}})" };
      const { secret: _, ...secretless } = known;
      const state = {
        resources: [
          ...resources,
          today("rockit:Subscription", "half", "half", { ...known, unfinished: true }),
          owned("rockit:Subscription", "textbook", "textbook", other, { outputs: other }),
          owned("durst:Subscriber", "clear", "17", password(canary), { outputs: password(marked(canary)) }),
          owned("durst:Subscriber", "out", "18", password(marked(canary)), { outputs: password(canary) }),
          today("rockit:Subscription", "secretless", "secretless", secretless),
        ],
        pending: [creating(resource("rockit:Subscription", "new", builds))],
      };
      return { config: config(servers), state };
    },
    wrong: [
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
      config: config(servers, {
        "rockit:apiKey": { value: servers.rockit.credentials.apiKey, secret: false },
      }),
      state: exportOf({ resources: [serversOf(servers)], pending: [] }).replaceAll(
        /\{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"(\\".*?\\")"\}/g,
        (_, text) => JSON.parse(`"${text}"`),
      ),
    }),
    wrong: ["FAIL rockit.secrets", "FAIL state.secrets"],
    says: /rockit:apiKey, durst:password unencrypted in the provider: site.*pulumi config set --secret/s,
  },
];
