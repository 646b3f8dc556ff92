// Resources with secrets, and what no-plaintext-secrets reports about them.
import { type Resource, secret } from "../policy-server.ts";

export const key = 'canary/+"key=';

export const subscriptionWithSecret = (value: unknown): Resource => ({
  type: "rockitSubscription",
  name: "builds",
  props: { name: "builds", sender: "mkraw", event: "end", type: "webhook", secret: secret(value) },
});
export const builds = subscriptionWithSecret(key);

export const pressWithPassword = (password: unknown): Resource => ({
  type: "durstSubscriber",
  name: "press",
  props: { hostUri: "https://a.example/", xAuthInfo: { user: "press", password } },
});

export const stackOutputs = (props: Resource["props"] = {}): Resource => ({
  type: "stack",
  name: "stack",
  props,
});

export const leakViolation = (output: string, secretName = "secret of builds") =>
  `stack: Output ${output} contains ${secretName} in plain text: pass it on as a secret, and rotate it.`;
