import { outputOf, type Program } from "./project.ts";
import type { Scene } from "./scene.ts";

export const slackToken = 'xoxb-canary/"slack"+token';
export const webhook = {
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example.com",
};
export const slack = { sender: "deploy", event: "success", type: "slack", slackToken, channelId: "C1" };

/** A subscription of ROCKIT's in a program. */
export const subscription = (name: string, args: object, opts?: object): Program["resources"][number] => ({
  type: "RockitSubscription",
  name,
  args,
  ...(opts && { opts }),
});

/** Outputs of a program: the signing secrets of subscriptions, by their names. */
export const secretsOf = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, outputOf(name, "secret")]));

/** What was written about the subscriptions that a pattern describes, in order. */
export const writesOf = ({ rockit }: Scene, pattern: RegExp) =>
  rockit
    .writes()
    .map(({ method, path, body }) => ({
      method,
      name: (body as { name?: string } | undefined)?.name ?? decodeURIComponent(path.split("/").at(-1) ?? ""),
    }))
    .filter(({ name }) => pattern.test(name))
    .map(({ method, name }) => `${method} ${name}`);
