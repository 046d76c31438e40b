import { createAdaptorServer } from '@hono/node-server';
import { Fault } from '#kit';

/** A port that is held before anything is served on it. */
export interface HeldPort {
  /** Starts to answer; gives the address. */
  serve(fetch: (request: Request) => Response | Promise<Response>): string;
  close(): Promise<void>;
}

/** Which host the hub listens on: this machine only. */
const HOST = '127.0.0.1';

/**
 * Takes a port of this machine; requests wait until {@link HeldPort.serve}.
 *
 * @param port 0 for any free one
 * @throws Fault `server/port-in-use`, `server/cannot-listen`
 */
export async function listen(port: number): Promise<HeldPort> {
  let answer: ((request: Request) => Response | Promise<Response>) | undefined;
  const server = createAdaptorServer({
    fetch: (request: Request) =>
      answer?.(request) ??
      new Response('the hub is opening', { status: 503, headers: { 'retry-after': '1' } }),
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(listenFault(port, error)));
    server.listen(port, HOST, done);
  });
  return {
    serve(fetch) {
      answer = fetch;
      const address = server.address();
      if (typeof address !== 'object' || !address)
        throw new Fault('server/cannot-listen', 'the hub listens nowhere');
      return `http://${HOST}:${address.port}`;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function listenFault(port: number, error: NodeJS.ErrnoException): Fault {
  if (error.code === 'EADDRINUSE') {
    return new Fault(
      'server/port-in-use',
      `port ${port} on ${HOST} is in use; stop the other program, or choose another port with --port or HANSE_PORT`,
      { cause: error },
    );
  }
  return new Fault(
    'server/cannot-listen',
    `cannot listen on ${HOST}:${port} (${error.message}); choose another port with --port`,
    { cause: error },
  );
}
