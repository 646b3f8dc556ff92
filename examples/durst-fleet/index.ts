// The stack of one site, for the Pulumi CLI and the Kubernetes operator; `node fleet.ts` does the same for
// many sites. The stack has the site's name:
//   export DURST_PASSWORD_AT_LIENZ=… DURST_CALLBACK_KEY_AT_LIENZ=…
//   pulumi up --stack at-lienz
import * as pulumi from "@pulumi/pulumi";
import { declareSite } from "./press.ts";
import { readSites, sitesFile } from "./sites.ts";

const stack = pulumi.getStack();
const { sites, mistakes } = await readSites(sitesFile);
const site = sites.find(({ name }) => name === stack);
if (mistakes.length > 0) throw new pulumi.RunError(`the list of sites is wrong: ${mistakes.join("; ")}`);
if (site === undefined) throw new pulumi.RunError(`there is no site "${stack}" in the list of sites`);
declareSite(site);
