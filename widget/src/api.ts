// The webchat API over fetch; docs/reference/webchat.md has every row and error of it.

const TIMEOUT_MS = 15_000;

/** A call that was not answered with success; status 0 is no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code = "",
    readonly waitSeconds = 0,
  ) {
    super(`${status} ${code}`);
  }

  /** Tells whether the same call may succeed later. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class Api {
  token = "";

  constructor(private readonly base: string) {}

  /** Returns the JSON of the answer, or null where it has none; throws ApiError. */
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const headers: Record<string, string> = {};
      if (this.token) headers.Authorization = `Bearer ${this.token}`;
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const answer = await fetch(this.base + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: abort.signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      if (!answer.ok) throw await failure(answer);
      return answer.status === 204 ? null : await answer.json();
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError(0);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function failure(answer: Response): Promise<ApiError> {
  const wait = Number(answer.headers.get("Retry-After")) || 0;
  const body = await answer.json().catch(() => null);
  return new ApiError(answer.status, body?.error?.code ?? "", wait);
}
