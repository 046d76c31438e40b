/** PyTorch as a peer: a Python process that trains a while each time it is asked, and the benchmarks against it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Fault } from '#kit';
import type { KernelFamily } from '#tensor/node';
import type { Bench } from '../bench.ts';
import { isolated } from '../isolated.ts';
import { alone } from '../alone.ts';
import { peersFolder } from '../peers.ts';
import { shapeOf, type Workload } from './workload.ts';

const VERSION = '2.15.0';
/** Builds without CUDA, a tenth of the size. */
const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';

interface Asked {
  readonly name: string;
  readonly kernel: KernelFamily | 'fast128' | 'fast256' | 'exact256';
  readonly workload: Workload;
  readonly threads: number;
  readonly what: 'train' | 'predict';
  /** Whether PyTorch has to do with 256 bits, too. */
  readonly peerWidth?: 256;
}

/** Keeps ATen, oneDNN and MKL from wider registers. */
const NARROW = {
  ATEN_CPU_CAPABILITY: 'avx2',
  ONEDNN_MAX_CPU_ISA: 'AVX2',
  MKL_ENABLE_INSTRUCTIONS: 'AVX2',
};

/** A benchmark of ours beside PyTorch's CPU build with oneDNN. */
export function torchBench(asked: Asked): Bench {
  const { name, kernel, workload, threads, what, peerWidth } = asked;
  const { hidden, layers } = shapeOf(workload);
  const network = `LSTM of ${layers} × ${hidden}, 60 steps of 25 features, 3 classes`;
  const work = what === 'train' ? 'training in batches of 64 with Adam' : 'one prediction';
  return {
    name,
    says: `${network}: ${work}, ${threads} thread${threads > 1 ? 's' : ''}, the ${kernel} kernel.`,
    unit: what === 'train' ? 'samples/s' : 'µs',
    better: what === 'train' ? 'higher' : 'lower',
    peerName: `PyTorch ${VERSION} (CPU, oneDNN${peerWidth ? ', AVX2' : ''})`,
    runs: 7,
    async prepare() {
      const side = `${kernel} ${workload} ${threads} ${what}`;
      const ours = await isolated(new URL('training.ts', import.meta.url), side);
      const peer = await startTorch(
        [hidden, layers, threads, what].join(' '),
        peerWidth ? NARROW : {},
      );
      return {
        ours: ours.run,
        peer: peer.run,
        close: async () => {
          await ours.close();
          peer.close();
        },
      };
    },
  };
}

async function startTorch(
  args: string,
  env: Record<string, string>,
): Promise<{ run(): Promise<number>; close(): void }> {
  const script = join(import.meta.dirname, 'training_torch.py');
  const child = spawn(python(), [script, ...args.split(' ')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done)
      throw new Fault(
        'bench/no-peer',
        'the Python process of PyTorch ended; see its message above',
      );
    return value;
  };
  console.error(await line());
  return {
    run: async () => {
      child.stdin.write('run\n');
      return Number(await line());
    },
    close: () => child.stdin.end(),
  };
}

/** The interpreter that has PyTorch: the one named in HANSE_TORCH_PYTHON, or of an environment made here once. */
function python(): string {
  const named = process.env['HANSE_TORCH_PYTHON'];
  if (named) return named;
  return alone(join(peersFolder, '.lock'), ownPython);
}

function ownPython(): string {
  const folder = join(peersFolder, '.venv');
  const own = join(folder, 'bin', 'python');
  if (existsSync(own) && succeeds(own, ['-c', 'import torch'])) return own;
  console.error(`installing PyTorch ${VERSION} into ${folder} …`);
  rmSync(folder, { recursive: true, force: true });
  const install = ['-m', 'pip', 'install', '--quiet', `torch==${VERSION}`, 'numpy'];
  const made =
    succeeds('python3', ['-m', 'venv', folder]) &&
    (succeeds(own, [...install, '--retries', '0', '--index-url', CPU_INDEX]) ||
      succeeds(own, install));
  if (made) return own;
  throw new Fault(
    'bench/no-peer',
    `PyTorch ${VERSION} cannot be installed here (Python 3 with venv and a package index are needed); set HANSE_TORCH_PYTHON to a Python that has it`,
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;
}
