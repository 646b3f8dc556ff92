import { onTestFinished } from "vitest";
import { type EndpointSettings, HttpClient } from "../../provider/http/client.ts";

// Whoever runs the tests may need a proxy for other things.
for (const name of ["http_proxy", "https_proxy", "no_proxy"]) {
  delete process.env[name];
  delete process.env[name.toUpperCase()];
}

/** A client that ends with the test. */
export function clientOf(endpoint: string, settings: Omit<EndpointSettings, "endpoint"> = {}): HttpClient {
  const client = new HttpClient({ endpoint: new URL(endpoint), ...settings });
  onTestFinished(() => client.close());
  return client;
}
