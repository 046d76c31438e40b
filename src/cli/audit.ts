import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { operations } from '#api';
import { auditJournal } from '#journal';
import { Fault } from '#kit';
import { openDatabase } from '#store';
import { call, type HubOptions } from './client.ts';
import { readEnvironment } from './environment.ts';
import { hubOptions } from './options.ts';

type Report = Awaited<ReturnType<typeof call<typeof operations.audit>>>;

/** `hanse audit` */
export function auditCommand(): Command {
  return hubOptions(new Command('audit'))
    .description(
      'recompute every hash of the journal and compare with the heads published on chain; names each altered entry and exits 1',
    )
    .option('--json', 'print the report as JSON')
    .action(async (options: HubOptions & { json?: boolean }) => {
      const { report, against } = await auditOf(options);
      if (options.json) console.log(JSON.stringify(report));
      else print(report, against);
      if (report.findings.length > 0) process.exitCode = 1;
    });
}

async function auditOf(options: HubOptions): Promise<{ report: Report; against: string }> {
  try {
    const report = await call(operations.audit, {}, options);
    return { report, against: `${report.checkpoints} heads on chain` };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'cli/no-hub' || options.hub) throw error;
    const dir = options.dir ?? readEnvironment().HANSE_DIR;
    const path = join(dir, 'hub', 'hub.sqlite');
    if (!existsSync(path)) throw error;
    const report = auditJournal(openDatabase(path), []);
    return {
      report: { ...report, findings: [...report.findings] },
      against: 'no head on chain, because no hub runs',
    };
  }
}

function print(report: Report, against: string): void {
  for (const finding of report.findings) console.log(`✗ ${finding.sentence}`);
  const verdict =
    report.findings.length === 0 ? 'the journal holds' : `${report.findings.length} problems`;
  console.log(`${verdict}: ${report.entries} entries, compared with ${against}`);
  console.log(`head ${report.head}`);
}
