/** Redis or Valkey as the queue of runs, through BullMQ: both are optional packages. */
import { CogymError } from '../../errors.js';

/** What the queue uses of BullMQ. */
export type BullMq = Pick<typeof import('bullmq'), 'Queue' | 'QueueEvents' | 'Worker' | 'UnrecoverableError'>;

/** The queue of all sweeps: its workers compute whatever run they are given. */
export const QUEUE = 'cogym-runs';

/** Time to answer, in ms, before a server counts as not there. */
const CONNECT_TIMEOUT = 5000;

/**
 * BullMQ, once the server at `url` has answered.
 * @throws CogymError `usage` for another kind of address, `queueMissing` without the packages, `queueUnreachable`
 */
export async function openBullMq(url: string): Promise<BullMq> {
  if (!/^rediss?:\/\/\S+$/.test(url)) {
    throw new CogymError('usage', `a queue is redis://host:port or rediss://host:port, not '${url}'`);
  }
  const [bullMq, { Redis }] = await loadPackages();
  const client = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_TIMEOUT, retryStrategy: () => null });
  // Without a listener a refused connection would end the process before `connect` rejects.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new CogymError(
      'queueUnreachable',
      `no Redis or Valkey answers at ${url} (${(error as Error).message}): start one, or name another with --queue`,
    );
  } finally {
    client.disconnect();
  }
  return bullMq;
}

async function loadPackages() {
  try {
    return await Promise.all([import('bullmq'), import('ioredis')]);
  } catch (error) {
    throw new CogymError(
      'queueMissing',
      `--queue needs the packages bullmq and ioredis: npm install bullmq ioredis (${(error as Error).message})`,
    );
  }
}
