import * as pulumi from "@pulumi/pulumi";
import { DurstSubscriber, type DurstSubscriberArgs } from "./subscriber";
import { DurstSubscription, type DurstSubscriptionArgs } from "./subscription";

/** Arguments of a `DurstCallback`: a receiving host and its subscriptions. */
export interface DurstCallbackArgs<Names extends string = string> extends DurstSubscriberArgs {
  /**
   * Subscriptions by a name of your choice: `{ jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" } }`.
   */
  subscriptions: Readonly<Record<Names, Omit<DurstSubscriptionArgs, "subscriberId">>>;
}

/**
 * A `DurstSubscriber` with the component's name, and its `DurstSubscription`s, named `<name>-<subscription>`.
 */
export class DurstCallback<Names extends string = string> extends pulumi.ComponentResource {
  /** Classes of the child resources. @internal */
  static readonly parts = { DurstSubscriber, DurstSubscription };

  readonly subscriber: DurstSubscriber;
  readonly subscriptions: { readonly [Name in Names]: DurstSubscription };

  constructor(name: string, args: DurstCallbackArgs<Names>, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-rockit-durst:durst:Callback", name, {}, opts);
    const { parts } = new.target;
    const { subscriptions, ...host } = args;
    const subscriber = new parts.DurstSubscriber(name, host, { parent: this });
    this.subscriber = subscriber;
    this.subscriptions = Object.fromEntries(
      Object.entries<Omit<DurstSubscriptionArgs, "subscriberId">>(subscriptions).map(([key, own]) => [
        key,
        new parts.DurstSubscription(
          `${name}-${key}`,
          { ...own, subscriberId: subscriber.id },
          { parent: this },
        ),
      ]),
    ) as typeof this.subscriptions;
    this.registerOutputs({ subscriberId: subscriber.id });
  }
}
