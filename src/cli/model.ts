import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Command } from 'commander';
import { Fault } from '#kit';
import { type ReferenceReport, verifyReference } from '#models';
import { nodeKernel } from '#tensor/node';
import { table } from './table.ts';

/** `hanse model verify-reference FILE` */
export function modelCommand(): Command {
  const verify = new Command('verify-reference')
    .description(
      'train the LSTM of a reference file (JSON or JSON.gz: x, y, layers, head, losses, glayers, ghead) and compare losses and gradients; prints the largest errors, exits 1 where a limit is passed',
    )
    .argument('<file>', 'for example a file written from PyTorch')
    .option('--json', 'print the report as JSON')
    .allowExcessArguments(false)
    .action(async (file: string, options: { json?: boolean }) => {
      const report = await verifyReference(readReference(file), await nodeKernel('exact'));
      if (options.json) console.log(JSON.stringify(report));
      else print(report);
      if (!report.pass) process.exitCode = 1;
    });
  return new Command('model').description('models: checks').addCommand(verify);
}

function print(report: ReferenceReport): void {
  const { shape, batch, loss, gradient, losses } = report;
  console.log(
    `LSTM of ${shape.layers} × ${shape.hidden} on ${shape.inputSize} inputs, ${shape.steps} steps, ${shape.outputs} outputs, batch ${batch}`,
  );
  const rows = [
    ['loss of the first step', loss],
    [`gradient, relative to the largest of its tensor (worst: ${gradient.tensor})`, gradient],
    [`loss of ${losses.steps} Adam steps`, losses],
  ] as const;
  console.log(
    table(
      [
        { head: 'what' },
        { head: 'largest error', align: 'right' },
        { head: 'limit', align: 'right' },
        { head: '' },
      ],
      rows.map(([name, check]) => [
        name,
        check.error.toExponential(3),
        check.limit.toExponential(0),
        check.pass ? 'holds' : 'FAILS',
      ]),
    ),
  );
}

function readReference(file: string): unknown {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Fault('cli/no-file', `${file} cannot be read; check the path`, { cause });
  }
  try {
    const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    return JSON.parse(text.toString('utf8')) as unknown;
  } catch (cause) {
    throw new Fault('cli/bad-file', `${file} is no JSON or gzipped JSON; write it anew`, { cause });
  }
}
