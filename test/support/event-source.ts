/** Reads server-sent events, as `curl` and a browser do. */
import { credentialsFor } from './credentials.ts';

export interface SentEvent {
  id: string;
  name: string;
  data: unknown;
}

export class EventSourceReader {
  readonly events: SentEvent[] = [];
  /** Comments and the like, which carry no data. */
  readonly others: string[] = [];
  readonly status: number;
  readonly headers: Headers;
  isEnded = false;
  readonly #abort: AbortController;
  #text = '';

  private constructor(response: Response, abort: AbortController) {
    this.status = response.status;
    this.headers = response.headers;
    this.#abort = abort;
    this.#read(response).catch(() => (this.isEnded = true));
  }

  /** With the credentials of a test server, unless others are given. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventSourceReader> {
    const abort = new AbortController();
    const response = await fetch(url, {
      headers: { ...(await credentialsFor(url)), ...headers },
      signal: abort.signal,
    });
    return new EventSourceReader(response, abort);
  }

  /** Those of that name. */
  named(name: string): SentEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      this.#text += decoder.decode(chunk, { stream: true });
      const blocks = this.#text.split('\n\n');
      this.#text = blocks.pop()!;
      for (const block of blocks) this.#take(block);
    }
    this.isEnded = true;
  }

  #take(block: string): void {
    const fields = new Map(
      block
        .split('\n')
        .map((line) => [
          line.slice(0, line.indexOf(':')),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
    );
    const data = fields.get('data');
    if (data === undefined) this.others.push(block);
    else {
      this.events.push({
        id: fields.get('id') ?? '',
        name: fields.get('event') ?? '',
        data: JSON.parse(data) as unknown,
      });
    }
  }
}
