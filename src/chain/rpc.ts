/** JSON-RPC over one kept-alive loopback connection: several calls go in one request and are answered in order. */
import { Agent, request } from 'node:http';
import { Fault } from '#kit';

export interface RpcCall {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** An answer that the node gave: a result, or its refusal. */
export type RpcAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: number; readonly message: string; readonly data: unknown };

export interface Rpc {
  /**
   * Sends the calls in one request, in order.
   *
   * @throws Fault `chain/unreachable` when no answer came: whether the calls took effect is then unknown.
   */
  batch(calls: readonly RpcCall[]): Promise<RpcAnswer[]>;
  /**
   * One call.
   *
   * @throws Fault `chain/unreachable`, or `chain/refused` with the node's message.
   */
  ask(method: string, params?: readonly unknown[]): Promise<unknown>;
  close(): void;
}

interface Wire {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A connection to `http://127.0.0.1:port`. */
export function connectRpc(port: number, timeoutMs = 30_000): Rpc {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  let id = 0;

  const post = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const sent = request(
        { agent, host: '127.0.0.1', port, method: 'POST', headers, timeout: timeoutMs },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
          answer.on('error', reject);
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });

  const batch = async (calls: readonly RpcCall[]): Promise<RpcAnswer[]> => {
    const first = id;
    const wires = calls.map(({ method, params = [] }) => ({
      jsonrpc: '2.0',
      id: id++,
      method,
      params,
    }));
    let answers: Wire[];
    try {
      answers = JSON.parse(await post(JSON.stringify(wires))) as Wire[];
      if (!Array.isArray(answers) || answers.length !== calls.length)
        throw new Error('the node answered something else');
    } catch (cause) {
      throw new Fault(
        'chain/unreachable',
        `the chain at 127.0.0.1:${port} did not answer (${cause instanceof Error ? cause.message : String(cause)}); see whether it still runs`,
        { cause },
      );
    }
    return answers
      .toSorted((a, b) => a.id - b.id)
      .map((answer, i) => {
        if (answer.id !== first + i)
          throw new Fault('chain/unreachable', 'the node mixed up its answers');
        const { error } = answer;
        return error
          ? { ok: false, code: error.code, message: error.message, data: error.data }
          : { ok: true, result: answer.result };
      });
  };

  return {
    batch,
    async ask(method, params = []) {
      const answer = (await batch([{ method, params }]))[0]!;
      if (answer.ok) return answer.result;
      throw new Fault('chain/refused', `the chain refused ${method}: ${answer.message}`, {
        meta: { method, code: answer.code, data: answer.data },
      });
    },
    close: () => agent.destroy(),
  };
}
