import type { Policies } from "@pulumi/policy";
import { endpointHttps } from "./endpoint-https";
import { productionProtected } from "./production-protected";
import { secretOutputs } from "./secret-outputs";

export { endpointHttps, productionProtected, secretOutputs };

/** The policies for both vendors. */
export const commonPolicies: Policies = [endpointHttps, productionProtected, secretOutputs];
