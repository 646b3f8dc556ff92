import type { PolicyConfigSchema } from "@pulumi/policy";
import { matches } from "./patterns";

/** Words that say, before a word for production, that a stack is not. */
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

const patternsOfStacks =
  "Each is compared with the whole name; * stands for any characters, and case means nothing.";

/** Which stacks are production: the parameters of every policy that is for them only. */
export const productionSchema = {
  properties: {
    words: {
      type: "array",
      items: { type: "string", pattern: "^[A-Za-z]+$" },
      default: ["prod", "production", "prd", "live"],
      description: `Words that make a stack production when its name has one as a whole word, as in eu-prod-1, acme_prod, prod2 or euProd: a word ends at what is no letter and where case changes. Not after ${negations.join(", ")}, as in pre-prod, nor before like. Takes letters only.`,
    },
    stacks: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: `Patterns of names of further stacks that are production. ${patternsOfStacks}`,
    },
    exceptStacks: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: `Patterns of names of stacks that are not production, whatever words and stacks say. ${patternsOfStacks}`,
    },
  },
} satisfies PolicyConfigSchema;

export interface ProductionConfig {
  words: string[];
  stacks: string[];
  exceptStacks: string[];
}

/** Whether a resource belongs to a production stack; the URN has its name. */
export function isProduction(urn: string, { words, stacks, exceptStacks }: ProductionConfig): boolean {
  const stack = urn.split("::")[0]?.split(":")[2] ?? "";
  return !matches(stack, exceptStacks) && (matches(stack, stacks) || says(stack, words));
}

/** Where case changes inside of a name. In `euProd` that is clear; what is all upper case ends in `EUProd` before the P, and in `EUprod` after the U. */
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
