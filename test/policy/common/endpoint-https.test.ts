import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { passingVerdict, unknown, validateResource } from "../policy-server.ts";

const name = "endpoint-https";
const provider = (props: object) => ({ type: "provider", props: { ...props } }) as const;
const violation = (setting: string) =>
  `${setting} does not use https, so anyone on the network path can read the credentials: begin it with https://.`;
const config = { exceptHosts: ["10.1.0.0/16", "*.plant.example"] };

beforeEach(() => {
  vi.stubEnv("ROCKIT_ENDPOINT", undefined);
  vi.stubEnv("DURST_ENDPOINT", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it.each(["rockit:endpoint", "durst:endpoint"])(
  "a provider's %s is reported despite allowInsecureHttp, unless exceptHosts has the host",
  async (setting) => {
    const props = {
      [setting]: "http://backend.plant.example",
      [setting.replace("endpoint", "allowInsecureHttp")]: "true",
    };
    expect((await validateResource(name, provider(props))).violations).toEqual([violation(setting)]);
    expect(await validateResource(name, provider(props), { config })).toEqual(passingVerdict);
  },
);

describe.each([
  ["ROCKIT_ENDPOINT", "DURST_ENDPOINT", ["rockitSubscription"]],
  ["DURST_ENDPOINT", "ROCKIT_ENDPOINT", ["durstSubscriber", "durstSubscription"]],
] as const)("the environment's %s", (variable, otherVariable, vendorTypes) => {
  const setting = variable.toLowerCase().replace("_", ":");
  const [type] = vendorTypes;
  it.each(vendorTypes)("is reported at a %s", async (resourceType) => {
    vi.stubEnv(variable, "http://canary.example");
    const { violations } = await validateResource(name, { type: resourceType });
    expect(violations).toEqual([violation(`The environment variable ${variable}`)]);
  });

  it.each([undefined, "", "https://backend.example", "http://127.0.0.1:8080"])(
    "passes as %s",
    async (endpoint) => {
      vi.stubEnv(variable, endpoint);
      expect(await validateResource(name, { type })).toEqual(passingVerdict);
    },
  );

  it("passes on an excepted host", async () => {
    vi.stubEnv(variable, "http://10.1.2.3");
    expect(await validateResource(name, { type }, { config })).toEqual(passingVerdict);
  });

  it("passes at the other vendor's resources and at providers", async () => {
    vi.stubEnv(otherVariable, "http://elsewhere.example");
    expect(await validateResource(name, { type })).toEqual(passingVerdict);
    vi.stubEnv(variable, "http://elsewhere.example");
    expect(await validateResource(name, provider({}))).toEqual(passingVerdict);
  });

  it.each([
    { [setting]: "https://backend.example" },
    { [setting]: "http://judged.at.the.provider" },
    { [setting]: unknown },
  ])("passes if the provider has its own endpoint: %j", async (props) => {
    vi.stubEnv(variable, "http://elsewhere.example");
    expect(await validateResource(name, { type, provider: { props } })).toEqual(passingVerdict);
  });

  const [vendor = ""] = setting.split(":");
  it.each([
    { [vendor]: '{"endpoint":"http://judged.at.the.provider"}' },
    { [vendor]: { endpoint: "https://backend.example" } },
    { [vendor]: unknown },
  ])("passes if a native provider has its own endpoint: %j", async (props) => {
    vi.stubEnv(variable, "http://elsewhere.example");
    expect(await validateResource(name, { type, provider: { type: "nativeProvider", props } })).toEqual(
      passingVerdict,
    );
  });

  it.each([{}, { [vendor]: '{"username":"me"}' }, { [vendor]: { endpoint: "" } }])(
    "is reported if a native provider has no endpoint: %j",
    async (props) => {
      vi.stubEnv(variable, "http://elsewhere.example");
      const { violations } = await validateResource(name, {
        type,
        provider: { type: "nativeProvider", props },
      });
      expect(violations).toEqual([violation(`The environment variable ${variable}`)]);
    },
  );

  it.each([{}, { [setting]: "" }, { [otherVariable.toLowerCase().replace("_", ":")]: "https://b.example" }])(
    "is reported if the provider has no endpoint: %j",
    async (props) => {
      vi.stubEnv(variable, "http://elsewhere.example");
      const { violations } = await validateResource(name, { type, provider: { props } });
      expect(violations).toEqual([violation(`The environment variable ${variable}`)]);
    },
  );
});

const broken = { config: { exceptHosts: ["10.1.*"] } };
const invalidEntry =
  'The option exceptHosts of this policy has an invalid entry "10.1.*": write the range 10.1.0.0/16 instead.';

it.each(["http://10.1.2.3", "http://10.1.evil.example"])(
  "reports %s despite an address pattern in exceptHosts, and the pattern once per resource",
  async (endpoint) => {
    const both = { "rockit:endpoint": endpoint, "durst:endpoint": endpoint };
    expect((await validateResource(name, provider(both), broken)).violations).toEqual([
      invalidEntry,
      violation("rockit:endpoint"),
      violation("durst:endpoint"),
    ]);
    vi.stubEnv("ROCKIT_ENDPOINT", endpoint);
    expect((await validateResource(name, { type: "rockitSubscription" }, broken)).violations).toEqual([
      invalidEntry,
      violation("The environment variable ROCKIT_ENDPOINT"),
    ]);
  },
);

it("reports an ambiguous endpoint of the environment, whatever exceptHosts has", async () => {
  vi.stubEnv("DURST_ENDPOINT", "http://10.1.2.3\\@evil.example");
  expect((await validateResource(name, { type: "durstSubscriber" }, { config })).violations).toEqual([
    expect.stringMatching(/^The environment variable DURST_ENDPOINT is ambiguous/),
  ]);
});
