// A stack of the native plugin owns its objects, and the settings of its provider name the servers.
import { describe, expect, it } from "vitest";
import { cleanupFindingsOf } from "../../../provider/cli/cleanup/cleanup-findings.ts";
import { Servers } from "../../../provider/cli/servers/servers.ts";
import type { StackState, StateResource } from "../../../provider/cli/state/export.ts";
import { vendorCommands } from "../../../provider/cli/vendors.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { builds, pendingCreation } from "./states.ts";
import { idsOf, scanStacks } from "./unmanaged-scenes.ts";

const providerUrn = "urn:pulumi:dev::shop::pulumi:providers:rockit-durst::site";
const token = "rockit-durst:rockit:Subscription";

const settingsOf = ({ endpoint, credentials: { orgName, username, apiKey } }: RockitSimulator) => ({
  endpoint,
  orgName,
  username,
  apiKey,
});

const providerWith = (rockit: unknown): StateResource => ({
  urn: providerUrn,
  type: "pulumi:providers:rockit-durst",
  id: "p",
  inputs: { rockit },
});

const ownedSubscription = (name: string, more: object = {}): StateResource => ({
  urn: `urn:pulumi:dev::shop::${token}::${name}`,
  type: token,
  id: name,
  inputs: { ...builds, name, ...more },
  outputs: { ...builds, name, ...more },
  provider: `${providerUrn}::p`,
});

const stackOf = (state: StackState) => ({ label: "shop/dev", state });

describe.each([
  ["as an SDK writes them", (settings: object) => JSON.stringify(settings)],
  ["as YAML writes them", (settings: object) => settings],
])("a provider's settings %s", (_, format) => {
  it("name the server of the provider's resources", async () => {
    await using rockit = await startRockit();
    for (const name of ["a", "b"]) rockit.add({ ...builds, name });
    const resources = [
      providerWith(format(settingsOf(rockit))),
      ownedSubscription("a"),
      ownedSubscription("gone"),
    ];
    const { findings, failures } = await scanStacks([stackOf({ resources, pending: [] })]);
    expect(failures).toEqual([]);
    expect(idsOf(findings).toSorted()).toEqual(["missing rockit:gone", "unmanaged rockit:b"]);
  });

  it("lead cleanup to the object that a killed run created", async () => {
    await using rockit = await startRockit();
    rockit.add({ ...builds, name: "builds-1234567" });
    const pending = [pendingCreation(ownedSubscription("builds-1234567", { namePrefix: "builds" }))];
    const state = { resources: [providerWith(format(settingsOf(rockit)))], pending };
    await using servers = new Servers(vendorCommands, [{ label: "", state }]);
    const [left] = await cleanupFindingsOf(vendorCommands, state, servers);
    expect(left).toMatchObject({
      description: 'ROCKIT subscription "builds-1234567"',
      finding: "was created, but its signing secret is lost: will be deleted",
    });
  });
});

it("invalid settings of a provider name no server", async () => {
  const resources = [providerWith("no JSON"), providerWith(5), ownedSubscription("a")];
  const { failures } = await scanStacks([stackOf({ resources, pending: [] })]);
  expect(failures.join(" ")).toContain("rockit:endpoint is missing");
});
