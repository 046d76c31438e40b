import type { OpenAPIHono } from '@hono/zod-openapi';
import { EVENTS_PATH } from '#api';
import { STEPS } from '#rounds/member';

const SIGNED = 'Signed by the member: `authorization: Hanse MEMBER.TIME.SIGNATURE`.';

/** Routes beside the operations: news, health, and what members' processes speak. */
const PATHS: readonly (readonly [method: 'get' | 'post', path: string, summary: string])[] = [
  ['get', EVENTS_PATH, 'Server-sent events `journal` and `progress`; resumes after Last-Event-ID'],
  ['get', '/healthz', 'Whether the hub answers'],
  ['get', '/openapi.json', 'This document'],
  ['post', '/v1/members', 'Takes a seat with the secret of its invitation'],
  [
    'get',
    '/v1/members/{member}/next',
    `The oldest open task for a hand of the member, \`work\` or \`sign\`. ${SIGNED}`,
  ],
  ['post', '/v1/members/{member}/outcomes', `A member's answer to a task. ${SIGNED}`],
  ...(['cohort', 'senders', 'survivors', 'ask'] as const).map(
    (name) => ['get', `/v1/rounds/{plan}/${name}`, `What a step gave: ${name}. ${SIGNED}`] as const,
  ),
  ...STEPS.map(
    (step) =>
      ['post', `/v1/rounds/{plan}/${step}`, `A member's message: ${step}. ${SIGNED}`] as const,
  ),
  ['get', '/v1/models/{hash}', 'The bytes of a global model, by SHA-256'],
];

/** Writes them into `/openapi.json`. */
export function documentFurtherPaths(app: OpenAPIHono): void {
  for (const [method, path, summary] of PATHS) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    app.openAPIRegistry.registerPath({
      method,
      path,
      summary,
      parameters: names.map((name) => ({
        name,
        in: 'path' as const,
        required: true,
        schema: { type: 'string' as const },
      })),
      responses: {
        200: { description: 'done' },
        default: { description: 'a problem (RFC 9457)' },
      },
    });
  }
}
