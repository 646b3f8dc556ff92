import type { PolicyConfigSchema } from "@pulumi/policy";
import { matchesAny } from "./patterns";

/** Words that negate the word after them: `pre-prod` is not production. */
const negations = [
  "pre",
  "post",
  "non",
  "not",
  "no",
  "sub",
  "semi",
  "near",
  "pseudo",
  "quasi",
  "ex",
  "old",
  "former",
];

const patternsOfStacks = "A pattern must match the whole name, in any case; * stands for any characters.";

/** The options that tell production stacks, of every policy for production. */
export const productionSchema = {
  properties: {
    words: {
      type: "array",
      items: { type: "string", pattern: "^[A-Za-z]+$" },
      default: ["prod", "production", "prd", "live"],
      description: `Words that mark a stack as production when its name contains one as a whole word, as in eu-prod-1, acme_prod, prod2 or euProd. A word ends at any character that is not a letter, and where case changes. Names with ${negations.join(", ")} before the word do not count, as in pre-prod; nor do names with like after it. Letters only.`,
    },
    stacks: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: `Patterns of further stack names that are production. ${patternsOfStacks}`,
    },
    exceptStacks: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: `Patterns of stack names that are not production, even if words or stacks match. ${patternsOfStacks}`,
    },
  },
} satisfies PolicyConfigSchema;

export interface ProductionConfig {
  words: string[];
  stacks: string[];
  exceptStacks: string[];
}

/** Whether a resource belongs to a production stack, by the stack's name in its URN. */
export function isProduction(urn: string, { words, stacks, exceptStacks }: ProductionConfig): boolean {
  const stack = urn.split("::")[0]?.split(":")[2] ?? "";
  return !matchesAny(stack, exceptStacks) && (matchesAny(stack, stacks) || says(stack, words));
}

/** Where words end by a change of case: before the P in `euProd` and in `EUProd`, after the U in `EUprod`. */
const changesOfCase = [
  /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu,
  /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu}{2})(?=\p{Ll})/gu,
];

function says(stack: string, words: readonly string[]): boolean {
  const wanted = words.map((word) => word.toLowerCase());
  return changesOfCase.some((change) => {
    const all =
      stack
        .replaceAll(change, " ")
        .toLowerCase()
        .match(/\p{L}+/gu) ?? [];
    return all.some(
      (word, index) =>
        wanted.includes(word) && !negations.includes(all[index - 1] ?? "") && all[index + 1] !== "like",
    );
  });
}
