import { HttpError } from "./errors";

/** Milliseconds that the circuit stays open after a failed lookup: at first, and at most after doubling. */
const [initialDelay, maxDelay] = [5000, 60_000];

/**
 * Guards lookups that resolve lost answers. In an outage many answers are lost at once: after one failed
 * lookup, further ones fail at once with the same error until the delay is over.
 */
export class CircuitBreaker {
  private parts: ReturnType<typeof newParts> | undefined;
  private failure: unknown;

  execute<T>(lookUp: () => Promise<T>): Promise<T> {
    this.parts ??= newParts();
    const { queue, policy, isBrokenCircuitError } = this.parts;
    return queue.add(() =>
      policy.execute(lookUp).catch((failure) => {
        if (isBrokenCircuitError(failure)) throw this.failure;
        this.failure = failure;
        throw failure;
      }),
    );
  }
}

/** Loads the libraries with the first lost answer. */
function newParts() {
  const { default: Queue } = require("p-queue") as typeof import("p-queue");
  const cockatiel = require("cockatiel") as typeof import("cockatiel");
  const { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen, noJitterGenerator } = cockatiel;
  const policy = circuitBreaker(
    handleWhen((failure) => failure instanceof HttpError && failure.transient),
    {
      halfOpenAfter: new ExponentialBackoff({
        initialDelay,
        maxDelay,
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
