/** A network in memory with the threads that work on it; the calling thread is the first of them. */
import { Fault } from '#kit';
import { meet, giveUp } from './barrier.ts';
import { clippingPlaces, clippingViews } from './clipping.ts';
import { convolutionProgram } from './convolution.ts';
import {
  instantiate,
  type Kernel,
  type Link,
  type NetworkSpec,
  type Thread,
  type ThreadStart,
} from './kernel.ts';
import { allocateMemory } from './memory.ts';
import {
  APPLY,
  BOUNDED,
  COMMAND,
  control,
  type Crew,
  DRAW,
  DROPOUT,
  FORWARD,
  GRADIENT,
  GROUPS,
  LIMIT,
  MOST_BLOCKS,
  perform,
  REFRESH,
  ROWS,
  SEED,
  STEP,
  STOP,
  type Update,
  writeUpdate,
} from './passes.ts';
import type { Program } from './program.ts';
import { recurrentProgram } from './recurrent.ts';

/** Which units to leave out: a share of them, drawn from a seed. */
export interface Dropout {
  readonly rate: number;
  /** 32 bits. */
  readonly seed: number;
}

const MOST_BYTES = 2 ** 31;

/** Fill `input` and `labels` for `rows` rows, then run. Views stay valid until `close`. */
export interface Engine {
  readonly capacity: number;
  /** f32 [capacity][steps][inputSize] */
  readonly input: Float32Array;
  /** The same words as i32 [capacity] (classes) and f32 [capacity][outputs] (values). */
  readonly labels: Int32Array;
  readonly targets: Float32Array;
  /** f32 [capacity][16]; the first `outputs` of each row count. */
  readonly output: Float32Array;
  /** f64 [capacity]: the loss of each row against its label, before any update. */
  readonly losses: Float64Array;
  /** Weights in torch's flat order. */
  load(flat: Float32Array): void;
  save(flat: Float32Array): void;
  /** The gradient of the last `gradient` or `step`, flat. */
  saveGradient(flat: Float32Array): void;
  resetMoments(): void;
  forward(rows: number): void;
  gradient(rows: number, dropout?: Dropout): void;
  step(rows: number, update: Update, dropout?: Dropout): void;
  /** For `bounded`: i32 [capacity], the row after each group; f64 [capacity], the length of its gradient. */
  readonly groupEnds: Int32Array;
  readonly groupLengths: Float64Array;
  /** The gradient of the losses' sum, where each of so many groups of rows adds no more than `limit`. */
  bounded(rows: number, groups: number, limit: number, dropout?: Dropout): void;
  /** An update on a gradient given, flat. */
  apply(flat: Float32Array, update: Update): void;
  close(): Promise<void>;
}

/** @throws Fault `tensor/no-threads` when more than one thread is wanted and the kernel cannot start any. */
export async function openEngine(
  spec: NetworkSpec,
  kernel: Kernel,
  threads: number,
): Promise<Engine> {
  const program = programOf(spec);
  const { end } = clippingPlaces(program, threads);
  if (end > MOST_BYTES) {
    const size = Math.ceil(end / 2 ** 20);
    const remedy = 'use a smaller batch';
    throw new Fault('tensor/too-large', `the network needs ${size} MiB, at most 2048; ${remedy}`, {
      meta: { bytes: end },
    });
  }
  const memory = allocateMemory(end);
  const library = kernel.library?.file;
  const start = { module: kernel.module, memory, spec, part: 0, parties: threads, library };
  const self = enlist(start, kernel.library?.link);
  const { kernel: functions, shared, wait, clipping } = self;
  const buffer = memory.buffer;
  const floats = new Float32Array(buffer);
  functions.initialise();
  program.prepare(floats);
  const others = await gather(start, kernel);
  let open = true;

  function run(command: number, rows: number): void {
    if (!open) throw new Fault('tensor/closed', 'the network is closed; open it again to use it');
    shared.words[COMMAND] = command;
    shared.words[ROWS] = rows;
    try {
      wait();
      perform(self);
      wait();
    } catch (error) {
      // The others must not wait for a thread that will not come.
      giveUp(shared.words);
      open = false;
      throw error;
    }
  }

  /** Masks are drawn for each step with dropout; after one, all are set to ones again. */
  let masked = false;
  function drop(dropout: Dropout = { rate: 0, seed: 0 }): void {
    const { words, numbers } = shared;
    words[DRAW] = dropout.rate > 0 ? 1 : 0;
    words[SEED] = dropout.seed;
    numbers[DROPOUT] = dropout.rate;
    if (masked && dropout.rate === 0) program.drop(functions, 0, program.capacity, 0, 0);
    masked = dropout.rate > 0;
  }

  return {
    capacity: program.capacity,
    input: view(Float32Array, program.input, program.capacity * spec.steps * spec.inputSize),
    labels: view(Int32Array, program.labels, program.capacity),
    targets: view(
      Float32Array,
      program.labels,
      program.capacity * (spec.head === 'values' ? spec.outputs : 1),
    ),
    output: view(Float32Array, program.output, program.capacity * 16),
    losses: view(Float64Array, program.losses, program.capacity),
    groupEnds: clipping.views.ends,
    groupLengths: clipping.views.lengths,
    load(flat) {
      program.pack(flat, floats, program.weights);
      run(REFRESH, 0);
    },
    save: (flat) => program.unpack(floats, program.weights, flat),
    saveGradient: (flat) => program.unpack(floats, program.gradient, flat),
    resetMoments() {
      functions.clear(program.packed * 4, program.first);
      functions.clear(program.packed * 4, program.second);
    },
    forward(rows) {
      drop();
      run(FORWARD, rows);
    },
    gradient(rows, dropout) {
      drop(dropout);
      run(GRADIENT, rows);
    },
    step(rows, update, dropout) {
      drop(dropout);
      writeUpdate(shared, update);
      run(STEP, rows);
    },
    bounded(rows, groups, limit, dropout) {
      drop(dropout);
      shared.words[GROUPS] = groups;
      shared.numbers[LIMIT] = limit;
      run(BOUNDED, rows);
    },
    apply(flat, update) {
      program.pack(flat, floats, program.gradient);
      writeUpdate(shared, update);
      run(APPLY, 0);
    },
    async close() {
      if (!open) return;
      open = false;
      shared.words[COMMAND] = STOP;
      wait();
      await Promise.all(others.map((thread) => thread.stop()));
    },
  };

  function view<T>(
    of: new (buffer: ArrayBufferLike, at: number, length: number) => T,
    at: number,
    length: number,
  ): T {
    return new of(buffer, at, length);
  }
}

/** What a thread of the crew runs until it is told to stop. `ready` is called before it first waits. */
export function labour(start: ThreadStart, ready: () => void, link?: Link): void {
  const { words } = control(start.memory);
  try {
    const self = enlist(start, link);
    ready();
    for (;;) {
      self.wait();
      if (words[COMMAND] === STOP) return;
      perform(self);
      self.wait();
    }
  } catch (error) {
    giveUp(words);
    throw error;
  }
}

/** What a thread needs to take part. */
function enlist(start: ThreadStart, link: Link | undefined): Crew {
  const { module, memory, spec, part, parties, library } = start;
  const functions = instantiate(module, memory);
  const program = programOf(spec);
  const shared = control(memory);
  const places = clippingPlaces(program, parties);
  return {
    kernel: library && link ? link(library, functions, memory) : functions,
    program,
    shared,
    clipping: { places, views: clippingViews(memory, places, program) },
    part,
    parties,
    wait: parties > 1 ? () => meet(shared.words, parties) : () => {},
  };
}

async function gather(start: ThreadStart, kernel: Kernel): Promise<Thread[]> {
  const threads = start.parties;
  if (threads > 1 && !kernel.startThread) {
    throw new Fault('tensor/no-threads', `cannot use ${threads} threads here; ask for 1`, {
      meta: { threads },
    });
  }
  const crew = Array.from({ length: threads - 1 }, (_, i) =>
    kernel.startThread!({ ...start, part: i + 1 }),
  );
  await Promise.all(crew.map((thread) => thread.ready));
  return crew;
}

function programOf(spec: NetworkSpec): Program {
  const recurrent = spec.kind === 'lstm' || spec.kind === 'gru';
  const program = recurrent ? recurrentProgram(spec) : convolutionProgram(spec);
  if (program.blocks.length > MOST_BLOCKS) {
    throw new Fault(
      'tensor/too-large',
      `the network has ${program.blocks.length} blocks, at most ${MOST_BLOCKS}; use fewer hidden units or layers`,
    );
  }
  return program;
}
