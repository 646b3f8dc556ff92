import type { ResourcePolicy, StackPolicy } from "../documented";
import { endpointHttps } from "./endpoint-https";
import { productionProtected } from "./production-protected";
import { secretOutputs } from "./secret-outputs";

export { endpointHttps, productionProtected, secretOutputs };

/** The policies for both vendors. */
export const commonPolicies: readonly (ResourcePolicy | StackPolicy)[] = [
  endpointHttps,
  productionProtected,
  secretOutputs,
];
