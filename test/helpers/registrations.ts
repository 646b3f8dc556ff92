import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, expect } from "vitest";

interface Registration {
  readonly type: string;
  readonly name: string;
  /** The inputs as the engine receives them: a secret is an `rpcSecret`. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into inputs of every shape
  readonly inputs: any;
  readonly secretOutputs: string[];
  /** Types of the aliases; the URN of an alias that is given as a URN. */
  readonly aliasTypes: string[];
}

/** Pulumi marks values in its protocol with this property. */
const signatureKey = "4dabf18193072939515e22adb298388d";

/** A secret as the engine receives it. */
export const rpcSecret = (value: unknown) => ({ [signatureKey]: "1b47061264138c4ac30d75fd1eb44270", value });

/**
 * Records what the SDK registers with a mocked engine. `registered` has all of a test's registrations, and `registration` returns the only
 * one.
 */
export function recordRegistrations() {
  const registered: Registration[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: `id-${name}`, state: inputs }),
      call: () => ({}),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the SDK does not type its monitor
    const monitor = pulumi.runtime.getMonitor() as any;
    const register = monitor.registerResource.bind(monitor);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    monitor.registerResource = (request: any, answer: unknown) => {
      if (request.getCustom())
        registered.push({
          type: request.getType(),
          name: request.getName(),
          inputs: request.getObject().toJavaScript(),
          secretOutputs: request.getAdditionalsecretoutputsList(),
          aliasTypes: request
            .getAliasesList()
            .map(
              (alias: { getSpec(): { getType(): string } | undefined; getUrn(): string }) =>
                alias.getSpec()?.getType() ?? alias.getUrn(),
            ),
        });
      return register(request, answer);
    };
  });
  beforeEach(() => {
    registered.length = 0;
  });

  const registration = async (resource: pulumi.CustomResource): Promise<Registration> => {
    await new Promise((resolve) => resource.urn.apply(resolve));
    expect(registered).toHaveLength(1);
    const [one] = registered.splice(0);
    return one as Registration;
  };
  return { registered, registration };
}
