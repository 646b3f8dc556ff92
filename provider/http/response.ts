import type { IncomingHttpHeaders } from "node:http";
import type { ZodType } from "zod";
import { reportedError, saysFailure, saysSuccess } from "./error-envelope";
import { HttpError } from "./errors";
import { redactedExcerpt } from "./redacted-excerpt";

const endpointAdvice = "check that the endpoint is the vendor's API, not a proxy or a login page";

/** A complete answer whose status is 2xx or one that the caller accepts. */
export class HttpResponse {
  constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    private readonly text: string,
    private readonly host: string,
    /** Values that must not appear in an error message. */
    private readonly secrets: readonly string[] = [],
  ) {}

  /** Failure of an earlier attempt of this request that the server may still process. */
  earlierFailure: HttpError | undefined;

  /** Whether the body is blank. */
  get isEmpty(): boolean {
    return this.text.trim() === "";
  }

  /**
   * The body as JSON of the given shape.
   * @throws HttpError `unexpected-answer` for any other body, and for one that reports an error
   */
  json<T>(shape: ZodType<T>): T {
    const body = this.parsed();
    const result = shape.safeParse(body);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const place = issue?.path.join(".") ?? "";
    const isMissing = place !== "" && valueAt(body, issue?.path ?? []) === undefined;
    const why = isMissing ? "missing" : (issue?.message ?? "not as documented");
    throw this.unexpected(`has an unknown shape${place === "" ? "" : ` at ${place}`} (${why})`);
  }

  /**
   * For a write whose answer is not needed.
   * @throws HttpError `unexpected-answer` for a body that reports an error, or is neither empty nor a JSON
   * object or list
   */
  expectSuccess(): void {
    if (this.isEmpty) return;
    const body = this.parsed();
    if (typeof body !== "object" || body === null)
      throw this.unexpected("is neither a JSON object nor a list");
  }

  /** Whether the body is empty or explicitly reports success. */
  get saysSuccess(): boolean {
    return this.isEmpty || saysSuccess(this.parse());
  }

  /**
   * The body as JSON of the given shape, even if it has warnings too; `undefined` for any other body and for
   * an explicit failure.
   */
  tryJson<T>(shape: ZodType<T>): T | undefined {
    let body: unknown;
    try {
      body = JSON.parse(this.text);
    } catch {
      return undefined;
    }
    const result = shape.safeParse(body);
    return result.success && !saysFailure(body) ? result.data : undefined;
  }

  /** The error for an unusable body. `what` continues "with a body that …". */
  unexpected(what: string, remedy: string | undefined = endpointAdvice): HttpError {
    const shown = redactedExcerpt(what, this.secrets);
    return new HttpError(
      "unexpected-answer",
      `${this.host} answered ${this.status} with a body that ${shown}`,
      this.status,
      { ambiguous: true, remedy: remedy || undefined, isPage: isPage(this.text) },
    );
  }

  private parsed(): unknown {
    const body = this.parse();
    const reported = this.status < 300 ? reportedError(body) : undefined;
    if (reported !== undefined) throw this.unexpected(`reports an error: ${reported}`, "");
    return body;
  }

  private parse(): unknown {
    try {
      return JSON.parse(this.text);
    } catch {
      const instead = this.isEmpty ? " but empty" : isPage(this.text) ? " but an HTML page" : "";
      throw this.unexpected(`is not JSON${instead}`);
    }
  }
}

/** Whether a body is an HTML page, such as those of firewalls, proxies and login forms. */
export const isPage = (text: string) => /^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(text);

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  return value;
}
