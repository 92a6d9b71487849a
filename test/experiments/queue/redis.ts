/** A Redis server of a test's own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '../helpers.js';

/** Whether the machine has a Redis or Valkey server. */
export const server = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Starts a server on a free port of the loopback address; it ends with the test. */
export async function startRedis(t: TestContext, name: string): Promise<string> {
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    temporaryFolder(t),
  ];
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => end(child));
  await new Promise<void>((settle, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (/Ready to accept connections/i.test(text)) settle();
    });
    child.on('close', () => reject(new Error(`${name} ended before it was ready`)));
  });
  return `redis://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => settle(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((settle) => {
    child.on('close', () => settle());
    child.kill('SIGKILL');
  });
}
