// The helpers that run a project, with a shell script as `pulumi`.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";
import { Stack } from "../../helpers/stack.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { writeShellScript } from "../cli/command.ts";

const waitOptions = { timeout: 9_000 };
const root = join(import.meta.dirname, "..", "..", "..");

/** An engine whose `pulumi` is a shell script with these commands. */
async function scriptedEngine(commands: string) {
  const folder = await temporaryFolder("helper");
  await writeShellScript(join(folder, "pulumi"), commands);
  const stackFolder = join(folder, "stack");
  await mkdir(stackFolder);
  return { folder, stackFolder, engine: { pulumi: join(folder, "pulumi"), projectEnvironment: {} } };
}

/** A stack file as a person keeps it in the checkout, named as no other run names its own. */
async function personalStackFile(project: string) {
  const name = `person-${process.pid}`;
  const file = join(root, project, `Pulumi.${name}.yaml`);
  const text = "config:\n  rockit:endpoint: https://rockit.example.com\n";
  await writeFile(file, text);
  onTestFinished(() => rm(file, { force: true }));
  return { name, file, text };
}

test.each(["examples/quickstart", "examples/yaml-quickstart", "."])(
  "a stack of %s neither reads nor deletes a person's stack file, and leaves no folder",
  async (project) => {
    const person = await personalStackFile(project);
    const { engine } = await scriptedEngine(`echo $PWD; echo theirs > Pulumi.${person.name}.yaml`);
    const options = { engine, project: join(root, project), environment: {}, name: person.name };
    const stack = await Stack.create(options);
    const { stdout } = await stack.pulumi(["about"]);
    expect(stdout).toBe(stack.project);
    expect(stack.project.startsWith(stack.folder)).toBe(true);
    const copied = await readdir(stack.project);
    expect(copied).toContain("Pulumi.yaml");
    expect(await readFile(join(stack.project, `Pulumi.${person.name}.yaml`), "utf8")).toBe("theirs\n");
    // Files that the project names by a relative path or that its program imports.
    expect(existsSync(join(stack.project, project === "." ? "" : "../..", "node_modules/.bin"))).toBe(true);
    await stack[Symbol.asyncDispose]();
    expect(existsSync(stack.folder)).toBe(false);
    expect(await readFile(person.file, "utf8")).toBe(person.text);
  },
);

test("the copy has no stack file of a person before the first command", async () => {
  const person = await personalStackFile("examples/quickstart");
  const { engine } = await scriptedEngine("ls; exit 1");
  const project = join(root, "examples", "quickstart");
  const created = Stack.create({ engine, project, environment: {}, name: person.name });
  await expect(created).rejects.toThrow(/index\.ts/);
  await expect(created).rejects.not.toThrow(/Pulumi\.person/);
});

test("a stack that can't be created leaves no folder", async () => {
  const { folder, stackFolder, engine } = await scriptedEngine(`echo no backend; exit 255`);
  const created = Stack.create({ engine, project: folder, environment: {}, folder: stackFolder });
  await expect(created).rejects.toThrow("no backend");
  expect(existsSync(stackFolder)).toBe(false);
});

/** An orphan that ended stays a zombie where process 1 does not wait for it. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await execa({ reject: false })`ps -o stat= -p ${pid}`;
  return /^[^Z]/.test(stdout.trim());
}

test.each([
  ["is interrupted", `if [ "$1" = up ]; then sleep 1000 & echo $! > left; trap 'exit 130' INT; wait; fi`],
  ["ends by itself", `if [ "$1" = up ]; then sleep 1000 & echo $! > left; exit 0; fi`],
])("no child process outlives a command that %s", async (how, commands) => {
  const { folder, stackFolder, engine } = await scriptedEngine(commands);
  const interruption = new AbortController();
  await using stack = await Stack.create({
    engine,
    project: folder,
    environment: {},
    folder: stackFolder,
    interrupted: interruption.signal,
  });
  const up = stack.up();
  const pid = await vi.waitFor(async () => {
    const found = Number(await readFile(join(folder, "left"), "utf8"));
    expect(found).toBeGreaterThan(0);
    return found;
  }, waitOptions);
  if (how === "is interrupted") {
    interruption.abort(new Error("interrupted"));
    await expect(up).rejects.toThrow("interrupted");
    await expect(stack.up()).rejects.toThrow("interrupted");
  } else await up;
  await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false), waitOptions);
});
