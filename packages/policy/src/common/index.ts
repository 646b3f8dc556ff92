import type { ResourcePolicy, StackPolicy } from "../policy";
import { endpointHttps } from "./endpoint-https";
import { noPlaintextSecrets } from "./no-plaintext-secrets";
import { productionProtected } from "./production-protected";

export { endpointHttps, noPlaintextSecrets, productionProtected };

/** The policies for both vendors. */
export const commonPolicies: readonly (ResourcePolicy | StackPolicy)[] = [
  endpointHttps,
  productionProtected,
  noPlaintextSecrets,
];
