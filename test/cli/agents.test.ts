import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeHyperparameters, learnerNames } from '../../agents/index.js';
import { cogym } from './cogym.js';

describe('cogym agents', () => {
  it('lists agents and learners', async () => {
    const { stdout } = await cogym('agents');
    for (const name of ['random', 'reinforce', 'bandits', 'ppo', 'mappo'])
      assert.match(stdout, new RegExp(`^${name} `, 'm'));
  });

  it('shows ranges and defaults of an agent', async () => {
    const { stdout } = await cogym('agents', 'reinforce');
    assert.match(stdout, /^hyperparameter +range +default +meaning$/m);
    assert.match(stdout, /^batch +5 \.\. 50 +10 +designs of one step$/m);
  });

  for (const name of learnerNames()) {
    it(`shows what ${name} uses on design problems where that differs`, async () => {
      const { hyperparameters, designDefaults } = JSON.parse((await cogym('agents', name, '--json')).stdout);
      const table = (await cogym('agents', name)).stdout;
      assert.match(table, /^hyperparameter +range +default +on designs +meaning$/m);
      const rows = table.split('\n').map((line) => line.split(/ {2,}/));
      for (const [key, used] of Object.entries(completeHyperparameters(name))) {
        const standard = hyperparameters.properties[key].default;
        assert.deepEqual(designDefaults[key] ?? standard, used, key);
        const cells = rows.find(([first]) => first === key);
        if (key in designDefaults) assert.deepEqual(cells?.slice(2, 4), [String(standard), String(used)]);
      }
    });
  }
});
