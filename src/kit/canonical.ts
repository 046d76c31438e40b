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
  return write(value, { path: [], open: [] });
}

/** How deep the writer stands: the keys and places that led there, written out only for a refusal, and the values it is in. */
interface Depth {
  readonly path: (string | number)[];
  /** Few at a time, so looking through them is quicker than a set. */
  readonly open: object[];
}

function write(value: unknown, depth: Depth): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
    throw refuse(depth, `${value} is no safe integer; write it as a decimal string`);
  }
  if (typeof value !== 'object') throw refuse(depth, `a ${typeof value} has no JSON form`);
  if (depth.open.includes(value)) throw refuse(depth, 'the value contains itself');
  depth.open.push(value);
  const text = Array.isArray(value)
    ? writeList(value, depth)
    : writeObject(value as Record<string, unknown>, depth);
  depth.open.pop();
  return text;
}

function writeList(list: readonly unknown[], depth: Depth): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) {
    depth.path.push(i);
    text += (i > 0 ? ',' : '') + write(list[i] ?? null, depth);
    depth.path.pop();
  }
  return `${text}]`;
}

function writeObject(value: Record<string, unknown>, depth: Depth): string {
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item === undefined) continue;
    depth.path.push(key);
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${write(item, depth)}`;
    depth.path.pop();
  }
  return `${text}}`;
}

function refuse({ path: steps }: Depth, why: string): Fault {
  const path = steps.reduce<string>(
    (text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${step}`),
    '$',
  );
  return new Fault('kit/not-canonical', `${path}: ${why}`, { meta: { path } });
}
