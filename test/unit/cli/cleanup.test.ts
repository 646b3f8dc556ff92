import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { cleanupFindingsOf } from "../../../provider/cli/cleanup/cleanup-findings.ts";
import { CliError } from "../../../provider/cli/print/errors.ts";
import { Servers } from "../../../provider/cli/servers/servers.ts";
import type { StackState, StateResource } from "../../../provider/cli/state/export.ts";
import { vendorCommands } from "../../../provider/cli/vendors.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { startServers } from "../../helpers/servers.ts";
import { type DurstSimulator, type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { builds, jobs, pendingCreation, providerOf, resource, urnOf } from "./states.ts";

let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeEach(async () => {
  ({ rockit, durst } = await startServers());
  durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
});

/** The findings. By default, every resource belongs to a provider with the simulators' settings. */
function findingsOf(given: {
  pending: StackState["pending"];
  resources?: readonly StateResource[];
  providers?: readonly StateResource[];
}) {
  const { pending, resources = [], providers = [providerOf({ rockit, durst })] } = given;
  const state = { pending, resources: [...providers, ...resources] };
  const servers = new Servers(vendorCommands, [{ label: "", state }]);
  onTestFinished(() => servers[Symbol.asyncDispose]());
  return cleanupFindingsOf(vendorCommands, state, servers);
}

const buildsResource = resource("rockit:Subscription", "builds", builds);
const jobsResource = resource("durst:Subscription", "jobs", jobs);

describe("a ROCKIT subscription whose creation was interrupted", () => {
  it("is found and can be deleted if it was created", async () => {
    rockit.add(builds);
    rockit.add({ ...builds, name: "another" });
    const [leftover, ...others] = await findingsOf({ pending: [pendingCreation(buildsResource)] });
    expect(leftover).toMatchObject({
      urn: urnOf("rockit:Subscription", "builds"),
      description: 'ROCKIT subscription "builds"',
      finding: "was created, but its signing secret is lost: will be deleted",
    });
    expect(others).toEqual([]);
    expect(rockit.writes()).toEqual([]);
    await leftover?.remove?.();
    expect([...rockit.subscriptions.keys()]).toEqual(["another"]);
  });

  it("is reported as not created if the server lacks it", async () => {
    rockit.add({ ...builds, name: "another" });
    const [leftover] = await findingsOf({ pending: [pendingCreation(buildsResource)] });
    expect(leftover).toEqual({
      urn: buildsResource.urn,
      description: 'ROCKIT subscription "builds"',
      finding: "was not created",
    });
  });

  it("keeps a different subscription of the same name", async () => {
    rockit.add({ ...builds, url: "https://elsewhere.example" });
    const [leftover] = await findingsOf({ pending: [pendingCreation(buildsResource)] });
    expect(leftover?.finding).toBe(
      "a subscription with this name exists, but differs from the program: kept",
    );
    expect(leftover?.remove).toBeUndefined();
  });

  it("keeps a subscription of the same name that the stack owns, without a request", async () => {
    rockit.add(builds);
    const [leftover] = await findingsOf({
      pending: [pendingCreation(buildsResource)],
      resources: [{ ...buildsResource, id: "builds" }],
    });
    expect(leftover?.finding).toBe("managed by the stack: kept");
    expect(leftover?.remove).toBeUndefined();
    expect(rockit.requests).toEqual([]);
  });

  it.each(["pendingReplacement", "delete"])(
    "can be deleted although a resource marked %s has the same name",
    async (mark) => {
      rockit.add(builds);
      const resources = [{ ...buildsResource, id: "builds", [mark]: true }];
      const [leftover] = await findingsOf({ pending: [pendingCreation(buildsResource)], resources });
      expect(leftover?.finding).toBe("was created, but its signing secret is lost: will be deleted");
    },
  );

  it("can be deleted although a Durst resource has the same id", async () => {
    rockit.add(builds);
    const resources = [{ ...jobsResource, id: "builds" }];
    const [leftover] = await findingsOf({ pending: [pendingCreation(buildsResource)], resources });
    expect(leftover?.remove).toBeDefined();
  });
});

describe("objects of the same name", () => {
  it("are found and removed for each of two sites", async () => {
    await using other = await startRockit();
    for (const site of [rockit, other]) site.add(builds);
    const providers = [providerOf({ rockit, durst }), providerOf({ rockit: other, durst }, "other")];
    const otherBuilds = resource("rockit:Subscription", "there", builds, "other");
    const both = await findingsOf({
      providers,
      pending: [pendingCreation(buildsResource), pendingCreation(otherBuilds)],
    });
    expect(both).toHaveLength(2);
    const [left] = await findingsOf({
      providers,
      pending: [pendingCreation(otherBuilds)],
      resources: [{ ...buildsResource, id: "builds" }],
    });
    expect(left?.finding).toBe("was created, but its signing secret is lost: will be deleted");
    await left?.remove?.();
    expect([rockit.subscriptions.size, other.subscriptions.size]).toEqual([1, 0]);
  });

  it("stay if a dynamic resource owns the object of an interrupted native creation", async () => {
    rockit.add(builds);
    const native = { ...buildsResource, type: "rockit-durst:rockit:Subscription" };
    const [left] = await findingsOf({
      pending: [pendingCreation(native)],
      resources: [{ ...buildsResource, id: "builds" }],
    });
    expect(left?.finding).toBe("managed by the stack: kept");
  });
});

describe("a pending operation other than a creation of this package's resources", () => {
  it("is ignored", async () => {
    rockit.add(builds);
    const bucket = resource("aws:s3/bucket:Bucket", "bucket", { name: "builds" });
    const pending = [
      { type: "updating", resource: buildsResource },
      { type: "deleting", resource: buildsResource },
      pendingCreation({ ...bucket, type: "aws:s3/bucket:Bucket" }),
    ];
    expect(await findingsOf({ pending })).toEqual([]);
    expect(rockit.requests).toEqual([]);
  });
});

describe("a Durst subscription whose creation was interrupted", () => {
  const { subscriberId, ...stored } = jobs;
  const description = "Durst subscription of STATUS/PRODUCTION_JOB/* for subscriber 17";

  it("is found among others and can be set INACTIVE if it was created", async () => {
    durst.addSubscription(subscriberId, { ...stored, topic: "STATUS/MOTIF/*" });
    durst.addSubscription(subscriberId, { ...stored, path: "other" });
    durst.addSubscription(subscriberId, { ...stored, status: "INACTIVE" });
    const id = durst.addSubscription(subscriberId, stored);
    const [leftover] = await findingsOf({ pending: [pendingCreation(jobsResource)] });
    expect(leftover).toMatchObject({
      description,
      finding: `was created (17/${id}), and no resource manages it: will be set INACTIVE`,
    });
    expect(durst.writes()).toEqual([]);
    await leftover?.remove?.();
    const active = [...durst.subscriptions(subscriberId).values()].filter(
      ({ status }) => status === "ACTIVE",
    );
    expect(active.map((entry) => entry.id)).toEqual([4, 5]);
    expect(durst.writes()).toHaveLength(1);
  });

  it("is distinguished from equal subscriptions that the stack owns, which stay ACTIVE", async () => {
    const owned = durst.addSubscription(subscriberId, stored);
    const resources = [{ ...jobsResource, id: `17/${owned}` }];
    expect(await findingsOf({ pending: [pendingCreation(jobsResource)], resources })).toEqual([
      { urn: jobsResource.urn, description, finding: "was not created" },
    ]);
    const left = durst.addSubscription(subscriberId, stored);
    const [leftover] = await findingsOf({ pending: [pendingCreation(jobsResource)], resources });
    expect(leftover?.finding).toContain(`was created (17/${left})`);
    await leftover?.remove?.();
    expect(durst.subscriptions(subscriberId).get(owned)?.status).toBe("ACTIVE");
    expect(durst.subscriptions(subscriberId).get(left)?.status).toBe("INACTIVE");
  });

  it("is found although the stack owns the same number of another subscriber", async () => {
    const left = durst.addSubscription(subscriberId, stored);
    const [leftover] = await findingsOf({
      pending: [pendingCreation(jobsResource)],
      resources: [{ ...jobsResource, id: `18/${left}` }],
    });
    expect(leftover?.finding).toContain(`was created (17/${left})`);
  });

  it("is reported as not created if the server lacks it", async () => {
    expect(await findingsOf({ pending: [pendingCreation(jobsResource)] })).toEqual([
      { urn: jobsResource.urn, description, finding: "was not created" },
    ]);
  });
});

describe("a Durst subscriber whose creation was interrupted", () => {
  it("can't be looked up: the finding says so, without a request", async () => {
    const press = resource("durst:Subscriber", "press", {
      hostUri: "https://press.example/",
      externalAuthType: "NONE",
    });
    const [leftover] = await findingsOf({ pending: [pendingCreation(press)] });
    expect(leftover?.description).toBe("Durst subscriber press.example");
    expect(leftover?.finding).toMatch(/^may have been created\. Durst can't list subscribers/);
    expect(leftover?.remove).toBeUndefined();
    expect(durst.requests).toEqual([]);
  });
});

describe("the contacted servers", () => {
  it("are the servers of each resource's own provider", async () => {
    await using other = await startRockit({ orgName: "other", apiKey: "another-key" });
    other.add(builds);
    const providers = [providerOf({ rockit, durst }), providerOf({ rockit: other }, "other")];
    const theirs = resource("rockit:Subscription", "theirs", builds, "other");
    const findings = await findingsOf({
      pending: [pendingCreation(buildsResource), pendingCreation(theirs)],
      providers,
    });
    expect(findings.map(({ finding }) => finding)).toEqual([
      "was not created",
      "was created, but its signing secret is lost: will be deleted",
    ]);
    await findings[1]?.remove?.();
    expect(other.subscriptions.size).toBe(0);
    expect(rockit.writes()).toEqual([]);
  });

  it.each([
    ["ROCKIT", buildsResource, /^looking for ROCKIT subscription "builds": .*127\.0\.0\.1/],
    [
      "Durst",
      jobsResource,
      /^looking for Durst subscription of STATUS\/PRODUCTION_JOB\/\* for subscriber 17: /,
    ],
  ])("are named in one line if unreachable: %s", async (_vendor, wanted, sentence) => {
    await rockit.outage();
    await durst.outage();
    const failure = await findingsOf({ pending: [pendingCreation(wanted)] }).catch((failure) => failure);
    expect(failure).toBeInstanceOf(CliError);
    expect(failure.message).toMatch(sentence);
    expect(failure.message).not.toContain("\n");
    expectNoSecretsIn(failure.message, rockit.credentials.apiKey, durst.credentials.password);
  });

  it("need settings: a missing setting is named", async () => {
    const failure = await findingsOf({ pending: [pendingCreation(buildsResource)], providers: [] }).catch(
      (failure) => failure,
    );
    expect(failure).toBeInstanceOf(CliError);
    expect(failure.message).toMatch(
      /^looking for ROCKIT subscription "builds": the setting rockit:endpoint is missing/,
    );
  });
});
