/** Episodes in Minari's layout. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeProblem } from '../../../envs/index.js';
import { DesignEnv } from '../../../src/design/design-env.js';
import { exportMinari } from '../../../src/experiments/dataset/minari.js';
import { readRows } from '../../../src/experiments/dataset/read.js';
import { trajectories } from '../../../src/experiments/dataset/trajectories.js';
import { duckdb, literal } from '../../../src/experiments/duckdb.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { temporaryFolder, toyExperiment } from '../helpers.js';

const sizing = (budget: number) =>
  toyExperiment({
    problem: 'accelerator-sizing',
    agents: [{ name: 'random', hyperparameters: {} }],
    seeds: [1, 2],
    budget,
  });

describe('trajectories', () => {
  for (const mode of ['bandit', 'sequential', 'staged'] as const) {
    it(`in the mode ${mode} are what the environment gives for the same actions`, async (t) => {
      const folder = temporaryFolder(t);
      await runExperiment(sizing(15), folder);
      const rows = await readRows(folder);
      const { episodes, skipped } = trajectories(rows, mode);
      assert.equal(skipped, 0);
      assert.equal(episodes.length, 30);
      for (const seed of [1, 2]) {
        const env = new DesignEnv(makeProblem('accelerator-sizing'), { mode, budget: 15 });
        for (const episode of episodes.filter((one) => one.seed === seed)) {
          assert.deepEqual(episode.observations[0], env.reset().observation);
          for (const [i, action] of episode.actions.entries()) {
            const { observation, reward, terminated, truncated } = env.step(action);
            assert.deepEqual(episode.observations[i + 1], observation);
            assert.equal(episode.rewards[i], reward);
            assert.equal(episode.terminations[i], terminated);
            assert.equal(episode.truncations[i], truncated);
          }
        }
      }
      assert.deepEqual(
        episodes.map(({ rewards }) => rewards.at(-1)),
        [...rows.reward],
      );
    });
  }

  it('leave out designs that the masks do not let through, and go on behind them', async (t) => {
    const folder = temporaryFolder(t);
    const problem = 'AsicCodesign-v0';
    const agents = [{ name: 'sobol', hyperparameters: {} }];
    await runExperiment(toyExperiment({ problem, agents, seeds: [1], budget: 20 }), folder);
    const rows = await readRows(folder);
    const { episodes, skipped } = trajectories(rows, 'sequential');
    assert.equal(episodes.length + skipped, 20);
    for (const { evaluation, rewards } of episodes) {
      const row = rows.evaluation.indexOf(evaluation);
      assert.equal(rewards.at(-1), rows.reward[row]);
    }
  });

  it('need discrete parameters where a step chooses one, and one problem', async (t) => {
    const [toy, other] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(toyExperiment({ budget: 4 }), toy);
    await runExperiment(toyExperiment({ budget: 4, options: { latencyLimitS: 1e-3 } }), other);
    const rows = await readRows(toy);
    assert.throws(() => trajectories(rows, 'sequential'), { code: 'notReplayable', message: /real parameters/ });
    assert.equal(trajectories(rows, 'bandit').episodes.length, 16);
    const both = await readRows([toy, other], { force: true });
    assert.throws(() => trajectories(both, 'bandit'), { code: 'notReplayable', message: /2 problems/ });
  });
});

describe("Minari's layout", () => {
  it('has a folder an episode, with one row more than steps', async (t) => {
    const [folder, root] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(sizing(5), folder);
    const { id, folder: data, episodes, steps } = await exportMinari(folder, root);
    assert.deepEqual([id, episodes, steps], ['codesign-gym/accelerator-sizing/sequential-v0', 10, 90]);
    const metadata = JSON.parse(readFileSync(join(data, 'metadata.json'), 'utf8'));
    assert.deepEqual(JSON.parse(metadata.action_space), { type: 'Discrete', dtype: 'int64', start: 0, n: 8 });
    const observationSpace = JSON.parse(metadata.observation_space);
    assert.equal(observationSpace.type, 'Box');
    assert.deepEqual([metadata.total_episodes, metadata.total_steps, metadata.dataset_id], [10, 90, id]);
    assert.equal(readdirSync(data).length, 11);
    const expected = trajectories(await readRows(folder), 'sequential').episodes;
    for (const [i, episode] of expected.entries()) {
      const file = join(data, String(i), 'part-0.parquet');
      const reader = await (await duckdb()).runAndReadAll(`SELECT * FROM read_parquet(${literal(file)})`);
      const rows = reader.getRowObjectsJS();
      assert.equal(rows.length, 10);
      for (const [step, row] of rows.entries()) {
        assert.deepEqual(row['observations'], [...(episode.observations[step] as Float32Array)]);
        assert.equal(row['actions'], BigInt((episode.actions[step] as number | undefined) ?? 0));
        assert.equal(row['rewards'], episode.rewards[step] ?? 0);
        assert.equal(row['terminations'], step === 8);
        const info = row['infos'] as Record<string, unknown>;
        assert.equal(info['latencyMs'], step === 9 ? episode.result.metrics['latencyMs'] : null);
      }
      const own = JSON.parse(readFileSync(join(data, String(i), 'metadata.json'), 'utf8'));
      assert.deepEqual([own.id, own.total_steps, own.evaluation], [i, 9, episode.evaluation]);
    }
  });

  it('takes an id that Minari takes, and keeps what is there', async (t) => {
    const [folder, root] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(sizing(2), folder);
    await assert.rejects(exportMinari(folder, root, { id: 'no version' }), { code: 'usage' });
    await exportMinari(folder, root, { id: 'mine/sizing-v3', mode: 'bandit' });
    assert.ok(existsSync(join(root, 'mine', 'sizing-v3', 'data', '3', 'part-0.parquet')));
    await assert.rejects(exportMinari(folder, root, { id: 'mine/sizing-v3' }), { code: 'fileExists' });
  });

  it('is there whole or not at all', async (t) => {
    const [folder, root] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(sizing(2), folder);
    const connection = await duckdb();
    const whole = connection.run.bind(connection);
    const run = t.mock.method(connection, 'run', (sql: string) =>
      sql.startsWith('COPY') ? Promise.reject(new Error('the disk is full')) : whole(sql),
    );
    await assert.rejects(exportMinari(folder, root, { id: 'sizing-v0' }), { code: 'writeFailed' });
    run.mock.restore();
    assert.deepEqual(readdirSync(join(root, 'sizing-v0')), []);
    assert.equal((await exportMinari(folder, root, { id: 'sizing-v0' })).episodes, 4);
  });
});
