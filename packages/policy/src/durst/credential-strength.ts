import { readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { durstSubscriber, validateResourceOfKind } from "../resource-kinds";
import { UnknownValues } from "../unknown-values";
import { hasMinBits } from "./key-strength";
import { isKnownSecret, isMissingValue } from "./known-secrets";
import { zxcvbnScore } from "./zxcvbn";

interface StrengthConfig {
  minKeyBits: number;
  minKeyBytes: number;
  minPasswordLength: number;
  minScore: number;
}

/**
 * Minimum bits of a password beyond its score: a score of 3 means 10^8 guesses. 12 random characters have
 * more.
 */
const passwordBits = 27;

/** Passwords and keys are hard to guess. Messages reveal no more of them than the rule that they violate. */
export const durstCredentialStrength: ResourcePolicy = {
  name: "durst-credential-strength",
  displayName: "Durst credentials are strong",
  description: "Forbids short or guessable passwords and signing keys of Durst subscribers.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "authentication", "secrets"],
  url: cwe(1391),
  remediationSteps:
    "Generate the password or key at random, for example with `openssl rand -base64 32`, and pass it as a secret. The change is made in place.",
  docs: {
    prevents:
      "Forged callbacks: an attacker who has one signed callback can guess its key [offline](https://cwe.mitre.org/data/definitions/521.html), at billions of tries a second. Attackers try default keys first: with that of Apache Superset, [anyone could sign in as administrator](https://nvd.nist.gov/vuln/detail/CVE-2023-27524).",
    passes: `const key = new pulumi.Config().requireSecret("key");
const jwtSigningInfo = { httpHeaderName: "x-durst-signature", key };
const hostUri = "https://hooks.example.com/";
new DurstSubscriber("press", { hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo });`,
    fails: `const key = pulumi.secret("changeme-changeme-changeme-changeme");
const jwtSigningInfo = { httpHeaderName: "x-durst-signature", key };
const hostUri = "https://hooks.example.com/";
new DurstSubscriber("press", { hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo });`,
  },
  configSchema: {
    properties: {
      minKeyBits: {
        type: "integer",
        minimum: 0,
        default: 80,
        description:
          "Minimum strength of a signing key in bits, as estimated for an attacker who tries words, patterns and repetitions. 0 is no minimum. An attacker who has one callback can try billions of keys a second. 32 random characters of any alphabet have 80 bits, and so do eight random words.",
      },
      minKeyBytes: {
        type: "integer",
        minimum: 1,
        default: 32,
        description: "Minimum length of a signing key in bytes of UTF-8. HS256 requires 32 (RFC 7518, 3.2).",
      },
      minPasswordLength: {
        type: "integer",
        minimum: 1,
        default: 12,
        description: "Minimum length of a password in characters.",
      },
      minScore: {
        type: "integer",
        minimum: 0,
        maximum: 4,
        default: 3,
        description:
          "Minimum zxcvbn score of the first 64 characters of a password, from 0 (no minimum) to 4 (very hard to guess). From 1 on, the policy also estimates common words and repetitions.",
      },
    },
  },
  validateResource: validateResourceOfKind(durstSubscriber, async (props, args, report) => {
    const { minKeyBits, minKeyBytes, minPasswordLength, minScore } = args.getConfig<StrengthConfig>();
    const unknowns = new UnknownValues();
    const text = (read: () => unknown) => {
      const value = unknowns.read(read);
      return typeof value === "string" ? value : undefined;
    };
    const known = () => {
      const read = [
        text(() => props.xAuthInfo?.user),
        text(() => props.jwtSigningInfo?.httpHeaderName),
        hostIn(text(() => props.hostUri)),
      ].filter((word) => word !== undefined);
      const whole = [args.name, ...read];
      return [...whole, "durst", "workflow", ...whole.flatMap((word) => word.split(/\W/))];
    };

    const password = text(() => props.xAuthInfo?.password);
    if (password !== undefined) {
      if ([...password].length < minPasswordLength) report(passwordTooShort(minPasswordLength));
      else if (isKnownSecret(password)) report(knownToAll("xAuthInfo.password"));
      else if (isMissingValue(password)) report(missing("xAuthInfo.password"));
      else if (minScore > 0 && !(await isHardToGuess(password, minScore, known())))
        report(easyToGuess("xAuthInfo.password"));
    }
    const key = text(() => props.jwtSigningInfo?.key);
    if (key !== undefined) {
      if (Buffer.byteLength(key) < minKeyBytes) report(keyTooShort(minKeyBytes));
      else if (isKnownSecret(key)) report(knownToAll("jwtSigningInfo.key"));
      else if (isMissingValue(key)) report(missing("jwtSigningInfo.key"));
      else if (minKeyBits > 0 && !(await hasMinBits(key, minKeyBits, known())))
        report(easyToGuess("jwtSigningInfo.key"));
    }
    unknowns.rethrow();
  }),
};

const isHardToGuess = async (password: string, minScore: number, words: readonly string[]) =>
  (await zxcvbnScore(password, words)) >= minScore && (await hasMinBits(password, passwordBits, words));

const hostIn = (uri: string | undefined): string | undefined => {
  const address = uri === undefined ? "ambiguous" : readAddress(uri);
  return address === "ambiguous" ? uri : address.host.text;
};

const passwordTooShort = (least: number) =>
  `xAuthInfo.password has fewer than ${least} characters: generate a longer one at random.`;
const keyTooShort = (least: number) =>
  `jwtSigningInfo.key has fewer than ${least} bytes: generate a longer one at random.`;
const knownToAll = (field: string) =>
  `${field} is a published example or default, which attackers try first: generate one at random.`;
const missing = (field: string) =>
  `${field} contains the text of a missing value or of an unresolved output: build it with pulumi.interpolate or apply.`;
const easyToGuess = (field: string) => `${field} is easy to guess: generate one at random.`;
