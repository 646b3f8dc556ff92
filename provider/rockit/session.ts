import { type HttpAnswer, HttpClient, type HttpRequest } from "../http/client";
import { HttpError, isHttpError } from "../http/errors";
import type { RockitCredentials, RockitSettings } from "./settings";

/** Authenticates each request. Refused credentials are replaced by those of the environment, once and for all requests, if it has other ones. */
export class RockitSession {
  private readonly http: HttpClient;
  private credentials: RockitCredentials;

  constructor(private readonly settings: RockitSettings) {
    this.http = new HttpClient(settings);
    this.credentials = settings.credentials;
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const used = this.credentials;
    try {
      return await this.send(request, used);
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw failure;
      const { credentials, otherCredentials, whenRefused } = this.settings;
      if (used === credentials && otherCredentials !== undefined) {
        this.credentials = otherCredentials;
        return this.request(request);
      }
      throw new HttpError("unauthorized", `${failure.message}; ${whenRefused}`, failure.status);
    }
  }

  private send(request: HttpRequest, credentials: RockitCredentials): Promise<HttpAnswer> {
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
