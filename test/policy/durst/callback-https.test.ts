import { expect, it } from "vitest";
import { ambiguousTexts } from "../address/ambiguous.ts";
import { remediateResource, secret, unknown, validateResource } from "../policy-server.ts";

const name = "durst-callback-https";
const subscriber = (hostUri: unknown) =>
  ({ type: "durstSubscriber", props: { hostUri, externalAuthType: "NONE" } }) as const;
const http =
  "hostUri uses http, so anyone on the network path can read and change the callbacks: begin it with https://.";
const noScheme =
  "hostUri has no scheme, so callbacks may not be encrypted: write it as a URL that begins with https://.";
const config = { exceptHosts: ["10.1.0.0/16", "fd00::/8", "*.plant.example"] };

it.each([
  "http://10.1.2.3:8080/",
  "http://[::ffff:10.1.2.3]/",
  "http://[FD00::1]",
  "http://PRESS.plant.example./",
  "press.plant.example:8080",
])("accepts %s, with a host in exceptHosts", async (hostUri) => {
  expect((await validateResource(name, subscriber(hostUri), { config })).violations).toEqual([]);
  expect(await remediateResource(name, subscriber(hostUri), { config })).toBeUndefined();
});

it.each([
  "http://10.2.2.3/",
  "http://plant.example/",
  "http://evil.example/press.plant.example",
  "http://10.1.evil.example/",
  "http://10.1.2.3.evil.example/",
])("reports %s, with a host not in exceptHosts", async (hostUri) => {
  expect((await validateResource(name, subscriber(hostUri), { config })).violations).toEqual([http]);
});

it.each([
  ["http://hooks.example.com/a/", "https://hooks.example.com/a/"],
  ["HTTP://Hooks.example.com", "https://Hooks.example.com"],
  ["http://hooks.example.com:80/", "https://hooks.example.com/"],
  ["http://hooks.example.com:80", "https://hooks.example.com"],
  ["http://[2001:db8::80]:80/a:80/", "https://[2001:db8::80]/a:80/"],
])("remediates %s, and nothing else", async (hostUri, corrected) => {
  const { props } = subscriber(hostUri);
  const xAuthInfo = { user: "press", password: secret("canary") };
  const whole = {
    type: "durstSubscriber",
    props: { ...props, externalAuthType: "XAUTH", xAuthInfo },
  } as const;
  expect(await remediateResource(name, whole)).toEqual({ ...whole.props, hostUri: corrected });
});

it("keeps a remediated host secret", async () => {
  expect(await remediateResource(name, subscriber(secret("http://hooks.example.com")))).toEqual({
    ...subscriber("").props,
    hostUri: secret("https://hooks.example.com"),
  });
});

it.each([
  "https://hooks.example.com",
  "hooks.example.com:443",
  "http://hooks.example.com:8080/",
  "http://hooks.example.com:443/",
  ...ambiguousTexts.map(([, text]) => text.replace(/^https/, "http")),
  unknown,
])("leaves %s as it is", async (hostUri) => {
  expect(await remediateResource(name, subscriber(hostUri))).toBeUndefined();
});

it("still reports a host that it can't remediate", async () => {
  expect((await validateResource(name, subscriber("hooks.example.com:443"))).violations).toEqual([noScheme]);
});

it.each(["http://10.1.2.3/", "http://10.1.evil.example/", "http://hooks.example.com/"])(
  "reports %s despite an address pattern in exceptHosts, and remediates nothing",
  async (hostUri) => {
    const broken = { config: { exceptHosts: ["10.1.*"] } };
    expect((await validateResource(name, subscriber(hostUri), broken)).violations).toEqual([
      'The option exceptHosts of this policy has an invalid entry "10.1.*": write the range 10.1.0.0/16 instead.',
      http,
    ]);
    expect(await remediateResource(name, subscriber(hostUri), broken)).toBeUndefined();
  },
);
