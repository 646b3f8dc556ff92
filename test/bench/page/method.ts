// The sections about the machine and the measurement, which explain the words of the other sections.
import type { Operation } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison, Machine } from "../results.ts";
import { formatList, formatNumber, formatSubscriptions } from "./format.ts";
import { markdownTable, wrap } from "./markdown.ts";

const meanings: Readonly<Record<Operation, string>> = {
  create: "The first `pulumi up` creates all subscriptions.",
  unchanged: "`pulumi up` without changes.",
  preview: "`pulumi preview` without changes.",
  refresh: "`pulumi refresh` reads all subscriptions, which have not changed.",
  change:
    "`pulumi up` after the URL of every subscription changed. ROCKIT can't update a subscription, so each is deleted and created again.",
  destroy: "`pulumi destroy` deletes all subscriptions.",
};

export const machineText = (machine: Machine): string =>
  wrap(
    `Measured on ${machine.date.slice(0, 10)}: ${machine.processors} processors (${machine.processor}), ${machine.memoryGb} GB of memory, ${machine.platform}, Node.js ${machine.node}, Pulumi CLI ${machine.engine}, @pulumi/pulumi ${machine.sdk}.`,
  );

export function methodSection({ samples }: Comparison): string {
  const rounds = figures.sizesOf(samples).map((size) => {
    const ofSize = samples.filter(({ resources }) => resources === size);
    const count = figures.distinct(ofSize.map(({ round }) => round)).length;
    return `${count} ${count === 1 ? "round" : "rounds"} with ${formatSubscriptions(size)}`;
  });
  const load = figures.spreadOf(samples.map((sample) => sample.load));
  const operations = Object.entries(meanings).map(([operation, meaning]) => [`\`${operation}\``, meaning]);
  const paragraphs = [
    [
      "For these operations, Terraform runs `apply`, `plan` and `destroy`.",
      "Every contestant has its own project, its own state in a local file, and its own server.",
      "An operation runs for all contestants before the next operation begins, in an order that rotates.",
      "One pass through all operations is a round.",
      `The comparison has ${formatList(rounds)}.`,
      ...(load === undefined
        ? []
        : [
            `The load average before a command was ${formatNumber(load.median)} at the median and ${formatNumber(load.max)} at most.`,
          ]),
    ],
    [
      "A ratio divides the figures of two contestants from the same round.",
      "The page shows the median of the rounds.",
      "Brackets show the lowest and the highest round.",
      "Ratios differ less between machines than seconds do.",
      "Most ratios divide by the no-op provider: “× no-op” 2.00 means twice its time or size.",
      "CPU time is that of the command and all processes that it starts.",
      "Plugin memory is the peak memory of the contestant's provider process.",
    ],
  ];
  return [
    "## How it is measured",
    markdownTable(["operation", "what Pulumi does"], operations, [0, 1]),
    ...paragraphs.map((sentences) => wrap(sentences.join(" "))),
  ].join("\n\n");
}
