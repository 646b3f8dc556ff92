import { onTestFinished } from "vitest";
import { type EndpointSettings, HttpClient } from "../../provider/http/client.ts";

/** A client that is closed when the test ends. */
export function clientOf(endpoint: string, settings: Omit<EndpointSettings, "endpoint"> = {}): HttpClient {
  const client = new HttpClient({ endpoint: new URL(endpoint), ...settings });
  onTestFinished(() => client.close());
  return client;
}
