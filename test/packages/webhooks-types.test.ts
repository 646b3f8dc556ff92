// Compiles against packages/webhooks, packed and installed into an empty project, and compiles the programs
// of its README.
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPacked } from "./install-packed.ts";

const root = join(import.meta.dirname, "..", "..");
let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("with every declaration checked (skipLibCheck: false), these compile:", () => {
  const receiver = `import { webhookHandler, type RockitWebhookEvent, verifyDurstCallback } from "rockit-durst-webhooks";
export const POST: (request: Request) => Promise<Response> = webhookHandler({
  rockit: { secret: async () => ["c2VjcmV0"] },
  onEvent: (event: RockitWebhookEvent, { claims, deliveryId }) => console.log(event.type, claims.iat?.toFixed(), deliveryId),
});
export const callback = verifyDurstCallback({ headers: new Headers(), body: "", headerName: "x", key: "k" });
`;
  const nodeReceiver = `import { createServer } from "node:http";
import { nodeWebhookHandler } from "rockit-durst-webhooks/node";
export const server = createServer(nodeWebhookHandler({ durst: { headerName: "x", key: "k" }, onEvent: ({ body }) => console.log(body) }));
`;

  const emptyProject = async (name: string) => {
    const project = join(folder, name);
    await mkdir(project);
    return project;
  };

  async function compile(
    project: string,
    type: "module" | "commonjs",
    text: string,
    options: object,
  ): Promise<string> {
    await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type }));
    await writeFile(join(project, "receiver.ts"), text);
    const compilerOptions = {
      module: "nodenext",
      target: "es2022",
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      ...options,
    };
    await writeFile(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["receiver.ts"] }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await execa(process.execPath, [tsc, "-p", project], { reject: false });
    return stdout;
  }

  test.each(["module", "commonjs"] as const)("the main entry without @types/node: %s", async (type) => {
    const project = await emptyProject(`types-${type}`);
    expect(await compile(project, type, receiver, { lib: ["es2022", "dom"], types: [] })).toBe("");
  });

  test.each(["module", "commonjs"] as const)(
    "both entries with @types/node and without lib dom: %s",
    async (type) => {
      const project = await emptyProject(`types-node-${type}`);
      const types = join(project, "node_modules/@types");
      await cp(join(root, "node_modules/@types/node"), join(types, "node"), { recursive: true });
      await symlink(join(root, "node_modules/undici-types"), join(project, "node_modules/undici-types"));
      const options = { lib: ["es2022"], types: ["node"] };
      expect(await compile(project, type, receiver + nodeReceiver, options)).toBe("");
    },
  );

  test("both entries with an older module resolution", async () => {
    const project = await emptyProject("types-bundler");
    const options = { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"], types: [] };
    expect(await compile(project, "module", receiver, options)).toBe("");
  });
});

test("every program in its README compiles", async () => {
  const project = join(folder, "readme");
  await mkdir(join(project, "node_modules"), { recursive: true });
  for (const name of ["@types", "express", "fastify", "hono", "undici-types"]) {
    await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
  }
  const readme = await readFile(join(root, "packages/webhooks/README.md"), "utf8");
  const programs = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, text = ""]) => text);
  expect(programs).toHaveLength(9);
  const files = programs.map((_, index) => `program-${index}.ts`);
  await Promise.all(files.map((file, index) => writeFile(join(project, file), programs[index] ?? "")));
  await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const compilerOptions = {
    module: "nodenext",
    target: "es2024",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: ["node"] }, files }),
  );
  const { stdout } = await execa(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", project],
    { reject: false },
  );
  expect(stdout).toBe("");
  // At most ten lines for each framework, without imports and blank lines.
  for (const text of programs.slice(1, 7)) {
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("import "));
    expect(lines.length).toBeLessThanOrEqual(10);
  }
});
