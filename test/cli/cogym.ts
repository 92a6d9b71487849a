/** The command line without a process of its own. */
import { mock } from 'node:test';
import { format } from 'node:util';
import { runCli } from '../../src/cli/commands.js';

/** Runs a command line in this process: its exit status and what it printed. */
export async function cogym(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const streams = [mock.method(console, 'log', () => {}), mock.method(console, 'error', () => {})];
  process.exitCode = 0;
  try {
    await runCli(argv);
    const [stdout, stderr] = streams.map(({ mock: { calls } }) =>
      calls.map(({ arguments: printed }) => `${format(...printed)}\n`).join(''),
    );
    return { status: Number(process.exitCode), stdout: stdout as string, stderr: stderr as string };
  } finally {
    process.exitCode = 0;
    for (const stream of streams) stream.mock.restore();
  }
}
