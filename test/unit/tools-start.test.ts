// How the repository's commands start: in a checkout of nothing but the start scripts, with an `npm` that is a shell script.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { writeShellScript } from "./cli/command.ts";
import { createCheckout, successfulInstall, toolsFolder } from "./tools-checkout.ts";

// Each test starts several processes, beside other tests.
beforeAll(() => vi.setConfig({ testTimeout: 60_000 }));
afterAll(() => vi.resetConfig());
const waitOptions = { timeout: 50_000 };

test("the first command installs every dependency; later ones install only after a change", async () => {
  const { runProgram, npmCalls, root } = await createCheckout(successfulInstall);
  expect(await runProgram()).toMatchObject({
    all: "Installing the dependencies (npm ci) …\ngiven",
    exitCode: 7,
  });
  expect(await runProgram()).toMatchObject({ all: "given", exitCode: 7 });
  const calls = await npmCalls();
  expect(calls).toHaveLength(1);
  const settings = ["--include=dev", "--ignore-scripts=false", "--engine-strict=false", "--bin-links=true"];
  expect(calls[0]?.split(" ")).toEqual(expect.arrayContaining(["ci", ...settings]));
  await writeFile(join(root, "package-lock.json"), '{ "changed": true }');
  expect((await runProgram()).exitCode).toBe(7);
  expect(await npmCalls()).toHaveLength(2);
});

test.each<[how: string, npm: string | undefined, words: RegExp]>([
  ["npm fails", "exit 1", /: npm ci failed, see its output above\./],
  ["npm ends well and installed nothing", "exit 0", /but .+\.package-lock\.json is missing\. Check that/],
  [
    "npm left out the Node.js",
    `${successfulInstall}\nrm node_modules/.bin/node`,
    /but .+bin.node is missing\. Check/,
  ],
  ["there is no npm", undefined, /^npm is not on PATH: install it/m],
])("%s: the error is one sentence, and the next command tries again", async (_, npm, words) => {
  const { runProgram, packages, npmCalls, bin } = await createCheckout(npm);
  const { exitCode, all } = await runProgram();
  expect(all).toMatch(words);
  expect(all.split("\n")).toHaveLength(2);
  expect(exitCode).toBe(1);
  expect(existsSync(join(packages, ".installed-from"))).toBe(false);
  expect((await runProgram()).all).toMatch(words);
  expect(await npmCalls()).toHaveLength(npm === undefined ? 0 : 2);
  if (npm === undefined) return;
  await writeShellScript(join(bin, "npm"), successfulInstall);
  expect((await runProgram()).exitCode).toBe(7);
});

test.each([".package-lock.json", ".bin/node"])("a missing %s is installed again", async (name) => {
  const { runProgram, packages, npmCalls } = await createCheckout(successfulInstall);
  await runProgram();
  await rm(join(packages, name));
  expect((await runProgram()).exitCode).toBe(7);
  expect(await npmCalls()).toHaveLength(2);
});

test("a node_modules that is a link is refused, and its target is untouched", async () => {
  const { runProgram, base, packages, npmCalls } = await createCheckout(successfulInstall);
  const other = join(base, "other");
  await mkdir(join(other, "package"), { recursive: true });
  await symlink(other, packages);
  const { exitCode, all } = await runProgram();
  expect(all).toMatch(/^.+node_modules is a link to .+, which npm ci would empty: remove the link, and run/);
  expect(exitCode).toBe(1);
  expect(await npmCalls()).toEqual([]);
  expect(await readdir(other)).toEqual(["package"]);
});

test("a Node.js that can't start is reported in a sentence", async () => {
  const { runProgram, packages } = await createCheckout(successfulInstall);
  await runProgram();
  await rm(join(packages, ".bin", "node"));
  await writeShellScript(join(packages, ".bin", "node"), "");
  await writeFile(join(packages, ".bin", "node"), "#!/nowhere/ld-linux.so\n");
  const { exitCode, all } = await runProgram();
  expect(all).toMatch(/^The Node\.js that npm installed can't start on this machine \(.+\): /);
  expect(exitCode).toBe(1);
});

test("an old Node.js is reported in a sentence", async () => {
  const { runProgram } = await createCheckout(successfulInstall);
  const old = `Object.defineProperty(process, "versions", { value: { node: "18.20.8" } })`;
  const { exitCode, all } = await runProgram("--import", `data:text/javascript,${encodeURIComponent(old)}`);
  expect(all).toBe(
    "Node.js 20 or newer is needed, this is 18.20.8: install a newer version and run the command again.",
  );
  expect(exitCode).toBe(1);
});

test("of two commands at once one installs and the other waits", async () => {
  const { base, runProgram, npmCalls } = await createCheckout(
    `until [ -e "$(dirname "$CALLS")/go" ]; do sleep 0.05; done\n${successfulInstall}`,
  );
  const first = runProgram();
  await vi.waitFor(async () => expect(await npmCalls()).toHaveLength(1), waitOptions);
  const second = runProgram();
  let output = "";
  second.stderr.on("data", (chunk) => {
    output += chunk;
  });
  await vi.waitFor(() => expect(output).toContain("waiting for it"), waitOptions);
  await writeFile(join(base, "go"), "");
  expect(await Promise.all([first, second])).toMatchObject([{ exitCode: 7 }, { exitCode: 7 }]);
  expect(await npmCalls()).toHaveLength(1);
});

test("a lock that another process took over meanwhile is neither renewed nor freed", async () => {
  const folder = await temporaryFolder("lock");
  const file = join(folder, "lock");
  const { withFileLock } = await import(join(toolsFolder, "file-lock.mjs"));
  await withFileLock(
    file,
    () => {},
    () => writeFile(file, "another 0\n"),
  );
  expect(await readFile(file, "utf8")).toBe("another 0\n");
});

test("a killed process's lock with a date in the future is taken over", async () => {
  const folder = await temporaryFolder("lock");
  const file = join(folder, "lock");
  await writeFile(file, "1 0\n");
  const future = new Date("2100-01-01");
  await utimes(file, future, future);
  const { withFileLock } = await import(join(toolsFolder, "file-lock.mjs"));
  const waits = vi.fn();
  expect(await withFileLock(file, waits, async () => "done", 300)).toBe("done");
  expect(waits).toHaveBeenCalledTimes(1);
  expect(await readdir(folder)).toEqual([]);
});

const hostileEnvironment = {
  PULUMI_OPTION_PARALLEL: "x",
  ROCKIT_AUTH_TOKEN: "token",
  durst_password: "p",
  GIT_DIR: "/repository",
  HTTP_PROXY: "http://proxy.example",
  https_proxy: "http://proxy.example",
  NODE_ENV: "production",
  NODE_OPTIONS: "--no-warnings",
  npm_config_omit: "dev",
  npm_config_registry: "https://npm.example",
  NODE_AUTH_TOKEN: "npm-token",
  NODE_TLS_REJECT_UNAUTHORIZED: "0",
  npm_config__auth: "bTpw",
  GIT_SSL_CAINFO: "/git.pem",
  GIT_SSH_COMMAND: "ssh -i key",
  GIT_CONFIG_GLOBAL: "/git.config",
};

test("a program gets a clean environment, and the registry settings separately", async () => {
  const { root, runProgram, base } = await createCheckout(successfulInstall);
  await runProgram();
  await writeFile(
    join(root, "program.mjs"),
    `import { networkEnvironment } from "./tools/hermetic.mjs";
     console.log(JSON.stringify([process.env, networkEnvironment()]));`,
  );
  const given = { ...hostileEnvironment, PULUMI_ROCKIT_DURST_CACHE: "/cache", TEST_SEED: "7", HOME: base };
  const { stdout } = await execa(process.execPath, [join(root, "tools", "run.mjs"), "program.mjs"], {
    env: given,
    extendEnv: false,
  });
  const [environment, network] = JSON.parse(stdout);
  expect(Object.keys(environment).filter((name) => name in hostileEnvironment)).toEqual([
    "GIT_CONFIG_GLOBAL",
  ]);
  expect(environment).toMatchObject({ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" });
  expect(environment).toMatchObject({ PULUMI_ROCKIT_DURST_CACHE: "/cache", TEST_SEED: "7", HOME: base });
  expect(environment.PATH.split(":")[0]).toBe(join(root, "node_modules", ".bin"));
  const { HTTP_PROXY, https_proxy, NODE_OPTIONS, npm_config_registry, npm_config__auth } = hostileEnvironment;
  const { NODE_AUTH_TOKEN, NODE_TLS_REJECT_UNAUTHORIZED, GIT_SSL_CAINFO, GIT_SSH_COMMAND } =
    hostileEnvironment;
  expect(network).toEqual({
    ...{ HTTP_PROXY, https_proxy, NODE_OPTIONS, npm_config_registry, npm_config__auth },
    ...{ NODE_AUTH_TOKEN, NODE_TLS_REJECT_UNAUTHORIZED, GIT_SSL_CAINFO, GIT_SSH_COMMAND },
    GIT_CONFIG_GLOBAL: hostileEnvironment.GIT_CONFIG_GLOBAL,
  });
});
