import { CredentialFallback } from "../config/credential-fallback";
import { HttpClient, type HttpRequest, type HttpResponse } from "../http/client";
import type { RockitCredentials, RockitSettings } from "./settings";

/** Sends requests with the account's credentials. */
export class RockitSession {
  private readonly http: HttpClient;
  private readonly fallback: CredentialFallback<RockitCredentials>;

  constructor(settings: RockitSettings) {
    this.http = new HttpClient(settings);
    this.fallback = new CredentialFallback(settings);
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    return this.fallback.with((credentials) => this.send(request, credentials));
  }

  private send(request: HttpRequest, credentials: RockitCredentials): Promise<HttpResponse> {
    const [headers, secret] =
      "authToken" in credentials
        ? [{ "x-rockit-beauth-token": credentials.authToken }, credentials.authToken]
        : [
            {
              "x-rockit-orgname": credentials.orgName,
              "x-rockit-username": credentials.username,
              "x-rockit-api-key": credentials.apiKey,
            },
            credentials.apiKey,
          ];
    return this.http.request({ ...request, headers, secrets: [secret, ...(request.secrets ?? [])] });
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
