import { textsOf } from "./url-parts";

/**
 * At least this many random characters of base64url, which excludes hyphenated words:
 * `glpat-rotation-of-tokens`.
 */
const random = (length: number): string =>
  `(?:(?=[\\w-]{0,64}[A-Z])(?=[\\w-]{0,64}\\d)[\\w-]{${length},}|[A-Za-z\\d]{${length},})`;

/** Tokens of well-known services, which have recognisable prefixes, alphabets and lengths. */
const tokens = [
  // GitHub, GitLab
  "gh[pousr]_[A-Za-z\\d]{36}",
  "github_pat_\\w{82}",
  `gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-${random(20)}`,
  // Slack
  "xox[a-z](?:\\.xox[a-z])?-\\d+-[\\w-]{10,}",
  `xoxd-${random(20)}`,
  "xapp-\\d+-[\\w-]{20,}",
  // Stripe, Svix and others with the same scheme
  "(?:sk|rk)_(?:live|test|org)_[A-Za-z\\d]{24}",
  "whsec_(?:(?=[\\w+/]{0,64}[A-Z])(?=[\\w+/]{0,64}\\d)[A-Za-z\\d+/]{24}|[A-Za-z\\d]{24})",
  // OpenAI, Anthropic and other models
  "sk-[\\w-]{10,200}T3BlbkFJ[\\w-]{10}",
  `sk-(?:ant|proj|svcacct|admin|or)-${random(20)}`,
  `sk-(?:ant|or)-\\w{2,6}-${random(20)}`,
  "hf_[A-Za-z\\d]{34}",
  "gsk_[A-Za-z\\d]{52}",
  "r8_[A-Za-z\\d]{37}",
  "pplx-[A-Za-z\\d]{48}",
  "xai-[A-Za-z\\d]{70}",
  // Google, AWS
  `ya29\\.(?:[a-z]\\.)?${random(20)}`,
  "AIza[\\w-]{35}",
  `GOCSPX-${random(28)}`,
  "(?:AKIA|ASIA|ABIA|ACCA)[A-Z\\d]{16}(?![A-Za-z\\d])",
  // Packages and images
  "npm_[A-Za-z\\d]{36}",
  "pypi-AgE[\\w-]{20}",
  "rubygems_[a-f\\d]{48}",
  `dckr_[po]at_${random(27)}`,
  // Infrastructure
  "pul-[a-f\\d]{40}",
  "do[opr]_v1_[a-f\\d]{64}",
  `hv[sbr]\\.${random(24)}`,
  "[A-Za-z\\d]{14}\\.atlasv1\\.[\\w-]{60}",
  "tskey-(?:api|auth|client|scim|webhook)-[A-Za-z\\d]{6,}-[A-Za-z\\d]{16}",
  "dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[\\w-]{1,64}\\.)?[A-Za-z\\d]{40}",
  "sbp_(?:v0_)?[a-f\\d]{40}",
  "dapi[a-f\\d]{32}",
  "pscale_(?:tkn|pw|oauth)_[\\w.-]{32}",
  `nfp_${random(36)}`,
  // Builds and observation
  "bk[a-z]{2}_[a-f\\d]{40}",
  "glsa_[A-Za-z\\d]{32}_[A-Fa-f\\d]{8}",
  "sntrys_[A-Za-z\\d]{20}",
  "sntryu_[a-f\\d]{64}",
  "NRAK-[A-Z\\d]{27}",
  "ph[xs]_[A-Za-z\\d]{40}",
  // Mail, shops, money
  "SG\\.[\\w-]{22}\\.[\\w-]{43}",
  "xkeysib-[a-f\\d]{64}",
  "shp(?:at|ca|pa|ss)_[A-Fa-f\\d]{32}",
  `sq0(?:atp|csp)-${random(22)}`,
  // Work
  "AT[AC]TT3[\\w-]{20}",
  "ATBB[A-Za-z\\d]{32}",
  "ntn_[A-Za-z\\d]{40}",
  "lin_(?:api|oauth)_[A-Za-z\\d]{40}",
  `figd_${random(40)}`,
  "PMAK-[a-f\\d]{24}-[a-f\\d]{34}",
  // JWTs begin with JSON in base64. So do page cursors, but they have one part only. 1Password, Grafana
  "eyJ[\\w-]{10,}\\.[\\w-]{4}",
  "(?:ops|glc)_eyJ[\\w-]{20}",
];

const token = new RegExp(`(?<![A-Za-z\\d])(?:${tokens.join("|")})`, "g");

/**
 * Whether a URL contains an access token, in its path or as the value of a parameter. Tokens in `expected`
 * values do not count.
 */
export const hasAccessToken = (address: URL, expected: readonly string[]): boolean =>
  textsOf(address)
    .flatMap((text) => text.match(token) ?? [])
    .some((found) => !expected.some((value) => value.includes(found)));
