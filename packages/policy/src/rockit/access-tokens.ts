import { decoded } from "./capability-urls";

/** How tokens of well-known services begin, which are made so that they are found. */
const beginnings = [
  "gh[pousr]_",
  "github_pat_",
  "gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-",
  "xox[abeoprs](?:\\.xox[a-z])?-",
  "xapp-",
  "(?:sk|rk)_(?:live|test)_",
  "sk-(?:ant|proj|svcacct)-",
  "whsec_",
  "ya29\\.",
  "npm_",
  "pypi-",
  "do[opr]_v1_",
  "shp(?:at|ca|pa|ss)_",
  "hv[sbr]\\.",
  "SG\\.",
  "lin_api_",
  "figd_",
  "rubygems_",
  "tskey-",
  "PMAK-",
  "NRAK-",
  "sq0(?:atp|csp)-",
];

const token = new RegExp(
  `^(?:${[
    `(?:${beginnings.join("|")})[\\w.-]{10,}`,
    // AWS, Google, Pulumi, Databricks
    "(?:AKIA|ASIA)[A-Z0-9]{12,}",
    "AIza[\\w-]{30,}",
    "pul-[0-9a-f]{32,}",
    "dapi[0-9a-f]{32,}",
    // JSON in base64, which a JWT begins with.
    "eyJ[\\w-]{10,}(?:\\.[\\w-]*){0,4}=*",
  ].join("|")})$`,
);

/** Whether an address has what looks like somebody's access token, in its path or as the value of a parameter. */
export const hasAccessToken = ({ pathname, search, hash }: URL): boolean =>
  [pathname, search, hash].some((part) =>
    decoded(part)
      .split(/[/?#&;=:,\s]+/)
      .some((segment) => token.test(segment)),
  );
