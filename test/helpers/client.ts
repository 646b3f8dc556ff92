import { onTestFinished } from "vitest";
import { type EndpointSettings, HttpClient } from "../../provider/http/client.ts";

/** A client that ends with the test. */
export function clientOf(endpoint: string, settings: Omit<EndpointSettings, "endpoint"> = {}): HttpClient {
  const client = new HttpClient({ endpoint: new URL(endpoint), ...settings });
  onTestFinished(() => client.close());
  return client;
}
