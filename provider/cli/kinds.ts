/** One kind of resource, as a state knows it. */
export interface Kind {
  /** Type token. */
  readonly type: string;
  /** Name of what the thin reference refers to. */
  readonly lifecycle: string;
  /** Paths of the properties that must lie encrypted in the state. */
  readonly secrets: readonly string[];
}

export const rockitSubscriptionKind: Kind = {
  type: "pulumi-nodejs:dynamic/rockit:Subscription",
  lifecycle: "rockitSubscription",
  secrets: ["secret", "slackToken"],
};

export const durstSubscriberKind: Kind = {
  type: "pulumi-nodejs:dynamic/durst:Subscriber",
  lifecycle: "durstSubscriber",
  secrets: ["xAuthInfo.password", "jwtSigningInfo.key"],
};

export const durstSubscriptionKind: Kind = {
  type: "pulumi-nodejs:dynamic/durst:Subscription",
  lifecycle: "durstSubscription",
  secrets: [],
};
