import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arms, explorations } from '../../../agents/learning/arms.js';
import { RandomStream } from '../../../src/stats/random.js';

const all = Uint8Array.of(1, 1, 1, 1);
const rewards = [0.2, 0.5, 0.9, 0.4];

/** Plays of each arm when arm k pays `pays[k]`. */
function plays(
  arms: Arms,
  temperature: number,
  count: number,
  pays: readonly number[],
  { open = all, hysteresis = 1 } = {},
): number[] {
  const random = RandomStream.from(5, 'test');
  const made = new Array<number>(arms.count).fill(0);
  for (let i = 0; i < count; i++) {
    const arm = arms.draw(open, temperature, random);
    made[arm] = (made[arm] as number) + 1;
    arms.learn(arm, pays[arm] as number, { stepSize: 0.1, hysteresis });
  }
  return made;
}

describe('arms of a bandit', () => {
  for (const exploration of explorations) {
    it(`${exploration}: the best one is played most, every one at times, closed ones never`, () => {
      const made = plays(new Arms(4, exploration, 0.95), 0.3, 400, rewards);
      assert.equal(Math.max(...made), made[2]);
      assert.ok(Math.min(...made) > 0, String(made));
      const open = Uint8Array.of(1, 1, 0, 1);
      assert.equal(plays(new Arms(4, exploration, 0.95), 0.3, 200, rewards, { open })[2], 0);
    });

    it(`${exploration}: follows when another arm becomes the best`, () => {
      const arms = new Arms(4, exploration, 0.95);
      plays(arms, 0.3, 300, rewards);
      const made = plays(arms, 0.3, 300, [0.9, 0.5, 0.2, 0.4]);
      assert.equal(Math.max(...made), made[0], String(made));
    });
  }

  it('with hysteresis believe what an arm can pay, rather than what it pays on the average', () => {
    const value = (hysteresis: number): number => {
      const arms = new Arms(1, 'boltzmann', 1);
      for (let i = 0; i < 200; i++) arms.learn(0, i % 2, { stepSize: 0.1, hysteresis });
      return arms.state().values[0] as number;
    };
    assert.ok(Math.abs(value(1) - 0.5) < 0.05);
    assert.ok(value(0.1) > 0.85, String(value(0.1)));
  });

  it('boltzmann draws with the probabilities exp(value/temperature)', () => {
    const arms = new Arms(2, 'boltzmann', 1);
    // Of 1/2 and one reward of 1: the mean is 3/4.
    arms.learn(0, 1, { stepSize: 0.1, hysteresis: 1 });
    const random = RandomStream.from(1, 'test');
    let first = 0;
    for (let i = 0; i < 4000; i++) if (arms.draw(Uint8Array.of(1, 1), 0.25, random) === 0) first++;
    const expected = Math.exp(3) / (Math.exp(3) + Math.exp(2));
    assert.ok(Math.abs(first / 4000 - expected) < 0.03, `${first / 4000}, expected ${expected}`);
  });
});
