import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OpenAPIHono, createRoute } from '@hono/zod-openapi';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import { type AnyOperation, EVENTS_PATH, operations } from '#api';
import { Fault } from '#kit';
import { type EventSource, eventRoute } from './events.ts';
import { documentFurtherPaths } from './further-paths.ts';
import type { Handlers } from './handlers.ts';
import { problemOf } from './problem.ts';
import { headers, onlyHosts, onlyOperator } from './security.ts';

/** What the app is made of. */
export interface AppParts {
  readonly handlers: Handlers;
  readonly events: EventSource;
  /** Routes that members speak, mounted as they are. */
  readonly rounds: Hono;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly operatorKey: string;
  readonly hosts: readonly string[];
  readonly log: Logger;
}

type Answer = (query: unknown, body: unknown) => Promise<unknown>;

/** The hub's HTTP face: operations, events, members' rounds, pages, `/openapi.json`, `/healthz`. */
export function createApp(parts: AppParts): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const issue = result.error.issues[0]!;
      throw new Fault(
        'http/bad-input',
        `${issue.path.join('.') || result.target}: ${issue.message}; see /openapi.json for what is allowed`,
      );
    },
  });
  app.use(headers(), onlyHosts(parts.hosts));
  app.use('/v1/*', bodyLimit({ maxSize: 64 * 1024 * 1024, onError: tooLarge }));
  app.onError((error, context) => {
    const problem = problemOf(error);
    const level = problem.status >= 500 ? 'error' : 'info';
    parts.log[level]({ path: context.req.path, code: problem.code, err: error }, problem.title);
    return context.json(problem, problem.status, { 'content-type': 'application/problem+json' });
  });
  for (const [name, definition] of Object.entries(operations)) {
    route(app, definition as AnyOperation, parts.handlers[name as keyof Handlers] as Answer, parts);
  }
  app.get(EVENTS_PATH, eventRoute(parts.events));
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.route('/', parts.rounds);
  documentFurtherPaths(app);
  app.doc('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Hanse hub', version: '0.1.0' },
  });
  app.all('/v1/*', (context) => {
    const { method, path } = context.req;
    throw new Fault('http/not-found', `there is no ${method} ${path}; see /openapi.json`);
  });
  servePages(app, parts.pages);
  return app;
}

/** The built pages; a hub without them works, and says so where they would be. */
function servePages(app: OpenAPIHono, folder: string): void {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/*', (context) => context.text(NO_PAGES, 503));
    return;
  }
  app.use('/*', serveStatic({ root: folder }));
  app.get('/*', serveStatic({ root: folder, path: 'index.html' }));
}

const NO_PAGES =
  'The hub runs, but its pages are not built: stop it and run "npm start", or "node scripts/prepare.mjs" and start it again.\n';

function route(app: OpenAPIHono, operation: AnyOperation, answer: Answer, parts: AppParts): void {
  const json = <T>(schema: T): { 'application/json': { schema: T } } => ({
    'application/json': { schema },
  });
  const post = operation.method === 'post';
  const definition = createRoute({
    method: operation.method,
    path: operation.path,
    operationId: operation.name,
    summary: operation.summary,
    middleware: operation.access === 'operator' ? [onlyOperator(parts.operatorKey)] : [],
    request: {
      query: operation.query as never,
      ...(post ? { body: { content: json(operation.body), required: true } } : {}),
    },
    responses: {
      200: { description: 'done', content: json(operation.output) },
      default: { description: 'a problem (RFC 9457)' },
    },
  });
  const handle = async (context: Context): Promise<Response> => {
    const query: unknown = context.req.valid('query' as never);
    const body: unknown = post ? context.req.valid('json' as never) : {};
    return context.json((await answer(query, body)) as object);
  };
  app.openapi(definition, handle as never);
}

function tooLarge(): never {
  throw new Fault('http/too-large', 'the body is larger than 64 MiB; send less');
}
