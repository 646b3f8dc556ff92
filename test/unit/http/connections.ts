import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";

/** The parts of undici's connection events that are used here. */
interface ConnectError {
  readonly connectParams: { readonly port: string; readonly hostname: string };
}

/** Counts the failed connections to a host and port until the test ends, where no listener could count. */
export function failedConnectionsTo(hostname: string, port: number | string) {
  const channel = "undici:client:connectError";
  const failed = { count: 0 };
  const onMessage = (message: unknown) => {
    const { connectParams } = message as ConnectError;
    if (connectParams.hostname === hostname && connectParams.port === String(port)) failed.count += 1;
  };
  subscribe(channel, onMessage);
  onTestFinished(() => void unsubscribe(channel, onMessage));
  return failed;
}

/** Resolves when the next answer has completely arrived, and the code that awaits it has run. */
export function nextAnswer(): Promise<void> {
  const channel = "undici:request:trailers";
  return new Promise((arrived) => {
    const onMessage = () => {
      unsubscribe(channel, onMessage);
      setImmediate(arrived);
    };
    subscribe(channel, onMessage);
    onTestFinished(() => void unsubscribe(channel, onMessage));
  });
}

/** The next connection, as undici's socket. */
export function nextConnection(): Promise<Socket> {
  const channel = "undici:client:connected";
  return new Promise((connected) => {
    const onMessage = (message: unknown) => {
      unsubscribe(channel, onMessage);
      connected((message as { readonly socket: Socket }).socket);
    };
    subscribe(channel, onMessage);
    onTestFinished(() => void unsubscribe(channel, onMessage));
  });
}
