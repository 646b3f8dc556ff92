import type { ResourceValidationPolicy } from "@pulumi/policy";
import { hostOf } from "../addresses";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";
import { strengthOf } from "./strength";

interface StrengthConfig {
  minKeyBytes: number;
  minPasswordLength: number;
  minScore: number;
}

/** Passwords and keys can't be guessed. What it says never depends on more of them than the rule that they break. */
export const durstCredentialStrength: ResourceValidationPolicy = {
  name: "durst-credential-strength",
  displayName: "Durst credentials are strong",
  description: "The password or key of a Durst subscriber is long and hard to guess.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "authentication", "secrets"],
  url: cwe(1391),
  remediationSteps:
    "Generate the password or key at random, such as with `openssl rand -base64 32`, and give it as a secret. It is changed in place.",
  configSchema: {
    properties: {
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
          "How hard the first 64 characters of a password or key must be to guess, as zxcvbn scores it: from 0 (whatever) to 4 (very hard).",
      },
    },
  },
  validateResource: validateResourceOfKind(durstSubscriber, async (props, args, report) => {
    const { minKeyBytes, minPasswordLength, minScore } = args.getConfig<StrengthConfig>();
    const unknowns = new Unknowns();
    const isGuessed = async (credential: string) => {
      if (minScore === 0) return false;
      const known = [
        unknowns.read(() => props.xAuthInfo?.user),
        unknowns.read(() => props.jwtSigningInfo?.httpHeaderName),
        unknowns.read(() => hostOf(props.hostUri)),
      ].filter((word) => word !== undefined);
      const words = [args.name, "durst", "workflow", ...known, ...known.flatMap((word) => word.split(/\W/))];
      return (await strengthOf(credential, words)) < minScore;
    };

    const password = unknowns.read(() => props.xAuthInfo?.password);
    if (password !== undefined) {
      if ([...password].length < minPasswordLength) report(passwordTooShort(minPasswordLength));
      else if (await isGuessed(password)) report(easyToGuess("xAuthInfo.password"));
    }
    const key = unknowns.read(() => props.jwtSigningInfo?.key);
    if (key !== undefined) {
      if (Buffer.byteLength(key) < minKeyBytes) report(keyTooShort(minKeyBytes));
      else if (await isGuessed(key)) report(easyToGuess("jwtSigningInfo.key"));
    }
    unknowns.tell();
  }),
};

const passwordTooShort = (least: number) =>
  `xAuthInfo.password has fewer than ${least} characters: generate a longer one at random.`;
const keyTooShort = (least: number) =>
  `jwtSigningInfo.key has fewer than ${least} bytes: generate a longer one at random.`;
const easyToGuess = (field: string) => `${field} is easy to guess: generate one at random.`;
