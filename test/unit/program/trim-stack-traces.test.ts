// The source position of a resource that the engine receives. Each program runs in its own process, since a
// test runner has its own stack traces.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureBuilt } from "../../helpers/build-output.ts";

await ensureBuilt("index.js");
const root = resolve(import.meta.dirname, "../../..");
/** Child processes load the whole SDK, which is slow on a busy machine. */
const longTimeout = { timeout: 60_000 };
let folder: string;

const prelude = `
const pulumi = require("@pulumi/pulumi");
const { RockitSubscription, RockitEventHub } = require("pulumi-rockit-durst");
const args = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" };
const report = (main) => pulumi.runtime
  .setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) })
  .then(function start() {
    const monitor = pulumi.runtime.getMonitor();
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, answer) => {
      const at = (position) => position && position.getUri().split("/").at(-1) + ":" + position.getLine();
      if (request.getCustom())
        console.log(JSON.stringify({
          at: at(request.getSourceposition()),
          frames: request.getStacktrace().getFramesList().map((frame) => at(frame.getPc()) ?? null),
        }));
      return register(request, answer);
    };
    return main();
  });
`.replaceAll("\n", " ");

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-position-")));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "installed"), { recursive: true });
  await symlink(join(root, "node_modules", "@pulumi"), join(modules, "@pulumi"));
  await symlink(join(root, "provider"), join(modules, "pulumi-rockit-durst"));
  await writeFile(
    join(modules, "installed", "index.js"),
    "exports.make = (RockitSubscription, args) =>\n  new RockitSubscription('s', args);\nexports.later = (...given) => setTimeout(exports.make, 0, ...given);\n",
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function runReport(program: string, ...flags: string[]): Promise<unknown> {
  await writeFile(join(folder, "program.js"), `${prelude}\n${program}\n`);
  const { stdout } = await execa(process.execPath, [...flags, "program.js"], { cwd: folder });
  return JSON.parse(stdout);
}

it("the position is the program's line, with only the program's own frames", longTimeout, async () => {
  const program = `report(function main() {
  const team = () => {
    new RockitSubscription("s", args);
  };
  team();
});`;
  expect(await runReport(program)).toEqual({
    at: "program.js:4",
    frames: ["program.js:4", "program.js:6", "program.js:1"],
  });
});

it("the position is the line that creates the component", longTimeout, async () => {
  const program = `report(function main() {
  new RockitEventHub("hub", { url: args.url, senders: { mkraw: ["end"] } });
});`;
  expect(await runReport(program)).toEqual({ at: "program.js:3", frames: ["program.js:3", "program.js:1"] });
});

it("the position skips the packages in between", longTimeout, async () => {
  const program = `report(function main() {
  require("installed").make(RockitSubscription, args);
});`;
  expect(await runReport(program)).toEqual({ at: "program.js:3", frames: ["program.js:3", "program.js:1"] });
});

it("the position is the installed package's line if there is no other", longTimeout, async () => {
  const program = `report(function main() { require("installed").later(RockitSubscription, args); });`;
  expect(await runReport(program)).toEqual({ at: "index.js:2", frames: ["index.js:2"] });
});

it("the position is mapped by the program's own Error.prepareStackTrace", longTimeout, async () => {
  const program = `Error.prepareStackTrace = (error, frames) =>
  [error, ...frames.map((frame) => \`    at \${frame}\`.replace(/program.js:(\\d+)/, (_, line) => "program.ts:1" + line))].join("\\n");
report(function main() {
  new RockitSubscription("s", args);
});`;
  expect(await runReport(program)).toMatchObject({ at: "program.ts:15" });
});

it.each([
  ["creating a resource", `new RockitSubscription("s", args)`],
  ["refusing a resource", `try { new RockitSubscription("", args) } catch {}`],
])("stack traces are unchanged after %s", async (_, make) => {
  const program = `report(function main() {
  const before = [Error.prepareStackTrace, Error.stackTraceLimit];
  ${make};
  if ([Error.prepareStackTrace, Error.stackTraceLimit].some((one, at) => one !== before[at])) console.log("changed");
  if (${make.startsWith("try")}) console.log('"as it was"');
});`;
  expect(await runReport(program)).toEqual(
    make.startsWith("try") ? "as it was" : expect.objectContaining({ at: "program.js:4" }),
  );
});

it("an error in the program's own transformation names its line", longTimeout, async () => {
  const program = `report(function main() {
  try {
    new RockitSubscription("s", args, {
      transformations: [
        () => {
          throw new Error("refused");
        },
      ],
    });
  } catch (failure) {
    console.log(JSON.stringify(failure.stack.split("\\n")[1].replace(/^.*[/(]|[)]$/g, "").replace(/:\\d+$/, "")));
  }
});`;
  expect(await runReport(program)).toBe("program.js:7");
});

it("stack traces stay whole if Node.js maps lines itself", longTimeout, async () => {
  const program = `report(function main() {
  new RockitSubscription("s", args);
});`;
  const { frames } = (await runReport(program, "--enable-source-maps")) as { frames: unknown[] };
  expect(frames).toContain("program.js:3");
  expect(frames.length).toBeGreaterThan(2);
});
