// The operator's files, merged as Kustomize does. Kubernetes' own schemas check Kubernetes' objects,
// stack-schema.ts checks the Stacks.
import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { ClusterRoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding";
import { Role } from "kubernetes-models/rbac.authorization.k8s.io/v1/Role";
import { RoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Pod } from "kubernetes-models/v1/Pod";
import { ResourceQuota } from "kubernetes-models/v1/ResourceQuota";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { filesOf, mergePatch, parseYaml, parseYamlDocuments, textOf } from "./files.ts";
import { isCredential, knownVariables } from "./known-settings.ts";
import { type Stack, stackSchema } from "./stack-schema.ts";

const folder = "kubernetes-operator";
const kustomization = parseYaml<{
  namespace: string;
  resources: string[];
  configMapGenerator: { name: string; files: string[] }[];
  patches: { path: string }[];
}>(textOf(folder, "kustomization.yaml"));

/** The used part of Kustomize's schema; everything else is refused, so that misspelt keys are found. */
const kustomizationSchema = z.strictObject({
  apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
  kind: z.literal("Kustomization"),
  namespace: z.string(),
  resources: z.array(z.string()),
  configMapGenerator: z.tuple([z.strictObject({ name: z.string(), files: z.array(z.string()) })]),
  patches: z.tuple([
    z.strictObject({
      path: z.string(),
      target: z.strictObject({ group: z.literal("pulumi.com"), kind: z.literal("Stack") }),
    }),
  ]),
});

const models = {
  Namespace,
  ServiceAccount,
  ClusterRoleBinding,
  NetworkPolicy,
  Pod,
  CronJob,
  Role,
  RoleBinding,
  ResourceQuota,
};

/** Kubernetes' schemas ignore unknown fields. Other fields are refused, as by `kubectl --validate=strict`. */
const knownFields = new Set(
  `apiVersion kind metadata name namespace labels spec roleRef apiGroup subjects podSelector namespaceSelector matchLabels
  policyTypes ingress egress from ports protocol port containers image resources requests limits cpu memory
  rules apiGroups verbs hard pods scopes schedule concurrencyPolicy failedJobsHistoryLimit successfulJobsHistoryLimit
  jobTemplate backoffLimit template serviceAccountName restartPolicy activeDeadlineSeconds securityContext runAsNonRoot runAsUser
  seccompProfile type command env value allowPrivilegeEscalation capabilities drop volumeMounts mountPath volumes configMap`.split(
    /\s+/,
  ),
);

function unknownFields(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(unknownFields);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (!knownFields.has(name)) return [name];
    return name === "labels" || name === "matchLabels" ? [] : unknownFields(inner);
  });
}

function validate(object: { kind: string }) {
  const Model = models[object.kind as keyof typeof models];
  expect(Model, object.kind).toBeDefined();
  expect(unknownFields(object)).toEqual([]);
  new Model(object as never).validate();
}

const sites = kustomization.resources.filter((path) => path.startsWith("sites/"));
const sharedObjects = kustomization.resources
  .filter((path) => !path.startsWith("sites/"))
  .flatMap((path) => parseYamlDocuments(textOf(folder, path)));
const patch = parseYaml<{ metadata?: unknown }>(textOf(folder, kustomization.patches[0]?.path ?? ""));

/** A patch with a target keeps the name of the patched object. */
const patchedStack = (path: string) => {
  const { metadata: _, ...rest } = patch;
  return mergePatch(parseYaml(textOf(folder, path)), rest) as Stack;
};
const stacks = sites.map(patchedStack);

it("kustomization.yaml lists exactly the files of the folder, except program.yaml", () => {
  kustomizationSchema.parse(kustomization);
  const used = [
    ...kustomization.resources,
    ...kustomization.configMapGenerator.flatMap(({ files }) => files),
    ...kustomization.patches.map(({ path }) => path),
    "kustomization.yaml",
    "program.yaml",
    "README.md",
  ];
  const applied = filesOf(folder).filter((file) => !file.startsWith("monitoring/"));
  expect(applied).toEqual(used.sort());
  expect(sites.length).toBeGreaterThan(1);
});

it.each(sharedObjects.map((object) => [object.kind, object] as const))(
  "%s is valid by Kubernetes' schema",
  (_, object) => {
    validate(object);
    if (object.kind !== "Namespace" && object.kind !== "ClusterRoleBinding") {
      expect(object.metadata.namespace).toBe(kustomization.namespace);
    }
  },
);

describe.each(stacks.map((stack) => [stack.metadata?.name, stack] as const))("Stack %s", (name, stack) => {
  it("has the form that the operator documents", () => {
    expect(stackSchema.safeParse(stack).error?.issues ?? []).toEqual([]);
  });

  it("repairs drift, and neither creates nor destroys a stack by mistake", () => {
    expect(stack.spec).toMatchObject({
      refresh: true,
      continueResyncOnCommitMatch: true,
      useLocalStackOnly: true,
      destroyOnFinalize: false,
    });
  });

  it("takes its credentials from its own Secret, as variables that the package reads", () => {
    const { PULUMI_ACCESS_TOKEN: token, ...ours } = stack.spec.envRefs;
    expect(token?.secret.name).toBe("pulumi");
    for (const [variable, { secret }] of Object.entries(ours)) {
      expect(knownVariables, variable).toContain(variable);
      expect(isCredential(variable)).toBe(true);
      expect(secret.name).toBe(name);
    }
  });

  it("runs as the service account that may check tokens, in a pod that the namespace admits", () => {
    const { serviceAccountName, workspaceTemplate } = stack.spec;
    const binding = sharedObjects.find(({ kind }) => kind === "ClusterRoleBinding");
    expect(binding.roleRef.name).toBe("system:auth-delegator");
    expect(binding.subjects).toEqual([
      { kind: "ServiceAccount", name: serviceAccountName, namespace: kustomization.namespace },
    ]);
    expect(sharedObjects.find(({ kind }) => kind === "ServiceAccount").metadata.name).toBe(
      serviceAccountName,
    );
    expect(workspaceTemplate.spec.securityProfile).toBe("restricted");
    const { metadata } = sharedObjects.find(({ kind }) => kind === "Namespace");
    expect(metadata).toMatchObject({
      name: kustomization.namespace,
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
  });

  it("requests pod resources that are valid in Kubernetes", () => {
    const { image, resources } = stack.spec.workspaceTemplate.spec;
    validate({
      kind: "Pod",
      apiVersion: "v1",
      spec: { containers: [{ name: "pulumi", image, resources }] },
    } as { kind: string });
  });
});

it("sites do not start all at once: intervals differ, and the quota makes some wait", () => {
  const intervals = stacks.map(({ spec }) => spec.resyncFrequencySeconds);
  expect(new Set(intervals).size).toBe(intervals.length);
  const quota = sharedObjects.find(({ kind }) => kind === "ResourceQuota");
  // The job that retries stalled Stacks is not counted, or stalled sites could keep the job from running.
  expect(quota.spec.scopes).toEqual(["NotTerminating"]);
});

it("each site has one stack, named like its file", () => {
  expect(stacks.map(({ metadata }) => `sites/${metadata.name}.yaml`)).toEqual(sites);
  expect(stacks.map(({ spec }) => spec.stack.split("/").at(-1))).toEqual(
    stacks.map(({ metadata }) => metadata.name),
  );
});

describe("a broken copy is refused", () => {
  const [stack] = stacks as [Stack];
  const messages = (broken: unknown) =>
    stackSchema.safeParse(broken).error?.issues.map(({ path, code }) => `${path.join(".")} ${code}`);

  it.each([
    ["a misspelt field", { spec: { resyncFrequencySecond: 3600 } }, "spec unrecognized_keys"],
    ["a missing field", { spec: { stack: null } }, "spec.stack invalid_type"],
    [
      "a name longer than the CRD allows",
      { metadata: { name: "a".repeat(43) } },
      "metadata.name invalid_format",
    ],
    [
      "a number as text",
      { spec: { resyncFrequencySeconds: "3600" } },
      "spec.resyncFrequencySeconds invalid_type",
    ],
    [
      "a policy that does not exist",
      { spec: { workspaceReclaimPolicy: "Remove" } },
      "spec.workspaceReclaimPolicy invalid_value",
    ],
    [
      "a plain-text secret",
      { spec: { envRefs: { DURST_PASSWORD: { type: "Literal", literal: { value: "x" } } } } },
      "spec.envRefs.DURST_PASSWORD.type invalid_value",
    ],
  ])("Stack: %s", (_, change, message) => {
    expect(messages(mergePatch(stack, change))).toContain(message);
  });

  it.each([
    ["ServiceAccount", { metadata: { name: 7 } }, "metadata/name"],
    ["ClusterRoleBinding", { roleRef: null }, "roleRef"],
    ["NetworkPolicy", { spec: { policyTypes: "Egress" } }, "policyTypes"],
    ["NetworkPolicy", { spec: { podSelektor: {} } }, "podSelektor"],
    ["Namespace", { metadata: { labels: { enforce: true } } }, "labels"],
  ])("%s", (kind, change, named) => {
    const object = sharedObjects.find((one) => one.kind === kind);
    expect(() => validate(mergePatch(object, change) as { kind: string })).toThrow(named);
  });

  it("Pod: a resource limit that is no quantity", () => {
    const pod = {
      kind: "Pod",
      spec: { containers: [{ name: "pulumi", resources: { limits: { memory: true } } }] },
    };
    expect(() => validate(pod)).toThrow("limits");
  });
});
