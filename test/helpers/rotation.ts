import { mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { type RockitSimulator, startRockit } from "../simulators/index.ts";
import { createExampleStack } from "./example-stack.ts";
import { cleanUp, killDuring, type RequestPhase } from "./killed-run.ts";
import { startLoadBalancer } from "./load-balancer.ts";
import { ownPolicyPack } from "./policy-pack.ts";
import { newSecret, startReceiver } from "./receivers.ts";
import type { Stack } from "./stack.ts";

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
type Deliveries = Awaited<ReturnType<RockitSimulator["emit"]>>;

interface Sent {
  /** Whether a version is new, whose secret the receiver was not told yet. */
  readonly isBeforeHandOver: boolean;
  readonly deliveries: Promise<Deliveries>;
}

const interval = 50;
const unattended = ["--yes", "--skip-preview", "--suppress-progress"];

/** What a receiver prints beside what it accepts and rejects: its own failures. */
const isOdd = (line: string) => !/^(accepted|rejected) /.test(line);

/** The example with its receiver, under all policies, while an event happens every 50 ms. */
export class Rotation implements AsyncDisposable {
  readonly #receivers: Receiver[] = [];
  readonly #sent: Sent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isBeforeHandOver = false;

  private constructor(
    readonly rockit: RockitSimulator,
    readonly stack: Stack,
    private readonly front: Awaited<ReturnType<typeof startLoadBalancer>>,
    private readonly folder: string,
    private readonly underPolicies: readonly string[],
  ) {}

  /** With one version, whose secret the receiver has; events happen from now on. */
  static async start(version: string): Promise<Rotation> {
    const [rockit, front] = await Promise.all([startRockit(), startLoadBalancer()]);
    const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-rotation-")));
    // Without them these policies would not apply, or refuse a host of this machine.
    const policies = {
      "rockit-webhook-allowed-hosts": { hosts: ["localhost"] },
      "rockit-webhook-public": { allow: ["localhost"] },
    };
    await writeFile(join(folder, "policies.json"), JSON.stringify(policies));
    const stack = await createExampleStack("examples/rockit-receiver", "rotation", { rockit });
    const pack = ["--policy-pack", ownPolicyPack()];
    const underPolicies = [...pack, "--policy-pack-config", join(folder, "policies.json")];
    const rotation = new Rotation(rockit, stack, front, folder, underPolicies);
    await writeFile(rotation.#secretsFile, newSecret());
    await rotation.restart();
    await stack.configure({ url: `${front.url}/rockit` });
    await rotation.up(version);
    await rotation.handOver();
    rotation.#timer = setInterval(() => rotation.#happen(), interval);
    await rotation.moreEvents();
    return rotation;
  }

  get #secretsFile() {
    return join(this.folder, "secrets");
  }

  #happen(): void {
    const event = { type: "mkraw", event: "end", appName: `event-${this.#sent.length}` } as const;
    const deliveries = this.rockit.emit(event);
    this.#sent.push({ isBeforeHandOver: this.#isBeforeHandOver, deliveries });
  }

  /** Resolves when twenty more events have happened and were answered. */
  async moreEvents(): Promise<void> {
    const enough = this.#sent.length + 20;
    await vi.waitFor(() => expect(this.#sent.length).toBeGreaterThanOrEqual(enough), { timeout: 60_000 });
    await Promise.all(this.#sent.map(({ deliveries }) => deliveries));
  }

  /** An `up` under all policies with these versions, of which none reports anything. */
  async up(versions: string): Promise<void> {
    await this.#declare(versions);
    const { output } = await this.stack.up(...this.underPolicies);
    expect(output).toMatch(/Policies:/);
    expect(output).not.toMatch(/\[(advisory|mandatory)\]/);
  }

  /** The same, killed while the server is at a request; then the documented commands. */
  async killedUp(versions: string, route: string | RegExp, moment: RequestPhase): Promise<void> {
    await this.#declare(versions);
    const { stack } = this;
    const args = ["up", ...unattended, "--stack", stack.name, ...this.underPolicies];
    await killDuring(stack, args, this.rockit.faults, { route, moment });
    await stack.pulumi(["cancel", "--yes", stack.name]);
    if (!(await cleanUp(stack)).includes("nothing to clean up"))
      await stack.pulumi(["refresh", "--clear-pending-creates", ...unattended, "--stack", stack.name]);
    await this.up(versions);
  }

  async #declare(versions: string): Promise<void> {
    await this.stack.configure({ versions });
    const known = new Set((await this.stack.resources()).map(({ urn }) => urn.split("::").at(-1)));
    if (versions.split(" ").some((version) => !known.has(`builds-${version}`))) this.#isBeforeHandOver = true;
  }

  /** The receiver's team puts the stack's secrets where the receiver reads them. */
  async handOver(): Promise<string> {
    const secrets = String((await this.stack.outputs())["secrets"]);
    await writeFile(`${this.#secretsFile}.new`, secrets);
    await rename(`${this.#secretsFile}.new`, this.#secretsFile);
    this.#isBeforeHandOver = false;
    return secrets;
  }

  /** Starts another receiver, has the balancer use it, and stops the one before. */
  async restart(): Promise<void> {
    const before = this.#receivers.at(-1);
    const receiver = await startReceiver("rockit-receiver", {
      ROCKIT_WEBHOOK_SECRETS_FILE: this.#secretsFile,
      ROCKIT_DELIVERIES_FILE: join(this.folder, "deliveries"),
    });
    this.#receivers.push(receiver);
    this.front.to(receiver.url);
    await before?.stop();
  }

  /** Ends the events, and counts. */
  async figures() {
    clearInterval(this.#timer);
    const sent = await Promise.all(
      this.#sent.map(async ({ isBeforeHandOver, deliveries }, index) => {
        const answers = await deliveries;
        return { index, isBeforeHandOver, answers, statuses: answers.map(({ status }) => status) };
      }),
    );
    const lines = (await Promise.all(this.#receivers.map((receiver) => receiver.stop()))).flat();
    const handled = lines.flatMap((line) => /^accepted .*"(event-\d+)"/.exec(line)?.[1] ?? []);
    const rejected = (ones: typeof sent) =>
      ones.flatMap(({ statuses }) => statuses).filter((status) => status !== 204).length;
    const times = Object.groupBy(handled, (name) => name);
    const lost = sent.filter(({ statuses }) => !statuses.includes(204));
    if (lost.length > 0) console.log("lost:", JSON.stringify(lost), lines.filter(isOdd).join("\n"));
    return {
      events: sent.length,
      deliveries: sent.flatMap(({ statuses }) => statuses).length,
      lost: lost.length,
      rejectedBeforeHandOver: rejected(sent.filter(({ isBeforeHandOver }) => isBeforeHandOver)),
      rejectedAfter: rejected(sent.filter(({ isBeforeHandOver }) => !isBeforeHandOver)),
      handledOnce: sent.filter((_, index) => times[`event-${index}`]?.length === 1).length,
      lines,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#receivers.map((receiver) => receiver.stop()));
    await this.front[Symbol.asyncDispose]();
    await this.stack[Symbol.asyncDispose]();
    await this.rockit.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
