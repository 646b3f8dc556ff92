// Writes a user's project with the packed packages, outside of the checkout.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { packInto } from "../../test/helpers/pack.ts";
import { packageFolders, readManifest } from "../release/packages.ts";
import { type Manager, managers } from "./package-managers.ts";
import type { Cell } from "./rows.ts";
import { others } from "./versions.ts";

/** Packed packages by name. */
export type Tarballs = Readonly<Record<string, string>>;

export async function packAll(folder: string): Promise<Tarballs> {
  const packed: Record<string, string> = {};
  for (const workspace of packageFolders) {
    const { name } = await readManifest(workspace);
    packed[name] = `file:${join(folder, await packInto(folder, workspace))}`;
  }
  return packed;
}

const resources = "DurstSubscriber, DurstSubscription, RockitSubscription";

/** Declarations that pass the policies. */
const declarations = `const subscription = new RockitSubscription("builds", {
  name: "builds", sender: "mkraw", events: ["end", "error", "exception"], type: "webhook", url: "https://hooks.example.com",
});
const key = pulumi.secret("wBq7!rT2#nZ9@xL4$vK8%mH6^jD3&sF1");
const subscriber = new DurstSubscriber("press", {
  hostUri: "https://press.example.com/", externalAuthType: "JWT_SIGNING", jwtSigningInfo: { httpHeaderName: "x-durst-signature", key },
});
const jobs = new DurstSubscription("jobs", { subscriberId: subscriber.id, topic: "STATUS/PRODUCTION_JOB/*" });
`;

const program = (entry: string) => `import * as pulumi from "@pulumi/pulumi";
import { ${resources} } from "${entry}";
${declarations}
export const secret: pulumi.Output<string> = subscription.secret;
export const id: pulumi.Output<string> = jobs.id;
`;

/** A package that wraps this one. */
const wrapper = (entry: string) => ({
  "index.d.ts": `import * as pulumi from "@pulumi/pulumi";
export declare function subscribe(): { readonly secret: pulumi.Output<string>; readonly id: pulumi.Output<string> };
`,
  "index.js": `const pulumi = require("@pulumi/pulumi");
const { ${resources} } = require("${entry}");
exports.subscribe = () => {
${declarations}
return { secret: subscription.secret, id: jobs.id };
};
`,
});

const programOfWrapper = `import { subscribe } from "wrapper";
export const { secret, id } = subscribe();
`;

const compilerOptions = {
  strict: true,
  module: "nodenext",
  moduleResolution: "nodenext",
  target: "es2022",
  types: ["node"],
  skipLibCheck: true,
};

/** Writes a cell's project into an empty folder. Returns the folder of its Pulumi.yaml. */
export async function writeProject(cell: Cell, root: string, tarballs: Tarballs): Promise<string> {
  const manager: Manager = managers[cell.manager];
  const isWorkspace = cell.layout !== "project";
  const project = isWorkspace ? join(root, "infra") : root;
  const entry = cell.classes === "native" ? "pulumi-rockit-durst/native" : "pulumi-rockit-durst";
  const sdk = { "@pulumi/pulumi": cell.sdk };
  const own = { "pulumi-rockit-durst": tarballs["pulumi-rockit-durst"] };
  const manifest = {
    name: "infra",
    version: "1.0.0",
    private: true,
    main: "index.ts",
    dependencies: {
      ...sdk,
      ...(cell.layout !== "wrapper" && own),
      ...(isWorkspace && { wrapper: manager.sibling }),
    },
    devDependencies: {
      typescript: cell.typescript,
      ...others,
      ...(cell.policies && { "pulumi-rockit-durst-policy": tarballs["pulumi-rockit-durst-policy"] }),
    },
  };
  // The packages are not published yet, and one depends on the other.
  const override = { "rockit-durst-webhooks": tarballs["rockit-durst-webhooks"] };
  const overrides = { overrides: override, resolutions: override };
  const members = { workspaces: ["infra", "wrapper"] };
  const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
  const files: Record<string, string> = {
    ...manager.files,
    ...(manager.ownWorkspaceFile && {
      "pnpm-workspace.yaml": stringify({
        ...(isWorkspace && { packages: members.workspaces }),
        overrides: override,
        // A dependency of @grpc/grpc-js: pnpm requires this setting, which `pnpm approve-builds` asks for.
        allowBuilds: { protobufjs: false },
      }),
    }),
    "package.json": json(
      isWorkspace ? { name: "root", private: true, ...members, ...overrides } : { ...manifest, ...overrides },
    ),
    ...(isWorkspace && {
      "infra/package.json": json(manifest),
      "wrapper/package.json": json({
        name: "wrapper",
        version: "1.0.0",
        private: true,
        main: "index.js",
        types: "index.d.ts",
        dependencies: { ...own, ...sdk },
      }),
    }),
  };
  for (const [name, text] of Object.entries(isWorkspace ? wrapper(entry) : {}))
    files[`wrapper/${name}`] = text;
  const commands = cell.layout === "wrapper" ? "../wrapper/node_modules/.bin" : "node_modules/.bin";
  const ofProject = {
    "index.ts": isWorkspace ? programOfWrapper : program(entry),
    "tsconfig.json": json({ compilerOptions, files: ["index.ts"] }),
    "Pulumi.yaml": stringify({
      name: "matrix",
      runtime: "nodejs",
      ...(cell.classes === "native" && {
        plugins: { providers: [{ name: "rockit-durst", path: commands }] },
      }),
    }),
  };
  const all = [
    ...Object.entries(files).map(([name, text]) => [join(root, name), text] as const),
    ...Object.entries(ofProject).map(([name, text]) => [join(project, name), text] as const),
  ];
  for (const [file, text] of all) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return project;
}
