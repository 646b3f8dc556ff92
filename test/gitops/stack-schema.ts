// The used part of the Pulumi Kubernetes Operator's `Stack`: a stricter form of its CRDs (version 2.9).
// Fields that the example does not use are refused. Kubernetes' own schemas check Kubernetes' own objects
// (operator.test.ts).
// The CRDs accepted the Stacks, as Kustomize merges them, on 2026-11-30.
import { z } from "zod";

const secretRef = z.strictObject({
  type: z.literal("Secret"),
  secret: z.strictObject({ name: z.string().min(1), key: z.string().min(1) }),
});

/** Kubernetes' rule for names of pods and services. The CRD allows the name of a Stack 42 characters. */
const dnsLabel = z.string().regex(/^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/);

export const stackSchema = z.strictObject({
  apiVersion: z.literal("pulumi.com/v1"),
  kind: z.literal("Stack"),
  metadata: z.strictObject({ name: dnsLabel }),
  spec: z.strictObject({
    /** `<org>/<project>/<stack>`, so that the name means the same stack with any token. */
    stack: z.string().regex(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/),
    projectRepo: z.url({ protocol: /^https$/ }),
    branch: z.string().min(1),
    shallow: z.boolean(),
    serviceAccountName: dnsLabel,
    refresh: z.boolean(),
    continueResyncOnCommitMatch: z.boolean(),
    /** The operator raises smaller values to 60. */
    resyncFrequencySeconds: z.int().min(60),
    useLocalStackOnly: z.boolean(),
    destroyOnFinalize: z.boolean(),
    workspaceReclaimPolicy: z.enum(["Retain", "Delete"]),
    envRefs: z.record(z.string().regex(/^[A-Z_]+$/), secretRef),
    workspaceTemplate: z.strictObject({
      spec: z.strictObject({
        image: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/),
        securityProfile: z.enum(["restricted", "baseline"]),
        resources: z.record(z.string(), z.unknown()),
      }),
    }),
  }),
});

export type Stack = z.infer<typeof stackSchema>;

const { projectRepo: _, branch: __, shallow: ___, ...commonSpecFields } = stackSchema.shape.spec.shape;

/** A Stack whose program is a Kubernetes object, by the same documentation. */
export const programStackSchema = z.strictObject({
  ...stackSchema.shape,
  metadata: z.strictObject({ name: dnsLabel, namespace: dnsLabel }),
  spec: z.strictObject({
    ...commonSpecFields,
    programRef: z.strictObject({ name: dnsLabel }),
    config: z.record(z.string(), z.string()),
    secretsRef: z.record(z.string(), secretRef),
  }),
});

/** The operator's `Program` (docs/programs.md), as far as the example uses it. */
export const programSchema = z.strictObject({
  apiVersion: z.literal("pulumi.com/v1"),
  kind: z.literal("Program"),
  metadata: z.strictObject({ name: dnsLabel, namespace: dnsLabel }),
  program: z.strictObject({
    configuration: z.record(
      z.string(),
      z.strictObject({ type: z.enum(["String", "Number", "List<Number>", "List<String>"]) }),
    ),
    resources: z.record(
      z.string(),
      z.strictObject({ type: z.string(), properties: z.record(z.string(), z.unknown()) }),
    ),
  }),
});
