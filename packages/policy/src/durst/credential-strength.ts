import { readAddress } from "../address/read-address";
import type { ResourcePolicy } from "../documented";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";
import { hasBits } from "./key-strength";
import { isKnownSecret, isMissingValue } from "./known-secrets";
import { strengthOf } from "./strength";

interface StrengthConfig {
  minKeyBits: number;
  minKeyBytes: number;
  minPasswordLength: number;
  minScore: number;
}

/** Bits that a password must have besides its score, as keys are estimated: a score of 3 means 10^8 guesses. Random ones of 12 have more. */
const passwordBits = 27;

/** Passwords and keys can't be guessed. What it says never depends on more of them than the rule that they break. */
export const durstCredentialStrength: ResourcePolicy = {
  name: "durst-credential-strength",
  displayName: "Durst credentials are strong",
  description: "The password or key of a Durst subscriber is long and hard to guess.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "authentication", "secrets"],
  url: cwe(1391),
  remediationSteps:
    "Generate the password or key at random, such as with `openssl rand -base64 32`, and give it as a secret. It is changed in place.",
  docs: {
    prevents:
      "Whoever has one signed callback can guess its key [offline](https://cwe.mitre.org/data/definitions/521.html), at billions of tries a second, and then sign callbacks of their own. Default keys are tried first: that of Apache Superset let [anybody sign in as administrator](https://nvd.nist.gov/vuln/detail/CVE-2023-27524).",
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
          "Bits that a signing key must have, as estimated for someone who tries words, patterns and repetitions; 0: any. Whoever has one callback can try billions of keys a second. 32 random characters have 80 in any alphabet, and so do eight random words.",
      },
      minKeyBytes: {
        type: "integer",
        minimum: 1,
        default: 32,
        description: "Bytes (of UTF-8) that a signing key must have; HS256 asks for 32 (RFC 7518, 3.2).",
      },
      minPasswordLength: {
        type: "integer",
        minimum: 1,
        default: 12,
        description: "Characters that a password must have.",
      },
      minScore: {
        type: "integer",
        minimum: 0,
        maximum: 4,
        default: 3,
        description:
          "How hard the first 64 characters of a password must be to guess, as zxcvbn scores it: from 0 (whatever) to 4 (very hard). From 1 on, usual words and repetitions are estimated as well.",
      },
    },
  },
  validateResource: validateResourceOfKind(durstSubscriber, async (props, args, report) => {
    const { minKeyBits, minKeyBytes, minPasswordLength, minScore } = args.getConfig<StrengthConfig>();
    const unknowns = new Unknowns();
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
      else if (minKeyBits > 0 && !(await hasBits(key, minKeyBits, known())))
        report(easyToGuess("jwtSigningInfo.key"));
    }
    unknowns.tell();
  }),
};

const isHardToGuess = async (password: string, minScore: number, words: readonly string[]) =>
  (await strengthOf(password, words)) >= minScore && (await hasBits(password, passwordBits, words));

const hostIn = (uri: string | undefined): string | undefined => {
  const address = uri === undefined ? "ambiguous" : readAddress(uri);
  return address === "ambiguous" ? uri : address.host.text;
};

const passwordTooShort = (least: number) =>
  `xAuthInfo.password has fewer than ${least} characters: generate a longer one at random.`;
const keyTooShort = (least: number) =>
  `jwtSigningInfo.key has fewer than ${least} bytes: generate a longer one at random.`;
const knownToAll = (field: string) =>
  `${field} is one that documentation prints, which attackers try first: generate one at random.`;
const missing = (field: string) =>
  `${field} holds the text that stands for a missing value or an output: use pulumi.interpolate or apply to build it.`;
const easyToGuess = (field: string) => `${field} is easy to guess: generate one at random.`;
