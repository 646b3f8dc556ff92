import { PreconditionError } from "../resource/errors";

/**
 * Creations and clean-ups of subscriptions that mean the same, one after the other: by their meaning alone one can't be told from
 * another. Once one of them leaves a subscription that no number is known of, none of the others begins.
 */
export class KeyedSerialQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** `leavesOne` says of a failure whether a subscription of unknown number may be left. */
  run<T>(meaning: string, work: () => Promise<T>, leavesOne: (failure: unknown) => boolean): Promise<T> {
    const before = this.tails.get(meaning) ?? Promise.resolve();
    const working = before.then(work);
    const tail = before.then(() =>
      working.catch((failure) => {
        if (leavesOne(failure)) throw new PreconditionError(notBegun);
      }),
    );
    tail.catch(() => {});
    this.tails.set(meaning, tail);
    return working;
  }
}

const notBegun =
  "nothing was sent, because another subscription of this subscriber, topic and path is unfinished: run the command again";
