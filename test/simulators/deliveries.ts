export interface DeliveryResult {
  /** ROCKIT: the name. Durst: `17/4`. */
  readonly subscription: string;
  readonly url?: string;
  /** The receiver's status; a redirect is reported, not followed. */
  readonly status?: number;
  /** Why there was no answer, or why nothing was posted. */
  readonly error?: string;
}

export interface Delivery {
  readonly subscription: string;
  readonly url: string;
  /** The headers that authenticate the delivery. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly body: unknown;
}

const answerWithinMs = 10_000;

/** Posts to receivers and tracks running deliveries. */
export class Deliveries {
  readonly results: DeliveryResult[] = [];
  readonly #outstanding = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  /** The delivery has started when this returns; it never rejects. */
  async post(delivery: Delivery): Promise<DeliveryResult> {
    const outcome = this.#outcomeOf(delivery);
    this.#outstanding.add(outcome);
    const result = { subscription: delivery.subscription, url: delivery.url, ...(await outcome) };
    this.#outstanding.delete(outcome);
    this.results.push(result);
    return result;
  }

  async idle(): Promise<void> {
    while (this.#outstanding.size > 0) await Promise.all(this.#outstanding);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the simulator was closed"));
    await this.idle();
  }

  async #outcomeOf({ url, headers, body }: Delivery): Promise<{ status: number } | { error: string }> {
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: headersOf({ "content-type": "application/json", ...(await headers()) }),
        body: JSON.stringify(body),
        redirect: "manual",
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(answerWithinMs)]),
      });
      await answer.body?.cancel();
      return { status: answer.status };
    } catch (error) {
      return { error: reasonOf(error) };
    }
  }
}

function headersOf(fields: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(fields)) {
    try {
      headers.set(name, value);
    } catch {
      // The error of Headers quotes the value, which is a credential.
      throw new Error(`the header ${name} cannot carry its value`);
    }
  }
  return headers;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
