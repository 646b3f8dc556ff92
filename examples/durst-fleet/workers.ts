// Processes that run the program, one site at a time each. The SDK hands whatever a program leaves unhandled to all programs that run in its process:
// sites that shared one would fail together.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Interruption } from "./interruption.ts";
import type { Options } from "./options.ts";
import type { Change } from "./outcome.ts";
import { idle, type Outcome } from "./run.ts";
import type { Site } from "./sites.ts";

export type ToWorker =
  | { readonly site: Site; readonly exists: boolean; readonly options: Options }
  | { readonly interrupted: "once" | "twice" };
export type FromWorker = { readonly change: Change } | { readonly outcome: Outcome };

export class Workers {
  readonly #options: Options;
  readonly #interruption: Interruption;
  readonly #all = new Set<ChildProcess>();
  readonly #free: ChildProcess[] = [];

  constructor(options: Options, interruption: Interruption) {
    this.#options = options;
    this.#interruption = interruption;
    interruption.onSignals(
      () => this.#tellAll({ interrupted: "once" }),
      () => this.#tellAll({ interrupted: "twice" }),
    );
  }

  /** Never throws. A process that did not do well is used for no other site. */
  async run(site: Site, exists: boolean, tell: (change: Change) => void): Promise<Outcome> {
    const worker = this.#free.pop() ?? this.#start();
    const outcome = await new Promise<Outcome>((resolve) => {
      const ended = (code: number | null) =>
        resolve(
          this.#interruption.begun
            ? idle(site, "interrupted", "its process was ended: the same command again goes on")
            : idle(site, "failed", `its process ended by itself (${code}): run the command again`),
        );
      worker.once("exit", ended);
      worker.on("message", (message: FromWorker) => {
        if ("change" in message) return tell(message.change);
        worker.removeListener("exit", ended).removeAllListeners("message");
        resolve(message.outcome);
      });
      this.#tell(worker, { site, exists, options: this.#options });
    });
    if (outcome.result === "ok" && worker.connected) this.#free.push(worker);
    else this.#end(worker);
    return outcome;
  }

  end(): void {
    for (const worker of this.#all) this.#end(worker);
  }

  #start(): ChildProcess {
    // Whatever a program prints belongs to the progress, and so on stderr.
    const worker = fork(fileURLToPath(import.meta.resolve("./worker.ts")), {
      stdio: ["ignore", 2, 2, "ipc"],
    });
    this.#all.add(worker);
    worker.once("exit", () => this.#all.delete(worker));
    // It has no other cause than a worker that is gone, of which its exit tells.
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
