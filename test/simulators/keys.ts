// Actions on the simulators by key, for trying out programs, receivers and drift by hand.
import { createInterface } from "node:readline";
import type { DurstSimulator, DurstStatusChange, RockitSimulator } from "./index.ts";

export interface Simulators {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
}

const driftedUrl = "https://changed.example/";

interface Key {
  readonly does: string;
  readonly press: (simulators: Simulators) => Promise<string[]> | string[];
}

export const keys: Readonly<Record<string, Key>> = {
  e: { does: "sends one event to each subscription", press: sendEvents },
  d: { does: "makes drift: every webhook and host gets another address", press: makeDrift },
  r: { does: "removes the newest ROCKIT subscription and Durst subscriber", press: removeNewest },
  l: { does: "lists what the servers have", press: list },
};

/** Runs the action of each pressed key (each line, without a terminal) and prints its result. */
export function readKeys(simulators: Simulators, print: (line: string) => void): Disposable {
  const { stdin } = process;
  const isTerminal = stdin.isTTY === true;
  const press = async (name: string) => {
    const key = keys[name];
    if (key === undefined) return;
    try {
      const lines = await key.press(simulators);
      for (const line of lines.length > 0 ? lines : ["there is nothing yet"]) print(line);
    } catch (failure) {
      print((failure as Error).message);
    }
  };
  if (!isTerminal) {
    const lines = createInterface({ input: stdin }).on("line", (line) => void press(line.trim()));
    return { [Symbol.dispose]: () => lines.close() };
  }
  const onData = (typed: Buffer) => {
    // In raw mode the terminal leaves Ctrl-C to the program.
    if (typed.includes(3)) process.kill(process.pid, "SIGINT");
    else void press(typed.toString());
  };
  stdin.setRawMode(true).on("data", onData);
  return { [Symbol.dispose]: () => void stdin.setRawMode(false).off("data", onData).pause() };
}

async function sendEvents({ rockit, durst }: Simulators): Promise<string[]> {
  const occurrences = [...rockit.subscriptions.values()].map(({ sender, events: [event = "end"] }) => ({
    type: sender,
    event,
  }));
  const topics = [...durst.subscribers.keys()].flatMap((id) =>
    [...durst.subscriptions(id).values()].map(({ topic }) => topic),
  );
  const sent = await Promise.all([
    ...unique(occurrences).map((occurrence) => rockit.emit(occurrence)),
    ...unique(topics.map(statusChangeFor)).map((change) => durst.statusChange(change)),
  ]);
  return sent
    .flat()
    .map(
      ({ subscription, url = "", status, error }) => `sent     ${subscription}  ${url}  ${status ?? error}`,
    );
}

/** A status change that a topic such as `STATUS/PRINT_ORDER/*` matches. */
function statusChangeFor(topic: string): DurstStatusChange {
  const [, entity = "*", id = "*"] = topic.split("/");
  const concreteOr = (text: string, otherwise: string) => (text === "*" ? otherwise : text);
  return {
    entity: concreteOr(entity, "PRINT_ORDER") as DurstStatusChange["entity"],
    id: concreteOr(id, "1"),
    status: "CHANGED",
  };
}

function makeDrift({ rockit, durst }: Simulators): string[] {
  const webhooks = [...rockit.subscriptions.values()].filter(({ type }) => type === "webhook");
  for (const { name } of webhooks) rockit.edit(name, { url: driftedUrl });
  for (const id of durst.subscribers.keys()) durst.editSubscriber(id, { hostUri: driftedUrl });
  return [...webhooks.map(({ name }) => name), ...durst.subscribers.keys()].map(
    (which) => `changed  ${which}  now ${driftedUrl}`,
  );
}

function removeNewest({ rockit, durst }: Simulators): string[] {
  const name = [...rockit.subscriptions.keys()].at(-1);
  const id = [...durst.subscribers.keys()].at(-1);
  if (name !== undefined) rockit.remove(name);
  if (id !== undefined) durst.removeSubscriber(id);
  return [name, id].filter((which) => which !== undefined).map((which) => `removed  ${which}`);
}

function list({ rockit, durst }: Simulators): string[] {
  return [
    ...[...rockit.subscriptions.values()].map(
      ({ name, sender, events, url, channelId }) =>
        `ROCKIT   ${name}  ${sender} ${events.join(", ")}  ${url ?? channelId ?? ""}`,
    ),
    ...[...durst.subscribers.values()].map(
      ({ id, hostUri }) => `Durst    ${id}  ${hostUri}  ${durst.subscriptions(id).size} subscriptions`,
    ),
  ];
}

const unique = <T>(all: readonly T[]): T[] => [
  ...new Map(all.map((each) => [JSON.stringify(each), each])).values(),
];
