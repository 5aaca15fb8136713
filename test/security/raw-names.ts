/**
 * The parser takes out of names what some file system forbids, and most of what markup is made of with it. The app
 * must not live on that: here its pages get the names as the torrent had them, in answers and on the stream.
 */
import type { BrowserContext } from 'playwright-core';

export async function showRawNames(
  context: BrowserContext,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  // As they stand inside of JSON text.
  const texts = [...names].map(([clean, raw]) => [quotedPart(clean), quotedPart(raw)] as const);
  const restore = (text: string): string =>
    texts.reduce((result, [clean, raw]) => result.replaceAll(clean, raw), text);

  await context.route('**/api/**', async (route) => {
    try {
      const response = await route.fetch();
      const isJson = response.headers()['content-type']?.includes('json') ?? false;
      const body = isJson ? { body: restore(await response.text()) } : {};
      await route.fulfill({ response, ...body });
    } catch {
      // The page has gone before its answer came.
    }
  });
  await context.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) =>
      socket.send(typeof message === 'string' ? restore(message) : message),
    );
  });
}

function quotedPart(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
