import { expect, it } from "vitest";
import { validateResource } from "../policy-server.ts";

const name = "production-protected";
const violation =
  "The resource option protect is not set, so a mistake can delete this production resource: set protect to true.";
const notApplicable = "the stack is not a production stack";
const verdictFor = (stack: string, config: object = {}) =>
  validateResource(name, { type: "durstSubscriber" }, { stack, config: { ...config } });

async function expectProduction(stacks: readonly string[], config: object = {}): Promise<void> {
  for (const stack of stacks)
    expect({ stack, ...(await verdictFor(stack, config)) }).toMatchObject({ stack, violations: [violation] });
}

async function expectNotProduction(stacks: readonly string[], config: object = {}): Promise<void> {
  for (const stack of stacks)
    expect({ stack, ...(await verdictFor(stack, config)) }).toEqual({
      stack,
      violations: [],
      unknown: [],
      notApplicable,
    });
}

it.each([
  ["the whole name", ["prod", "production", "prd", "live", "PROD", "Prod"]],
  ["the beginning", ["prod-eu", "production_lienz", "prd.1", "prod1", "prod2eu", "live-2"]],
  ["the end", ["eu-prod", "acme_prod", "eu.prod", "lienz-production", "2prod"]],
  ["the middle", ["eu-prod-1", "acme_prd_eu", "a.live.b", "eu--prod--1"]],
  ["a change of case", ["euProd", "ProdEU", "EUProd", "EUprod", "PRODeu", "euProd1", "acmeProductionEu"]],
  ["a part of a negation's name only", ["preview-prod", "nonstop-prod", "subway-prod", "pre-eu-prod"]],
  // A name without a negation may be production; exceptStacks lists the exceptions.
  ["a word beside another environment's", ["prod-test", "test-prod", "prod-copy", "prod-dev", "prod-backup"]],
])("recognises production by the word as %s", (_what, stacks) => expectProduction(stacks));

it.each([
  ["without the word", ["dev", "staging", "product", "products", "reproduce", "reproduction", "productive"]],
  [
    "with the word inside of another one",
    [
      "preprod",
      "nonprod",
      "notprod",
      "euprod",
      "prodeu",
      "prodüktion",
      "ex-prod",
      "old_production",
      "alive",
      "PREPROD",
    ],
  ],
  [
    "with a negation",
    ["pre-prod", "non_prod", "not.prod", "no-prod", "sub-production", "eu-non-prod-1", "post-prod"],
  ],
  ["with a negation in camel case", ["preProd", "PreProd", "NonProd", "PREProd", "NONprod", "euPreProd1"]],
  ["with a negation further apart", ["pre--prod", "pre.production", "pre-1-prod", "semi-live"]],
  ["that are only production-like", ["prod-like", "prodLike", "eu-production-like-1"]],
])("does not count as production: stacks %s", (_what, stacks) => expectNotProduction(stacks));

it("counts a name as production that negates one word and has another", () =>
  expectProduction(["nonprod-live", "pre-prod-prod"]));

it("uses the configured words instead of the defaults", async () => {
  const config = { words: ["Main", "produktion"] };
  await expectProduction(["main", "eu-MAIN-1", "euMain", "produktion-lienz"], config);
  await expectNotProduction(["prod", "mainframe", "pre-main", "production"], config);
  await expectNotProduction(["prod", "main"], { words: [] });
});

it("includes further stacks by patterns of whole names", async () => {
  const config = { stacks: ["acme-*", "Lab", "pre-prod"] };
  await expectProduction(["acme-1", "ACME-eu.1", "lab", "pre-prod", "prod"], config);
  await expectNotProduction(["acme", "my-acme-1", "lab1", "non-prod"], config);
});

it("excludes stacks by patterns of whole names, even if another option counts them as production", async () => {
  const config = { stacks: ["acme-*"], exceptStacks: ["*-copy", "ACME-lab", "prod-test*"] };
  await expectNotProduction(["prod-copy", "acme-copy", "acme-lab", "prod-test", "prod-test-1"], config);
  await expectProduction(["prod-copy-1", "acme-1", "prod"], config);
});
