import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '#kit';

/** What may stand in `.env`; each can be given in the environment too, which wins. */
const Environment = z.object({
  HANSE_DIR: z.string().min(1).default('.hanse').describe('data folder'),
  HANSE_PORT: z.coerce.number().int().min(0).max(65_535).default(4270),
  HANSE_URL: z.url().optional().describe('hub that the commands speak to'),
  HANSE_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  HANSE_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  HANSE_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});
export type Environment = z.infer<typeof Environment>;

/**
 * Reads `.env` of the working folder, if there is one, and checks every setting. Empty settings count as absent.
 *
 * @throws Fault `cli/bad-env` naming the setting; its value is not shown, it may be a secret
 */
export function readEnvironment(): Environment {
  if (existsSync('.env')) {
    try {
      process.loadEnvFile('.env');
    } catch (cause) {
      throw new Fault('cli/bad-env', '.env cannot be read; write one NAME=value a line', { cause });
    }
  }
  const given = Object.fromEntries(
    Object.entries(process.env).filter(([name, value]) => name.startsWith('HANSE_') && value),
  );
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Fault(
    'cli/bad-env',
    `the setting ${issue.path.join('.')} does not work: ${issue.message}; correct it in .env or in the environment (see .env.example)`,
  );
}
