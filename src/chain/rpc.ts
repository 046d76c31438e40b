/** JSON-RPC over kept-alive local connections: several calls go in one request and are answered in order. */
import { Agent, request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { Fault } from '#kit';

const TIMEOUT_MS = 30_000;

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

/** Carries one request's text there and its answer back; throws where none comes. */
type Post = (body: string) => Promise<string>;

/** A connection to `http://127.0.0.1:port`. */
export function connectRpc(port: number, timeoutMs = TIMEOUT_MS): Rpc {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const post: Post = (body) =>
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
  return rpcOver(post, `127.0.0.1:${port}`, () => agent.destroy());
}

/** A connection by a socket in the file system: a fraction of what a request over TCP costs both ends. */
export function connectSocket(path: string, timeoutMs = TIMEOUT_MS): Rpc {
  const lanes = [new Lane(path, timeoutMs), new Lane(path, timeoutMs)];
  const post: Post = (body) =>
    (lanes[0]!.waiting <= lanes[1]!.waiting ? lanes[0]! : lanes[1]!).post(body);
  return rpcOver(post, path, () => {
    for (const lane of lanes) lane.close();
  });
}

/** One socket, one request at a time: the node separates its answers by nothing. */
class Lane {
  readonly #path: string;
  readonly #timeoutMs: number;
  #socket: Socket | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  waiting = 0;

  constructor(path: string, timeoutMs: number) {
    this.#path = path;
    this.#timeoutMs = timeoutMs;
  }

  post(body: string): Promise<string> {
    this.waiting++;
    const answer = this.#last.then(() => this.#exchange(body));
    this.#last = answer.catch(() => undefined).finally(() => this.waiting--);
    return answer;
  }

  /** What still waits in line fails, too: by now another node may listen at the same path. */
  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #exchange(body: string): Promise<string> {
    if (this.#closed) return Promise.reject(new Error('the connection was closed'));
    // The node may have ended while nothing was asked.
    if (this.#socket?.destroyed) this.#socket = undefined;
    const socket = (this.#socket ??= createConnection(this.#path));
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      const done = (): void => {
        clearTimeout(timer);
        socket.off('data', onData).off('error', fail).off('close', onClose);
      };
      const fail = (error: Error): void => {
        done();
        socket.destroy();
        this.#socket = undefined;
        reject(error);
      };
      const onClose = (): void => fail(new Error('the connection was closed'));
      const onData = (part: Buffer): void => {
        parts.push(part);
        // An answer is one array; most of its pieces do not end in a bracket.
        if (part.at(-1) !== CLOSING && part.at(-1) !== NEWLINE) return;
        const text = Buffer.concat(parts).toString('utf8');
        if (!isJson(text)) return;
        done();
        resolve(text);
      };
      const timer = setTimeout(
        () => fail(new Error(`no answer within ${this.#timeoutMs} ms`)),
        this.#timeoutMs,
      );
      socket.on('data', onData).on('error', fail).on('close', onClose);
      socket.write(body);
    });
  }
}

const CLOSING = 0x5d;
const NEWLINE = 0x0a;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function rpcOver(post: Post, name: string, close: () => void): Rpc {
  let id = 0;
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
        `the chain at ${name} did not answer (${cause instanceof Error ? cause.message : String(cause)}); see whether it still runs`,
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
    close,
  };
}
