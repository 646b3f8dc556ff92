import { constants } from "node:fs";
import { access, cp, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import provider from "../../../provider/package.json" with { type: "json" };
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { launcherPath } from "./command.ts";

const minimumVersion = provider.engines.node.replace(">=", "");

/** Runs the launcher on a runtime that claims these versions. */
async function runLauncher(
  versions: object,
  launcher = launcherPath,
  args: readonly string[] = ["--version"],
) {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, ...${JSON.stringify(versions)} } });`;
  const script = `${pretend} process.argv = ["node", ...${JSON.stringify([launcher, ...args])}]; require(${JSON.stringify(launcher)});`;
  const { exitCode, stdout, stderr } = await execa(process.execPath, ["-e", script], { reject: false });
  return { exitCode, stdout, stderr };
}

test.each([minimumVersion, "22.20.0", "24.0.0", "100.0.0"])("Node.js %s is new enough", async (node) => {
  expect(await runLauncher({ node })).toEqual({ exitCode: 0, stdout: provider.version, stderr: "" });
});

test.each(["20.20.2", "22.18.9", "9.9.9"])(
  "Node.js %s is rejected as too old, in one sentence",
  async (node) => {
    expect(await runLauncher({ node })).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `rockit-durst: Node.js ${minimumVersion} or newer is needed, this is ${node}: install a newer one, and run the command again`,
    });
  },
);

test("Bun is rejected by name, although it claims to be Node.js", async () => {
  const { exitCode, stderr } = await runLauncher({ node: "24.3.0", bun: "1.4.5" });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `rockit-durst: Node.js ${minimumVersion} or newer is needed, this is Bun 1.4.5: install Node.js, and run \`npx rockit-durst\`, or \`bunx\` without \`--bun\``,
  });
});

test("names the build command if there is no build", async () => {
  const folder = await temporaryFolder("launcher");
  const source = resolve(import.meta.dirname, "../../../provider");
  for (const file of ["bin/rockit-durst", "package.json"]) await cp(join(source, file), join(folder, file));
  expect(await runLauncher({}, join(folder, "bin/rockit-durst"))).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "rockit-durst: it is not built yet: run `npm run build` in the repository",
  });
});

test("every command of the package is an executable file before the build", async () => {
  const files = Object.values(provider.bin).map((file) =>
    resolve(import.meta.dirname, "../../../provider", file),
  );
  for (const file of files) {
    expect(file).not.toContain("dist");
    await access(file, constants.X_OK);
    // npm's shims for Windows take the interpreter from the first line.
    expect(await readFile(file, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  }
});

test("the launcher exits with the command's exit code", async () => {
  expect(await runLauncher({}, launcherPath, ["nope"])).toMatchObject({ exitCode: 2, stdout: "" });
});
