import { decodeBase64 } from "./base64.ts";
import { bodyTooLarge } from "./body.ts";
import {
  createDeliveryHandler,
  type DurstWebhookHandlerOptions,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "./delivery-handler.ts";
import { malformedBody } from "./errors.ts";
import type { WebhookHeaders } from "./headers.ts";
import type { WebhookBody } from "./options.ts";

/**
 * An HTTP event of AWS Lambda, as far as it is read: API Gateway (1.0 and 2.0), a function URL, or a load
 * balancer.
 */
export interface LambdaHttpEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  /** For payload 1.0 and load balancers. */
  readonly httpMethod?: string | undefined;
  /** For payload 2.0 and function URLs. */
  readonly requestContext?:
    | { readonly http?: { readonly method?: string | undefined } | undefined }
    | undefined;
}

/** The result from which Lambda makes a response. */
export interface LambdaHttpResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * `webhookHandler` for AWS Lambda, with the same options and answers. Base64 bodies (`isBase64Encoded`) are
 * decoded.
 *
 * @example
 * ```ts
 * export const handler = lambdaWebhookHandler({ rockit: { secret: () => secretFromParameterStore() }, onEvent: (event) => … });
 * ```
 *
 * @throws as `webhookHandler`. The function itself never rejects.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function lambdaWebhookHandler(
  options: RockitWebhookHandlerOptions,
): (event: LambdaHttpEvent) => Promise<LambdaHttpResult>;
export function lambdaWebhookHandler(
  options: DurstWebhookHandlerOptions,
): (event: LambdaHttpEvent) => Promise<LambdaHttpResult>;
export function lambdaWebhookHandler(
  options: WebhookHandlerOptions,
): (event: LambdaHttpEvent) => Promise<LambdaHttpResult> {
  const { answer } = createDeliveryHandler(options);
  return async (event) => {
    const { status, headers, body } = await answer(() => ({
      method: event.httpMethod ?? event.requestContext?.http?.method,
      headers: headersOf(event),
      contentLength: undefined,
      read: async (limit) => bodyOf(event, limit),
    }));
    return { statusCode: status, headers: { ...headers }, body: body ?? "" };
  };
}

/** `multiValueHeaders`, if present, keeps repeated headers apart. */
function headersOf({ headers, multiValueHeaders }: LambdaHttpEvent): WebhookHeaders {
  const lists = multiValueHeaders ?? {};
  return Object.keys(lists).length > 0 ? lists : (headers ?? {});
}

function bodyOf({ body, isBase64Encoded }: LambdaHttpEvent, limit: number): WebhookBody {
  if (body === null || body === undefined) return "";
  if (!isBase64Encoded) return body;
  if (body.length > Math.ceil(limit / 3) * 4) throw bodyTooLarge(limit);
  const bytes = decodeBase64(body);
  if (bytes === undefined) throw malformedBody("isBase64Encoded is set, but the body is not base64 text");
  return bytes;
}
