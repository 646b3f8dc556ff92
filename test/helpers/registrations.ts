import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, expect } from "vitest";

interface Registration {
  readonly type: string;
  readonly name: string;
  /** As it goes to the engine, secrets marked. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into inputs of every shape
  readonly inputs: any;
  readonly secretOutputs: string[];
  /** The types that the engine may find it under too, or whole URNs. */
  readonly aliasTypes: string[];
}

const secretMark = "4dabf18193072939515e22adb298388d";

/** A secret as it goes to the engine. */
export const marked = (value: unknown) => ({ [secretMark]: "1b47061264138c4ac30d75fd1eb44270", value });

/** Lets the SDK register with a made-up engine; gives what was registered, and what tells of the one resource that a test registers. */
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
