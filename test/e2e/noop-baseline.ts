import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../tools/engine/engine.ts";
import { environmentOf } from "../helpers/environment.ts";
import { type ExportedResource, Stack } from "../helpers/stack.ts";
import { startDurst, startRockit } from "../simulators/index.ts";

const root = join(import.meta.dirname, "..", "..");

/** The benchmark's no-op provider, and one for Durst, whose objects have numbers as ids and no generated secret. */
const noop = `
const { noop } = require(${JSON.stringify(join(root, "test", "bench", "compare", "noop"))});
exports.noop = noop;
exports.durst = {
  ...noop,
  async create({ __provider, ...outs }) {
    return { id: outs.subscriberId === undefined ? "17" : outs.subscriberId + "/4", outs };
  },
};
`;

/** A program with each kind of resource twice, as similar as possible: `ours-<kind>` and `noop-<kind>`. */
const programOf = (entry: string) => `
const pulumi = require("@pulumi/pulumi");
const { RockitSubscription, DurstSubscriber, DurstSubscription } = require("${entry}");

const noop = (type, provider, additionalSecretOutputs = []) =>
  class extends pulumi.CustomResource {
    constructor(name, props) {
      const own = Object.fromEntries(additionalSecretOutputs.map((output) => [output, undefined]));
      const __provider = 'exports.handler=()=>require("noop").' + provider;
      super("pulumi-nodejs:dynamic/noop:" + type, name, { ...own, ...props, __provider }, { additionalSecretOutputs });
    }
  };
const NoopRockitSubscription = noop("Subscription", "noop", ["secret"]);
const NoopDurstSubscriber = noop("Subscriber", "durst");
const NoopDurstSubscription = noop("Subscription", "durst");

const both = (Ours, Noop, kind, argsOf) => {
  const made = {};
  for (const [side, Class] of Object.entries({ ours: Ours, noop: Noop })) {
    const name = side + "-" + kind;
    made[side] = new Class(name, argsOf(name, side));
  }
  return made;
};

const events = { sender: "mkraw", events: ["end", "error"] };
const webhook = { ...events, type: "webhook", url: "https://hooks.example.com/rockit" };
both(RockitSubscription, NoopRockitSubscription, "webhook", (name) => ({ name, ...webhook }));
const slack = { ...events, type: "slack", slackToken: pulumi.secret("xoxb-1234-abcd"), channelId: "C0123456" };
both(RockitSubscription, NoopRockitSubscription, "slack", (name) => ({ name, ...slack }));

const hostUri = "https://hooks.example.com/durst/";
const xAuthInfo = { user: "durst", password: pulumi.secret("correct horse") };
const press = both(DurstSubscriber, NoopDurstSubscriber, "xauth", () => ({ hostUri, externalAuthType: "XAUTH", xAuthInfo }));
const jwtSigningInfo = { httpHeaderName: "x-durst-signature", method: "HS256", key: pulumi.secret("battery staple") };
both(DurstSubscriber, NoopDurstSubscriber, "jwt", () => ({ hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo }));
both(DurstSubscription, NoopDurstSubscription, "subscription", (_name, side) => ({
  subscriberId: press[side].id,
  topic: "STATUS/PRODUCTION_JOB/*",
  path: "jobs",
  status: "ACTIVE",
}));
`;

interface ResourceWithBaseline {
  readonly ours: ExportedResource;
  /** The same resource of a provider that does nothing, with the shortest reference to it. */
  readonly noop: ExportedResource;
}

/** The resources as stored in the backend's file, by kind. */
export async function resourcesWithNoopBaseline(
  engine: Engine,
  entry: "pulumi-rockit-durst" | "pulumi-rockit-durst/native" = "pulumi-rockit-durst",
): Promise<Map<string, ResourceWithBaseline>> {
  await using rockit = await startRockit();
  await using durst = await startDurst();
  const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-noop-")));
  try {
    await mkdir(join(folder, "node_modules", "noop"), { recursive: true });
    for (const name of ["@pulumi", "pulumi-rockit-durst"])
      await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
    await writeFile(join(folder, "node_modules", "noop", "index.js"), noop);
    await writeFile(join(folder, "package.json"), '{ "main": "index.js" }\n');
    await writeFile(
      join(folder, "Pulumi.yaml"),
      `name: noop\nruntime:\n  name: nodejs\n  options: { typescript: false }\nplugins:\n  providers:\n    - { name: rockit-durst, path: ${JSON.stringify(join(root, "node_modules", ".bin"))} }\n`,
    );
    await writeFile(join(folder, "index.js"), programOf(entry));
    const environment = environmentOf({ rockit, durst });
    await using stack = await Stack.create({ engine, project: folder, environment });
    await stack.up();
    const file = join(stack.folder, "state", ".pulumi", "stacks", "noop", `${stack.name}.json`);
    return pairByKind(JSON.parse(await readFile(file, "utf8")).checkpoint.latest.resources);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pairByKind(resources: readonly ExportedResource[]): Map<string, ResourceWithBaseline> {
  const resourceNamed = (name: string) => {
    const resource = resources.find(({ urn }) => urn.endsWith(`::${name}`));
    if (resource === undefined) throw new Error(`the state has no ${name}`);
    return resource;
  };
  const kinds = resources.flatMap(({ urn }) => /::ours-(\w+)$/.exec(urn)?.[1] ?? []);
  const pairOf = (kind: string) => ({
    ours: resourceNamed(`ours-${kind}`),
    noop: resourceNamed(`noop-${kind}`),
  });
  return new Map(kinds.map((kind) => [kind, pairOf(kind)]));
}
