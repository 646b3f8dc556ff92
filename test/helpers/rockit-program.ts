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

/** A ROCKIT subscription of a program. */
export const subscription = (name: string, args: object, opts?: object): Program["resources"][number] => ({
  type: "RockitSubscription",
  name,
  args,
  ...(opts && { opts }),
});

/** Outputs with the signing secrets of these subscriptions. */
export const secretsOf = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, outputOf(name, "secret")]));

/** The writes to subscriptions whose name matches a pattern, in order, such as `POST builds`. */
export const writesOf = ({ rockit }: Scene, pattern: RegExp) =>
  rockit
    .writes()
    .map(({ method, path, body }) => ({
      method,
      name: (body as { name?: string } | undefined)?.name ?? decodeURIComponent(path.split("/").at(-1) ?? ""),
    }))
    .filter(({ name }) => pattern.test(name))
    .map(({ method, name }) => `${method} ${name}`);
