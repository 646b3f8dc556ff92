import { createHash, randomBytes } from "node:crypto";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import {
  type AutoNameOptions,
  type AutonamingMode,
  autoNameMarkers,
  withAutoName,
} from "../resource/auto-name";
import type { ResourceKind } from "../resource/kind";
import type { Properties } from "../resource/properties";
import { withoutReference } from "../resource/reference";
import type { ResourceHandlers } from "../resource/resource-handlers";
import { fromWire, toWire } from "./wire";

interface CheckedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly handlers: ResourceHandlers;
  readonly secrets: readonly string[];
}

/** Validates declared inputs, and generates a missing name. */
export async function checkResource(
  request: proto.CheckRequest,
  { kind, name, handlers, secrets }: CheckedResource,
): Promise<proto.CheckResponse> {
  // With `ignoreChanges: ["*"]` the engine passes inputs from the state, which may be those of a dynamic
  // resource.
  const [olds, news] = [request.getOlds(), request.getNews()].map((struct) =>
    withoutReference(fromWire(struct)),
  ) as [Properties, Properties];
  const autonaming = autonamingOf(request);
  const naming: AutoNameOptions = { resourceName: name, digits: () => digitsOf(request), autonaming };
  const { inputs, failures } = await handlers.check(olds, withAutoName(kind, olds, news, naming));
  const unwanted = autoNameMarkers
    .filter((mark) => mark in news && news[mark] !== olds[mark])
    .map((mark) => `${mark} is not an argument`);
  const reasons = failures.map(({ field, reason }) =>
    autonaming === "none" && kind.fields[field]?.autoNamed && news[field] === undefined
      ? `${field} ${reason}: pulumi:autonaming is disabled`
      : `${field} ${reason}`,
  );
  const response = new proto.CheckResponse();
  response.setInputs(toWire(inputs, secrets));
  response.setFailuresList([...unwanted, ...reasons].map(failureOf));
  return response;
}

/** The reason names the field: with a property set, the engine would print the value, even a secret one. */
function failureOf(reason: string): proto.CheckFailure {
  const failure = new proto.CheckFailure();
  failure.setReason(reason);
  return failure;
}

/** The setting `pulumi:autonaming`: the engine proposes a name, or the program must set one. */
function autonamingOf(request: proto.CheckRequest): AutonamingMode | undefined {
  const autonaming = request.getAutonaming();
  if (autonaming === undefined) return undefined;
  const { DISABLE } = proto.CheckRequest.AutonamingOptions.Mode;
  return autonaming.getMode() === DISABLE ? "none" : { proposed: autonaming.getProposedName() };
}

/** Random digits, the same in `pulumi up --plan` as in the preview that wrote the plan. */
function digitsOf(request: proto.CheckRequest): string {
  const seed = request.getRandomseed_asU8();
  if (seed.length === 0) return randomBytes(4).toString("hex");
  return createHash("sha256").update(request.getUrn()).update(seed).digest("hex");
}
