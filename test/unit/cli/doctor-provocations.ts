import { referenceTo } from "../../../provider/resource/reference.ts";
import { canary } from "../../helpers/canary.ts";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { closedPort, startServer } from "../../helpers/server.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { configOf, type Scene } from "./doctor-scenes.ts";
import { owned, serversOf } from "./orphan-scenes.ts";
import { builds, creating, exportOf, jobs, resource } from "./states.ts";

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

export const healthyState = () => ({
  resources: [
    today("rockit:Subscription", "builds", "builds", known),
    today("durst:Subscription", "jobs", "17/4", jobs),
  ],
  pending: [],
});

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
    name: "credentials kept in the clear",
    scene: (servers) => ({
      config: config(servers, {
        "rockit:apiKey": { value: servers.rockit.credentials.apiKey, secret: false },
        "durst:password": { value: servers.durst.credentials.password, secret: false },
      }),
    }),
    wrong: ["FAIL rockit.secrets", "FAIL durst.secrets"],
    says: /rockit:apiKey is kept in the clear.*pulumi config set --secret durst:password/s,
  },
  {
    name: "servers that are down",
    scene: async (servers) => {
      const value = `http://127.0.0.1:${await closedPort()}`;
      return { config: config(servers, { "rockit:endpoint": { value }, "durst:endpoint": { value } }) };
    },
    wrong: ["FAIL rockit.reach", "FAIL durst.reach"],
    says: /can't be reached \(ECONNREFUSED\)"?,.*nothing listens there/s,
  },
  {
    name: "certificates of a private authority",
    scene: async (servers) => {
      const authority = await throwawayAuthority();
      return { config: config(servers, await answeringAt(0, await authority.issue({ ip: "127.0.0.1" }))) };
    },
    wrong: ["FAIL rockit.reach", "FAIL rockit.tls", "FAIL durst.reach", "FAIL durst.tls"],
    says: /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): Throwaway server, by Throwaway authority \S+, until \d{4}-\d\d-\d\d.*give its certificate with rockit:caCertificate/s,
  },
  {
    name: "clocks that differ by more than deliveries tolerate",
    scene: async (servers) => ({ config: config(servers, await answeringAt(400)) }),
    wrong: ["FAIL rockit.clock", "FAIL durst.clock"],
    says: /the server's clock is (39\d|40\d) s behind this machine.*beyond 300 s/s,
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
      environment: environmentOf({ rockit: servers.rockit }),
      pulumi: null,
      languageHost: false,
      node: null,
    }),
    wrong: ["FAIL engine.pulumi", "FAIL engine.language", "FAIL engine.node"],
    says: /there is no pulumi on PATH.*3\.216\.0 or newer.*neither beside pulumi nor on PATH.*there is no node on PATH/s,
  },
  {
    name: "programs that are too old",
    scene: (servers) => ({ config: config(servers), pulumi: "v3.215.9", node: "v22.11.1" }),
    wrong: ["FAIL engine.pulumi", "FAIL engine.node"],
    says: /Pulumi 3\.215\.9 is too old.*Node\.js 22\.11\.1 is too old/s,
  },
  {
    name: "programs that do not tell their versions",
    scene: (servers) => ({ config: config(servers), pulumi: "who knows", node: "who knows" }),
    wrong: ["FAIL engine.pulumi", "FAIL engine.node"],
    says: /pulumi does not tell its version.*node does not tell its version/s,
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
      packages: { "pulumi-rockit-durst": "0.0.1", "@pulumi/pulumi": "3.215.0" },
    }),
    wrong: ["warn project.package", "FAIL project.sdk"],
    says: /pulumi-rockit-durst 0\.0\.1, and this command is .*@pulumi\/pulumi 3\.215\.0 is too old/s,
  },
  {
    name: "a state with all that can be wrong with it",
    scene: (servers) => {
      const { resources } = healthyState();
      const other = { ...known, __provider: "exports.handler=()=>({create(){}})" };
      const { secret: _, ...secretless } = known;
      const { secretIssuedAt: __, ...old } = known;
      const state = {
        resources: [
          ...resources,
          today("rockit:Subscription", "half", "half", { ...known, unfinished: true }),
          owned("rockit:Subscription", "textbook", "textbook", other, { outputs: other }),
          owned("durst:Subscriber", "clear", "17", password(canary), { outputs: password(marked(canary)) }),
          owned("durst:Subscriber", "out", "18", password(marked(canary)), { outputs: password(canary) }),
          today("rockit:Subscription", "secretless", "secretless", secretless),
          today("rockit:Subscription", "old", "old", old),
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
      "warn state.outdated",
    ],
    says: /1 operations.*rockit-durst recover.*not finished: half.*reference than this version's: textbook.*clear: clear, out.*known: secretless.*this one: old/s,
  },
  {
    name: "a provider that keeps its credentials in the clear",
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
    says: /rockit:apiKey, durst:password in the clear, in the provider site.*pulumi config set --secret/s,
  },
];
