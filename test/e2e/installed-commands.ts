// The documented commands of `rockit-durst`, word for word, in a project with the package installed.
import { readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import which from "which";
import type { Engine } from "../../tools/engine/engine.ts";
import { fixtures } from "../helpers/recorded-states.ts";
import type { Stack } from "../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";

const webhook = {
  sender: "mkraw" as const,
  events: ["end" as const],
  type: "webhook" as const,
  url: "https://hooks.example.com/a",
};

const program = `import { DurstSubscriber, DurstSubscription, RockitSubscription } from "pulumi-rockit-durst";

export const secret = new RockitSubscription("builds", ${JSON.stringify({ name: "builds", ...webhook })}).secret;
const subscriber = new DurstSubscriber("press", { hostUri: "https://press.example/", externalAuthType: "NONE" });
new DurstSubscription("jobs", { subscriberId: subscriber.id, topic: "STATUS/*" });
`;

/** Files of a project in TypeScript. */
export const projectFiles = {
  "Pulumi.yaml": "name: commands\nruntime: nodejs\n",
  "package.json": '{ "main": "index.ts" }',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "types": ["node"] } }',
  "index.ts": program,
};

// On other systems the program `script` has different arguments.
const script = process.platform === "linux" ? await which("script", { nothrow: true }) : null;

/** Runs command lines in the project's folder, with or without a terminal. */
export class Shell {
  /** All command lines and their output. */
  transcript = "";
  readonly #env: Record<string, string | undefined>;

  constructor(
    readonly project: string,
    engine: Pick<Engine, "pulumi" | "projectEnvironment">,
    readonly stack: Pick<Stack, "environment" | "folder">,
  ) {
    const { PATH = "" } = process.env;
    const folders = [join(dirname(project), "node_modules", ".bin"), dirname(engine.pulumi), PATH];
    this.#env = { ...engine.projectEnvironment, ...stack.environment, PATH: folders.join(delimiter) };
  }

  /** Runs a line without a terminal and returns its output. Fails unless the exit code is 0, or 1 with `fails`. */
  run(line: string, { fails = false } = {}): Promise<string> {
    return this.#execute(line, ["bash", "-c", line], fails);
  }

  /** Runs a line at a terminal, if one is available, and answers "y" to questions. */
  runAtTerminal(line: string, { fails = false } = {}): Promise<string> {
    if (script === null) return this.run(line, { fails });
    const command = [script, "--quiet", "--return", "--flush", "--command", line, "/dev/null"];
    return this.#execute(line, command, fails, "y\n");
  }

  async #execute(
    line: string,
    [file = "", ...args]: readonly string[],
    fails: boolean,
    answer?: string,
  ): Promise<string> {
    const running = execa(file, args, {
      cwd: this.project,
      env: this.#env,
      reject: false,
      all: true,
      stdin: answer === undefined ? "ignore" : "pipe",
    });
    running.all.on("data", (chunk) => {
      if (String(chunk).includes("[y/N]")) running.stdin?.write(answer ?? "");
    });
    const { exitCode, all } = await running;
    const seen = all.replaceAll("\r\n", "\n");
    this.transcript += `$ ${line}\n${seen}\n`;
    expect(exitCode, this.transcript).toBe(fails ? 1 : 0);
    return seen;
  }

  /** Runs a read-only line with and without a terminal. Fails unless both print the same. */
  async runBothWays(line: string, { fails = false } = {}): Promise<string> {
    const piped = await this.run(line, { fails });
    const atTerminal = await this.runAtTerminal(line, { fails });
    expect(comparable(atTerminal)).toBe(comparable(piped));
    return piped;
  }

  /** Runs a command that deletes objects: at a terminal it asks for confirmation, without one it needs --yes. */
  async confirm(line: string): Promise<string> {
    const refusal = await this.run(line, { fails: true });
    expect(refusal).toContain("nothing was removed: run the command again with --yes");
    return script === null ? this.run(`${line} --yes`) : this.runAtTerminal(line);
  }

  /** Does what an import or a migration prints: extends the program and runs the command. */
  async followInstructions(printed: string): Promise<void> {
    const [, use = ""] = /^Add this to your program:\n {2}(.+)$/m.exec(printed) ?? [];
    const index = join(this.project, "index.ts");
    await writeFile(index, `${await readFile(index, "utf8")}${use}\n`);
    const [command = ""] = /^pulumi import --file .*$/m.exec(printed) ?? [];
    await this.run(command);
    await this.run("pulumi preview --expect-no-changes --suppress-progress --stack dev");
  }
}

/** An output without what differs between two runs: progress and a server's times. */
const comparable = (text: string) => text.replaceAll(/^.* …\n|^ +ok +clock .*\n/gm, "").trimEnd();

interface CommandScene {
  readonly shell: Shell;
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
}

/** Runs all commands, one after the other, on a stack `dev`. */
export async function runAllCommands({ shell, rockit, durst }: CommandScene): Promise<void> {
  const file = (name: string) => join(shell.project, name);
  await shell.run("pulumi up --yes --skip-preview --suppress-progress --stack dev");
  expect(await shell.runBothWays("rockit-durst doctor --stack dev")).not.toMatch(/FAIL/);

  rockit.add({ name: "by-hand", ...webhook });
  rockit.add({ name: "forgotten", ...webhook });
  expect(await shell.runBothWays("rockit-durst list rockit --stack dev")).toMatch(
    /^rockit:by-hand .* \(unmanaged\)\nrockit:forgotten .* \(unmanaged\)$/m,
  );
  const unmanaged = await shell.runBothWays("rockit-durst unmanaged --stack dev", { fails: true });
  expect(unmanaged).toMatch(/^unmanaged +rockit:by-hand /m);
  await shell.confirm("rockit-durst remove rockit:forgotten --stack dev");
  expect([...rockit.subscriptions.keys()]).toEqual(["builds", "by-hand"]);

  expect(await shell.runBothWays("rockit-durst import rockit --stack dev --dry-run")).toContain("by-hand");
  await writeFile(file("secrets.env"), `by-hand=${rockit.secretOf("by-hand")}\n`);
  await shell.followInstructions(
    await shell.run("rockit-durst import rockit --stack dev --secrets secrets.env"),
  );

  rockit.add({ ...webhook, name: "builds-v3.0.0", events: ["end", "error"], url: "https://hooks.example/a" });
  await writeFile(
    file("old.tfstate"),
    await readFile(join(fixtures, "terraform-restapi-3.0.0.tfstate.json")),
  );
  const piped = "rockit-durst migrate terraform --state - --into dev --filter 'restapi_object.builds*'";
  await shell.followInstructions(await shell.runAtTerminal(`cat old.tfstate | ${piped}`));

  rockit.add({ name: "late", ...webhook });
  await addPendingCreate(
    join(shell.stack.folder, "state", ".pulumi", "stacks", "commands", "dev.json"),
    "late",
  );
  const cleanedUp = await shell.confirm("rockit-durst cleanup --stack dev");
  expect(cleanedUp).toContain("Next: pulumi refresh --clear-pending-creates --stack dev");
  expect([...rockit.subscriptions.keys()]).toEqual(["builds", "by-hand", "builds-v3.0.0"]);
  await shell.run(
    "pulumi refresh --clear-pending-creates --yes --skip-preview --suppress-progress --stack dev",
  );

  const received =
    "rockit-durst listen --port 0 --stack dev --output secret 2>listening >delivered & listener=$!";
  const until = "until grep -q 'listening on' listening; do sleep 0.1; done";
  const send =
    "rockit-durst trigger $(sed -n 's/listening on \\(\\S*\\) .*/\\1/p' listening) --stack dev --output secret";
  const sent = await shell.run(`${received}; ${until}; ${send}; kill $listener; wait $listener`);
  expect(sent).toMatch(/ answered 204 in \d+ ms$/m);
  expect(await readFile(file("delivered"), "utf8")).toMatch(/✓ verified mkraw end/);

  // Only commands documented as writing have changed anything, and no output contains a secret.
  expect(durst.subscriptions(17).get(4)).toMatchObject({ status: "ACTIVE" });
  for (const secret of [rockit.secretOf("builds"), rockit.secretOf("by-hand"), rockit.credentials.apiKey])
    expect(shell.transcript).not.toContain(secret);
}

/** Changes the state as if a run had been killed while it created a subscription of that name. */
async function addPendingCreate(file: string, name: string): Promise<void> {
  const state = JSON.parse(await readFile(file, "utf8"));
  const { latest } = state.checkpoint;
  const builds = latest.resources.find(({ urn }: { urn: string }) => urn.endsWith("::builds"));
  const { id: _, outputs: __, ...resource } = structuredClone(builds);
  resource.urn = resource.urn.replace(/builds$/, name);
  resource.inputs.name = name;
  latest.pending_operations = [{ resource, type: "creating" }];
  await writeFile(file, JSON.stringify(state));
}
