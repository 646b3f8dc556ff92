import { HttpError } from "./errors";

/** Milliseconds for which a look that failed speaks for those that would follow: at first, and at most after it has doubled. */
const [shortest, longest] = [5000, 60_000];

/**
 * Looks for what became of requests whose answers were lost. In an outage all of them are lost at once: one look that fails is enough to
 * know that nothing can be seen for now.
 */
export class CircuitBreaker {
  private parts: ReturnType<typeof newParts> | undefined;
  private failure: unknown;

  look<T>(looking: () => Promise<T>): Promise<T> {
    this.parts ??= newParts();
    const { queue, policy, isBrokenCircuitError } = this.parts;
    return queue.add(() =>
      policy.execute(looking).catch((failure) => {
        if (isBrokenCircuitError(failure)) throw this.failure;
        this.failure = failure;
        throw failure;
      }),
    );
  }
}

/** Loaded with the first answer that is lost. */
function newParts() {
  const { default: Queue } = require("p-queue") as typeof import("p-queue");
  const cockatiel = require("cockatiel") as typeof import("cockatiel");
  const { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen, noJitterGenerator } = cockatiel;
  const policy = circuitBreaker(
    handleWhen((failure) => failure instanceof HttpError && failure.transient),
    {
      halfOpenAfter: new ExponentialBackoff({
        initialDelay: shortest,
        maxDelay: longest,
        generator: noJitterGenerator,
      }),
      breaker: new ConsecutiveBreaker(1),
    },
  );
  return {
    queue: new Queue({ concurrency: 1 }),
    policy,
    isBrokenCircuitError: cockatiel.isBrokenCircuitError,
  };
}
