import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '#kit';

const PORT = 'use a whole number from 0 to 65535';
const NODE = 'use the URL of a node, such as https://base.example.org';

function count(unit: string, min: number, max: number) {
  const fits = (text: string): boolean =>
    /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max;
  return z
    .string()
    .refine(fits, `use a whole number of ${unit} from ${min} to ${max}`)
    .transform(Number)
    .optional();
}

/** What may stand in `.env`; each can be given in the environment too, which wins. */
const Environment = z.object({
  HANSE_DIR: z.string().min(1).default('.hanse').describe('data folder'),
  HANSE_PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, PORT)
    .transform(Number)
    .default(4270),
  HANSE_URL: z
    .url({ protocol: /^https?$/, error: 'use a URL such as http://127.0.0.1:4270' })
    .optional()
    .describe('hub that the commands speak to'),
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
  HANSE_RECORD: z.string().min(1).optional().describe('deployment elsewhere'),
  HANSE_RPC_URL: z.url({ protocol: /^https?$/, error: NODE }).optional(),
  HANSE_WITNESS_URL: z.url({ protocol: /^https?$/, error: NODE }).optional(),
  HANSE_OLDEST_HEAD: count('seconds', 1, 1_000_000_000),
  HANSE_CONFIRMATIONS: count('blocks', 1, 10_000),
  HANSE_LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], 'use silent, error, warn, info or debug')
    .default('info'),
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
      checkLines(readFileSync('.env', 'utf8'));
      process.loadEnvFile('.env');
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
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

/** Node passes over lines it does not understand; a setting that is not heard must be told. */
function checkLines(text: string): void {
  let quote = '';
  for (const [i, line] of text.split('\n').entries()) {
    if (quote) {
      if (line.includes(quote)) quote = '';
      continue;
    }
    if (/^\s*(#|$)/.test(line)) continue;
    const value = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*(.*)$/.exec(line)?.[1];
    if (value === undefined) {
      throw new Fault(
        'cli/bad-env',
        `.env, line ${i + 1}: this is no setting; write NAME=value, or # before a remark`,
      );
    }
    const opening = /^["'`]/.exec(value)?.[0] ?? '';
    if (opening && !value.slice(1).includes(opening)) quote = opening;
  }
}
