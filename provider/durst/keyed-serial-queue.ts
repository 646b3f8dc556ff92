import { withinTimeLimit } from "../http/time-limit";
import { PreconditionError } from "../resource/errors";

/**
 * Runs work of equal keys one after the other: creations of equivalent subscriptions, which can't be told
 * apart. Once one of them may have left a subscription of unknown number, the following ones fail without
 * starting. Work whose time limit passes before its turn doesn't start either.
 */
export class KeyedSerialQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** `blocksOthers`: whether the following work must fail after this failure. */
  run<T>(key: string, work: () => Promise<T>, blocksOthers: (failure: unknown) => boolean): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const working = withinTimeLimit(before).then(work);
    const tail = before.then(() =>
      working.catch((failure) => {
        if (blocksOthers(failure)) throw new PreconditionError(notStarted);
      }),
    );
    tail.catch(() => {});
    this.tails.set(key, tail);
    return working;
  }
}

const notStarted =
  "nothing was sent, because another subscription of this subscriber, topic and path is unfinished: run the command again";
