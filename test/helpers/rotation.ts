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

interface SentEvent {
  /** Whether the receiver did not yet have the secret of a new version. */
  readonly isBeforeHandOver: boolean;
  readonly deliveries: Promise<Deliveries>;
}

const eventInterval = 50;
const unattended = ["--yes", "--skip-preview", "--suppress-progress"];

/** Whether a line of the receiver reports a failure of its own. */
const isUnexpected = (line: string) => !/^(accepted|rejected) /.test(line);

/** The stack of examples/rockit-receiver, under all policies, and its receiver. An event happens every 50 ms. */
export class Rotation implements AsyncDisposable {
  readonly #receivers: Receiver[] = [];
  readonly #sent: SentEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isBeforeHandOver = false;

  private constructor(
    readonly rockit: RockitSimulator,
    readonly stack: Stack,
    private readonly loadBalancer: Awaited<ReturnType<typeof startLoadBalancer>>,
    private readonly folder: string,
    private readonly underPolicies: readonly string[],
  ) {}

  /** Starts with one version, whose secret the receiver has. Events happen from now on. */
  static async start(version: string): Promise<Rotation> {
    // First: it throws if the pack is not built.
    const pack = ["--policy-pack", ownPolicyPack()];
    const [rockit, loadBalancer] = await Promise.all([startRockit(), startLoadBalancer()]);
    const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-rotation-")));
    // By default the first policy does not apply, and the second refuses a receiver on this machine.
    const policies = {
      "rockit-webhook-allowed-hosts": { hosts: ["localhost"] },
      "rockit-webhook-public": { allow: ["localhost"] },
    };
    await writeFile(join(folder, "policies.json"), JSON.stringify(policies));
    const stack = await createExampleStack("examples/rockit-receiver", "rotation", { rockit });
    const underPolicies = [...pack, "--policy-pack-config", join(folder, "policies.json")];
    const rotation = new Rotation(rockit, stack, loadBalancer, folder, underPolicies);
    await writeFile(rotation.#secretsFile, newSecret());
    await rotation.restartReceiver();
    await stack.configure({ url: `${loadBalancer.url}/rockit` });
    await rotation.up(version);
    await rotation.handOver();
    rotation.#timer = setInterval(() => rotation.#emitEvent(), eventInterval);
    await rotation.waitForEvents();
    return rotation;
  }

  get #secretsFile() {
    return join(this.folder, "secrets");
  }

  #emitEvent(): void {
    const event = { type: "mkraw", event: "end", appName: `event-${this.#sent.length}` } as const;
    const deliveries = this.rockit.emit(event);
    this.#sent.push({ isBeforeHandOver: this.#isBeforeHandOver, deliveries });
  }

  /** Resolves when twenty more events have happened and were answered. */
  async waitForEvents(): Promise<void> {
    const enough = this.#sent.length + 20;
    await vi.waitFor(() => expect(this.#sent.length).toBeGreaterThanOrEqual(enough), { timeout: 60_000 });
    await Promise.all(this.#sent.map(({ deliveries }) => deliveries));
  }

  /** Runs `up` with these versions under all policies. Fails if a policy reports anything. */
  async up(versions: string): Promise<void> {
    await this.#declare(versions);
    const { output } = await this.stack.up(...this.underPolicies);
    expect(output).toMatch(/Policies:/);
    expect(output).not.toMatch(/\[(advisory|mandatory)\]/);
  }

  /** Runs `up`, kills it in a phase of a request, runs the documented commands for a killed run, and `up` again. */
  async upKilledDuring(versions: string, route: string | RegExp, phase: RequestPhase): Promise<void> {
    await this.#declare(versions);
    const { stack } = this;
    const args = ["up", ...unattended, "--stack", stack.name, ...this.underPolicies];
    await killDuring(stack, args, this.rockit.faults, { route, phase });
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

  /** Writes the stack's secrets into the file that the receiver reads. */
  async handOver(): Promise<string> {
    const secrets = String((await this.stack.outputs())["secrets"]);
    await writeFile(`${this.#secretsFile}.new`, secrets);
    await rename(`${this.#secretsFile}.new`, this.#secretsFile);
    this.#isBeforeHandOver = false;
    return secrets;
  }

  /** Starts another receiver, switches the load balancer to it, and stops the previous one. */
  async restartReceiver(): Promise<void> {
    const before = this.#receivers.at(-1);
    const receiver = await startReceiver("rockit-receiver", {
      ROCKIT_WEBHOOK_SECRETS_FILE: this.#secretsFile,
      ROCKIT_DELIVERIES_FILE: join(this.folder, "deliveries"),
    });
    this.#receivers.push(receiver);
    this.loadBalancer.routeTo(receiver.url);
    await before?.stop();
  }

  /** Stops the events and the receivers, and counts deliveries. */
  async stopAndCount() {
    clearInterval(this.#timer);
    const sent = await Promise.all(
      this.#sent.map(async ({ isBeforeHandOver, deliveries }, index) => {
        const answers = await deliveries;
        return { index, isBeforeHandOver, answers, statuses: answers.map(({ status }) => status) };
      }),
    );
    const lines = (await Promise.all(this.#receivers.map((receiver) => receiver.stop()))).flat();
    const handled = lines.flatMap((line) => /^accepted .*"(event-\d+)"/.exec(line)?.[1] ?? []);
    const countRejected = (events: typeof sent) =>
      events.flatMap(({ statuses }) => statuses).filter((status) => status !== 204).length;
    const handledByName = Object.groupBy(handled, (name) => name);
    const lost = sent.filter(({ statuses }) => !statuses.includes(204));
    if (lost.length > 0) console.log("lost:", JSON.stringify(lost), lines.filter(isUnexpected).join("\n"));
    return {
      events: sent.length,
      deliveries: sent.flatMap(({ statuses }) => statuses).length,
      lost: lost.length,
      rejectedBeforeHandOver: countRejected(sent.filter(({ isBeforeHandOver }) => isBeforeHandOver)),
      rejectedAfter: countRejected(sent.filter(({ isBeforeHandOver }) => !isBeforeHandOver)),
      handledOnce: sent.filter((_, index) => handledByName[`event-${index}`]?.length === 1).length,
      lines,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#receivers.map((receiver) => receiver.stop()));
    await this.loadBalancer[Symbol.asyncDispose]();
    await this.stack[Symbol.asyncDispose]();
    await this.rockit.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
