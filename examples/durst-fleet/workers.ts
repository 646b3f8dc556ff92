// Worker processes, each for one site at a time. Sites can't share a process: an unhandled rejection in one
// program fails all programs of its process.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { GracefulShutdown } from "./graceful-shutdown.ts";
import type { Options } from "./options.ts";
import type { Change } from "./run-events.ts";
import { emptyOutcome, type Outcome } from "./run-site.ts";
import type { Site } from "./sites.ts";
import { killAfter } from "./time-limit.ts";

export type ToWorker =
  | { readonly site: Site; readonly exists: boolean; readonly options: Options }
  | { readonly interrupted: "once" | "twice" };
export type FromWorker = { readonly change: Change } | { readonly outcome: Outcome };

export class Workers {
  readonly #options: Options;
  readonly #shutdown: GracefulShutdown;
  readonly #all = new Set<ChildProcess>();
  readonly #free: ChildProcess[] = [];

  constructor(options: Options, shutdown: GracefulShutdown) {
    this.#options = options;
    this.#shutdown = shutdown;
    shutdown.stopping.addEventListener("abort", () => this.#tellAll({ interrupted: "once" }));
    shutdown.terminating.addEventListener("abort", () => this.#tellAll({ interrupted: "twice" }));
  }

  /** Never throws. After a failure the process is not used for other sites. */
  async run(site: Site, exists: boolean, onChange: (change: Change) => void): Promise<Outcome> {
    const started = performance.now();
    const worker = this.#free.pop() ?? this.#start();
    const limit = this.#limit(worker);
    const outcome = await new Promise<Outcome>((resolve) => {
      const ended = (code: number | null) => {
        const seconds = Math.round((performance.now() - started) / 100) / 10;
        resolve({ ...this.#lost(site, limit.killed, code), seconds });
      };
      worker.once("exit", ended);
      worker.on("message", (message: FromWorker) => {
        if ("change" in message) return onChange(message.change);
        worker.removeListener("exit", ended).removeAllListeners("message");
        resolve(message.outcome);
      });
      this.#tell(worker, { site, exists, options: this.#options });
    });
    limit.end();
    if (outcome.result === "ok" && worker.connected) this.#free.push(worker);
    else this.#end(worker);
    return outcome;
  }

  end(): void {
    for (const worker of this.#all) this.#end(worker);
  }

  /** Kills a worker whose pulumi hangs even after its termination, such as on the backend. */
  #limit(worker: ChildProcess) {
    const { stopping } = this.#shutdown;
    let killed = false;
    const kill = () => {
      killed = true;
      killGroup(worker);
    };
    const seconds = killAfter(this.#options);
    const timers = [setTimeout(kill, (this.#options.timeout + seconds) * 1000)];
    const onStop = () => {
      timers.push(setTimeout(kill, seconds * 1000));
    };
    stopping.addEventListener("abort", onStop);
    return {
      get killed() {
        return killed;
      },
      end(): void {
        stopping.removeEventListener("abort", onStop);
        for (const timer of timers) clearTimeout(timer);
      },
    };
  }

  #lost(site: Site, killed: boolean, code: number | null): Outcome {
    if (killed)
      return emptyOutcome(
        site,
        "failed",
        `the site did not stop and was killed: if its stack stays locked, and no other run uses it, run \`pulumi cancel --yes --stack ${site.name}\` and see the package's docs/recover.md`,
      );
    return this.#shutdown.begun
      ? emptyOutcome(
          site,
          "interrupted",
          "its process was ended: see the package's docs/recover.md, then run the same command again",
        )
      : emptyOutcome(
          site,
          "failed",
          `its process ended unexpectedly (${code}): see the package's docs/recover.md, then run the command again`,
        );
  }

  #start(): ChildProcess {
    // The program's output counts as progress: it goes to stderr.
    const worker = fork(fileURLToPath(import.meta.resolve("./worker.ts")), {
      stdio: ["ignore", 2, 2, "ipc"],
      // A process group of its own: see graceful-shutdown.ts.
      detached: process.platform !== "win32",
    });
    this.#all.add(worker);
    worker.once("exit", () => this.#all.delete(worker));
    // Only a worker that has ended causes errors, and its exit is handled.
    worker.on("error", () => {});
    return worker;
  }

  #end(worker: ChildProcess): void {
    if (worker.connected) worker.disconnect();
  }

  #tellAll(message: ToWorker): void {
    for (const worker of this.#all) this.#tell(worker, message);
  }

  #tell(worker: ChildProcess, message: ToWorker): void {
    if (worker.connected) worker.send(message);
  }
}

function killGroup(worker: ChildProcess): void {
  if (process.platform !== "win32" && worker.pid !== undefined && worker.exitCode === null)
    process.kill(-worker.pid, "SIGKILL");
  else worker.kill("SIGKILL");
}
