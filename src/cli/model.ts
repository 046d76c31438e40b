import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Command } from 'commander';
import { Fault } from '#kit';
import { verifyReference } from '#models';
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
      const report = await verifyReference(readReference(file));
      if (options.json) console.log(JSON.stringify(report));
      else {
        console.log(
          table(
            [
              { head: 'what' },
              { head: 'largest error', align: 'right' },
              { head: 'limit', align: 'right' },
              { head: '' },
            ],
            report.checks.map((check) => [
              check.name,
              check.error.toExponential(3),
              check.limit.toExponential(0),
              check.ok ? 'holds' : 'FAILS',
            ]),
          ),
        );
      }
      if (!report.ok) process.exitCode = 1;
    });
  return new Command('model').description('models: checks').addCommand(verify);
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
