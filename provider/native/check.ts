import { createHash, randomBytes } from "node:crypto";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { ResourceKind } from "../resource/kind";
import { madeNameMarks, type Naming, type NamingWish, withMadeName } from "../resource/made-name";
import type { Properties } from "../resource/properties";
import { withoutReference } from "../resource/reference";
import type { Served } from "../resource/served";
import { fromWire, toWire } from "./wire";

interface CheckedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly served: Served;
  readonly secrets: readonly string[];
}

/** Looks at what a program declares, and gives it a name where it has none. */
export async function checked(
  request: proto.CheckRequest,
  { kind, name, served, secrets }: CheckedResource,
): Promise<proto.CheckResponse> {
  // With `ignoreChanges: ["*"]` the engine gives the inputs of the state in place of the program's, a dynamic resource's too.
  const [olds, news] = [request.getOlds(), request.getNews()].map((struct) =>
    withoutReference(fromWire(struct)),
  ) as [Properties, Properties];
  const wish = wishOf(request);
  const naming: Naming = { resourceName: name, digits: () => digitsOf(request), wish };
  const { inputs, failures } = await served.check(olds, withMadeName(kind, olds, news, naming));
  const unwanted = madeNameMarks
    .filter((mark) => mark in news && news[mark] !== olds[mark])
    .map((mark) => `${mark} is not an argument`);
  const reasons = failures.map(({ field, reason }) =>
    wish === "none" && kind.fields[field]?.made && news[field] === undefined
      ? `${field} ${reason}: pulumi:autonaming is disabled`
      : `${field} ${reason}`,
  );
  const response = new proto.CheckResponse();
  response.setInputs(toWire(inputs, secrets));
  response.setFailuresList([...unwanted, ...reasons].map(failureOf));
  return response;
}

/** Named as a property, the engine would print the field's value, a secret one too: the reason names the field. */
function failureOf(reason: string): proto.CheckFailure {
  const failure = new proto.CheckFailure();
  failure.setReason(reason);
  return failure;
}

/** What `pulumi:autonaming` says; the engine proposes a name, or the program must give one. */
function wishOf(request: proto.CheckRequest): NamingWish | undefined {
  const autonaming = request.getAutonaming();
  if (autonaming === undefined) return undefined;
  const { DISABLE } = proto.CheckRequest.AutonamingOptions.Mode;
  return autonaming.getMode() === DISABLE ? "none" : { proposed: autonaming.getProposedName() };
}

/** Random, and the same in `pulumi up --plan` as in the preview that wrote the plan. */
function digitsOf(request: proto.CheckRequest): string {
  const seed = request.getRandomseed_asU8();
  if (seed.length === 0) return randomBytes(4).toString("hex");
  return createHash("sha256").update(request.getUrn()).update(seed).digest("hex");
}
