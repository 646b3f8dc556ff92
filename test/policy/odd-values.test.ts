// Native programs pass null for omitted arguments, and a server's answer may hold any value. A policy must
// not throw on such values, since an exception ends the whole pack.
import { expect, it } from "vitest";
import { policies } from "../../packages/policy/src/index.ts";
import { type Resource, remediateResource, validateResource, validateStack } from "./policy-server.ts";

const oddValues = [null, 5, {}];
const fields = {
  rockitSubscription: [
    "sender",
    "event",
    "events",
    "type",
    "url",
    "slackToken",
    "channelId",
    "name",
    "rotationTrigger",
  ],
  durstSubscriber: ["hostUri", "externalAuthType", "xAuthInfo", "jwtSigningInfo"],
  durstSubscription: ["subscriberId", "topic", "path", "status"],
} as const;

const resources = Object.entries(fields).flatMap(([type, names]) => [
  { type: type as Resource["type"], props: {} },
  ...oddValues.flatMap((value) => [
    { type: type as Resource["type"], props: Object.fromEntries(names.map((name) => [name, value])) },
    ...names.map((name) => ({ type: type as Resource["type"], props: { [name]: value } })),
  ]),
  {
    type: type as Resource["type"],
    props: { xAuthInfo: { user: null, password: 5 }, jwtSigningInfo: { key: null, httpHeaderName: 7 } },
  },
]);

/** Configuration that enables the policies with lists. */
const config: Readonly<Record<string, Record<string, unknown>>> = {
  "rockit-webhook-allowed-hosts": { hosts: ["*.example.com"] },
  "durst-callback-allowed-hosts": { hosts: ["*.example.com"] },
  "rockit-slack-channels": { channels: ["C1"] },
};

it.each(policies)("$name does not throw on missing or odd values", async (policy) => {
  const { name } = policy;
  const context = { stack: "prod", config: config[name] ?? {} };
  for (const resource of resources) {
    if ("validateResource" in policy)
      await expect(validateResource(name, resource, context)).resolves.toBeDefined();
    if ("remediateResource" in policy) await remediateResource(name, resource, context);
  }
  if ("validateStack" in policy)
    await expect(
      validateStack(
        name,
        resources.map((resource, index) => ({ ...resource, name: `r${index}` })),
        context,
      ),
    ).resolves.toBeDefined();
});
