import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { exe } from "../../../tools/engine/cache.ts";
import type { Engine } from "../../../tools/engine/engine.ts";
import { UnavailableError } from "../../bench/compare/contestant.ts";
import { goProgram } from "../../bench/compare/go-program.ts";
import { terraform } from "../../bench/compare/terraform.ts";
import { startRockit } from "../../simulators/index.ts";

const provider = goProgram("terraform-provider-restapi");

let root: string;

/** Sets an empty PATH and an empty cache. No test runs Terraform. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "rockit-durst-terraform-"));
  for (const folder of ["path", "cache", "project"]) await mkdir(join(root, folder));
  vi.stubEnv("PATH", join(root, "path"));
  vi.stubEnv("PULUMI_ROCKIT_DURST_CACHE", join(root, "cache"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const putTerraform = () => writeFile(join(root, "path", `terraform${exe}`), "", { mode: 0o755 });

async function putProvider(): Promise<string> {
  const folder = join(
    root,
    "cache",
    `${provider.name}-${provider.version}-${process.platform}-${process.arch}`,
  );
  await mkdir(folder);
  await writeFile(join(folder, `${provider.name}${exe}`), "");
  return folder;
}

async function openTerraform() {
  await using rockit = await startRockit();
  const project = await terraform.open({ folder: join(root, "project"), engine: {} as Engine, rockit });
  return { project, rockit };
}

async function unavailableReason(): Promise<string> {
  const thrown = await openTerraform().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(UnavailableError);
  return (thrown as UnavailableError).message;
}

test("is unavailable without a terraform on PATH", async () => {
  expect(await unavailableReason()).toBe("There is no terraform on PATH.");
});

test("is unavailable if its provider is not in the cache and can't be built, because there is no Go", async () => {
  await putTerraform();
  expect(await unavailableReason()).toBe(
    "terraform-provider-restapi is not here, and there is no Go to build it with.",
  );
});

test("takes the provider from the cache, in the version that the module pins", async () => {
  await putTerraform();
  const folder = await putProvider();
  const { project } = await openTerraform();
  const { env, cwd } = project.commandOf("create");
  expect(await readFile(env["TF_CLI_CONFIG_FILE"] ?? "", "utf8")).toContain(JSON.stringify(folder));
  expect(await readFile(join(cwd, "main.tf"), "utf8")).toContain(`version = "${provider.version}"`);
});

test("writes the credentials to no file", async () => {
  await putTerraform();
  await putProvider();
  const { project, rockit } = await openTerraform();
  await project.declare(2, "https://hooks.example/a");
  const { apiKey } = rockit.credentials;
  expect(project.commandOf("create").env["TF_VAR_api_key"]).toBe(apiKey);
  const written = await readdir(join(root, "project"), { recursive: true, withFileTypes: true });
  const files = written.filter((each) => each.isFile());
  expect(files.map(({ name }) => name).sort()).toEqual(["main.tf", "terraform.rc", "terraform.tfvars.json"]);
  for (const { parentPath, name } of files)
    expect(await readFile(join(parentPath, name), "utf8")).not.toContain(apiKey);
});

test("runs without the caller's own settings of Terraform and the provider", async () => {
  await putTerraform();
  await putProvider();
  vi.stubEnv("TF_CLI_ARGS_apply", "-parallelism=1");
  vi.stubEnv("REST_API_DEBUG", "true");
  vi.stubEnv("TF_CLI_CONFIG_FILE", join(root, "of-the-caller.rc"));
  const { project } = await openTerraform();
  expect(project.commandOf("change").env).toMatchObject({
    TF_CLI_ARGS_apply: "",
    REST_API_DEBUG: "",
    TF_CLI_CONFIG_FILE: join(root, "project", "terraform.rc"),
  });
});
