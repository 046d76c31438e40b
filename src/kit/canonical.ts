import { Fault } from './fault.ts';

/**
 * JSON with one spelling per value (after RFC 8785): keys sorted by UTF-16 code unit, no spaces, bigint as a decimal string.
 *
 * Numbers that are not safe integers are refused, because 0.86 and 0.860 would hash apart: write decimals as strings.
 * Keys whose value is `undefined` are left out.
 *
 * @throws Fault `kit/not-canonical` for fractions, NaN, infinities, functions, symbols and cycles; `meta.path` says where.
 * @example canonicalJson({ b: 1n, a: '0.86' }) // '{"a":"0.86","b":"1"}'
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', new Set());
}

function write(value: unknown, path: string, open: Set<object>): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
    throw refuse(path, `${value} is no safe integer; write it as a decimal string`);
  }
  if (typeof value !== 'object') throw refuse(path, `a ${typeof value} has no JSON form`);
  if (open.has(value)) throw refuse(path, 'the value contains itself');
  open.add(value);
  const text = Array.isArray(value)
    ? `[${value.map((item, i) => write(item ?? null, `${path}[${i}]`, open)).join(',')}]`
    : writeObject(value as Record<string, unknown>, path, open);
  open.delete(value);
  return text;
}

function writeObject(value: Record<string, unknown>, path: string, open: Set<object>): string {
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item === undefined) continue;
    parts.push(`${JSON.stringify(key)}:${write(item, `${path}.${key}`, open)}`);
  }
  return `{${parts.join(',')}}`;
}

function refuse(path: string, why: string): Fault {
  return new Fault('kit/not-canonical', `${path}: ${why}`, { meta: { path } });
}
