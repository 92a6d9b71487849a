/** Evolution, annealing, the ant colony, NSGA-II and tree search: what is special to each. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mostPromising, newNode } from '../../agents/tree-search/node.js';
import type { Json } from '../../src/design/agent.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { hypervolume } from '../../src/design/hypervolume.js';
import { categorical, type Design, integer, ordinal, real } from '../../src/design/parameter.js';
import { agentOn, bowl, evaluation, least, search, space } from './bowl.js';

for (const name of ['evolution', 'annealing', 'ant-colony', 'nsga2', 'tree-search']) {
  describe(name, () => {
    it('comes closer to the optimum than random search', () => {
      const total = (agent: string): number =>
        [1, 2, 3, 4, 5].reduce((sum, seed) => sum + least(search(agentOn(agent, seed), bowl)), 0);
      assert.ok(total(name) < 0.7 * total('random'), `${total(name)} against ${total('random')}`);
    });

    it('finds its way out of an infeasible region', () => {
      const narrow = ({ count, x }: Design) => {
        const violation = Math.max(0, Math.abs(Number(x)) - 0.1) + Math.max(0, Math.abs(Number(count) - 3) - 1) / 20;
        return evaluation([violation > 0 ? 9 + violation : 0], violation);
      };
      const feasible = (agent: string): number =>
        search(agentOn(agent, 1), narrow).filter((result) => result.evaluation.feasible).length;
      assert.ok(feasible(name) > 3 * feasible('random'), `${feasible(name)} against ${feasible('random')}`);
    });
  });
}

describe('evolution', () => {
  it('lets the oldest die, however good', () => {
    const agent = agentOn('evolution', 1, { hyperparameters: { population: 10 } });
    const [first] = agent.ask(1) as [Design];
    agent.tell([{ design: first, evaluation: evaluation([-100]) }]);
    const oldest = (): Design[] =>
      (agent.state() as unknown as { population: { design: Design }[] }).population.map(({ design }) => design);
    search(agent, () => evaluation([1]), 9);
    assert.deepEqual(oldest()[0], first);
    search(agent, () => evaluation([1]), 1);
    assert.equal(oldest().length, 10);
    assert.notDeepEqual(oldest()[0], first);
  });
});

describe('annealing', () => {
  it('accepts a worse design with the probability exp(-delta/T), T falling geometrically', () => {
    const budget = 400;
    const agent = agentOn('annealing', 1, { budget });
    // Twenty figures 1..20: the median less the least is 9.5, the best is the current one.
    for (let k = 1; k <= 20; k++) agent.tell(agent.ask(1).map((design) => ({ design, evaluation: evaluation([k]) })));
    const state = agent.state() as unknown as { chain: { told: number; current: { design: Design } } };
    const before = state.chain.current.design;
    const [worse] = agent.ask(1) as [Design];
    const delta = 2;
    for (const told of [20, 120, 300]) {
      const start = { ...state, chain: { ...state.chain, told } };
      const trials = 600;
      let accepted = 0;
      for (let seed = 0; seed < trials; seed++) {
        const one = agentOn('annealing', seed, { budget });
        const { random } = one.state() as unknown as { random: number[] };
        one.restore({ ...start, random } as unknown as Json);
        one.tell([{ design: worse, evaluation: evaluation([1 + delta]) }]);
        const { chain } = one.state() as unknown as typeof state;
        if (space.key(chain.current.design) !== space.key(before)) accepted++;
      }
      // The design told is itself a step of time.
      const temperature = 0.5 * 9.5 * 1e-3 ** ((told + 1 - 20) / (budget - 20));
      const expected = Math.exp(-delta / temperature);
      const deviation = Math.sqrt((expected * (1 - expected)) / trials);
      assert.ok(Math.abs(accepted / trials - expected) <= 4 * deviation, `${told}: ${accepted / trials}, ${expected}`);
    }
  });

  it('begins again after each part of the budget', () => {
    const agent = agentOn('annealing', 1, { budget: 100, hyperparameters: { restarts: 1 } });
    search(agent, bowl, 50);
    search(agent, bowl, 1);
    const { chain } = agent.state() as unknown as { chain: { told: number } };
    assert.equal(chain.told, 1);
  });
});

describe('ant-colony', () => {
  it('keeps pheromones between their bounds, where no value is lost', () => {
    const agent = agentOn('ant-colony', 1, { hyperparameters: { rho: 0.9 } });
    search(agent, bowl, 300);
    const { pheromone } = agent.state() as unknown as { pheromone: number[][] };
    assert.deepEqual(
      pheromone.map((table) => table.length),
      [3, 21, 16, 16],
    );
    for (const tau of pheromone.flat()) assert.ok(tau >= 0.02 && tau <= 1);
  });

  it('draws in proportion to tau^alpha, and with greediness the value with the most pheromone', () => {
    const draws = 3000;
    for (const [alpha, greediness] of [
      [1, 0],
      [2, 0],
      [0, 0],
      [1, 0.6],
    ] as const) {
      const agent = agentOn('ant-colony', 1, { hyperparameters: { alpha, greediness } });
      const state = agent.state() as unknown as { pheromone: number[][] };
      const tau = [0.2, 0.5, 0.3];
      agent.restore({ ...state, pheromone: [tau, ...state.pheromone.slice(1)] } as unknown as Json);
      const kinds = agent.ask(draws).map(({ kind }) => kind);
      const total = tau.reduce((sum, t) => sum + t ** alpha, 0);
      tau.forEach((t, k) => {
        const expected = greediness * (k === 1 ? 1 : 0) + ((1 - greediness) * t ** alpha) / total;
        const share = kinds.filter((kind) => kind === ['a', 'b', 'c'][k]).length / draws;
        assert.ok(Math.abs(share - expected) < 0.04, `alpha ${alpha}, greediness ${greediness}: ${share}`);
      });
    }
  });

  it('cuts long parameters into cells and reaches every value under a mask', () => {
    const long = new DesignSpace([integer('n', 0, 199), integer('m', 0, 199)]);
    const even = Uint8Array.from({ length: 200 }, (_, k) => (k % 50 === 0 ? 1 : 0));
    const asked = agentOn('ant-colony', 1, { space: long, mask: () => [even, even] }).ask(200);
    assert.deepEqual(
      [...new Set(asked.map(({ n }) => Number(n)))].sort((a, b) => a - b),
      [0, 50, 100, 150],
    );
  });
});

describe('nsga2', () => {
  const line = new DesignSpace(Array.from({ length: 6 }, (_, i) => real(`x${i}`, 0, 1)));
  const two = (design: Design) => {
    const [first, ...rest] = line.names.map((name) => Number(design[name])) as [number, ...number[]];
    const g = 1 + rest.reduce((sum, value) => sum + value, 0);
    return evaluation([first, g * (1 - Math.sqrt(first / g))]);
  };

  it('spreads over the front with either crossover', () => {
    const volume = (name: string, crossover?: string): number => {
      const hyperparameters = crossover === undefined ? {} : { crossover };
      const results = search(agentOn(name, 1, { space: line, objectives: 2, hyperparameters }), two, 600);
      return hypervolume(
        results.map((result) => result.evaluation.objectives),
        [1.1, 4],
      );
    };
    const random = volume('random');
    for (const crossover of ['uniform', 'sbx']) assert.ok(volume('nsga2', crossover) > random + 0.5, crossover);
  });

  it('crosses every kind of parameter, conditions and masks kept', () => {
    const mixed = new DesignSpace([
      categorical('cache', ['none', 'small', 'large']),
      ordinal('ways', [1, 2, 4], { activeWhen: { parameter: 'cache', oneOf: ['small', 'large'] } }),
      integer('depth', 0, 9),
      real('ratio', 0, 1),
    ]);
    const odd = Uint8Array.from({ length: 10 }, (_, k) => k % 2);
    const agent = agentOn('nsga2', 1, {
      space: mixed,
      mask: () => [new Uint8Array(3).fill(1), new Uint8Array(3).fill(1), odd, new Uint8Array(0)],
      hyperparameters: { crossover: 'sbx', population: 20 },
    });
    for (const { design } of search(agent, ({ ratio }) => evaluation([Number(ratio)]), 200)) {
      assert.equal(Number(design['depth']) % 2, 1);
      assert.deepEqual(mixed.canonical(mixed.validate(design)), design);
    }
  });
});

describe('tree-search', () => {
  it('asks every design of a small space before long, since it leaves what is explored', () => {
    const small = new DesignSpace([categorical('a', ['p', 'q', 'r']), ordinal('b', [1, 2, 3, 4]), integer('c', 0, 4)]);
    for (const seed of [1, 2, 3]) {
      const agent = agentOn('tree-search', seed, { space: small });
      const results = search(agent, ({ b }) => evaluation([Number(b)]), 80);
      // 80 uniform draws find 44 of the 60 designs on the average.
      assert.equal(new Set(results.map(({ design }) => small.key(design))).size, 60, `seed ${seed}`);
      search(agent, ({ b }) => evaluation([Number(b)]), 20);
      assert.equal((agent.state() as unknown as { root: { closed: boolean } }).root.closed, true);
    }
  });

  it('decides group by group', () => {
    const grouped = new DesignSpace([
      ordinal('a', [1, 2], { group: 'hardware' }),
      ordinal('b', [3, 4], { group: 'network' }),
      ordinal('c', [5, 6], { group: 'hardware' }),
    ]);
    const agent = agentOn('tree-search', 1, { space: grouped });
    search(agent, () => evaluation([1]), 6);
    const { root } = agent.state() as unknown as { root: { values: number[]; children: { values: number[] }[] } };
    assert.deepEqual([...root.values].sort(), [1, 2]);
    assert.deepEqual([...(root.children[0]?.values ?? [])].sort(), [5, 6]);
  });

  it('finds the one good pair of values on a plateau as random search would', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7];
    const flat = new DesignSpace(['a', 'b', 'c', 'd'].map((name) => ordinal(name, values)));
    const good = ({ c, d }: Design): boolean => c === 2 && d === 5;
    const found = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((seed) =>
      search(agentOn('tree-search', seed, { space: flat }), (design) => evaluation([good(design) ? 0 : 1]), 200).some(
        ({ design }) => good(design),
      ),
    );
    // 200 uniform draws miss it with (63/64)^200 = 4 %.
    assert.ok(found.length >= 9, `found by ${found.length} of 10 runs`);
  });

  it('widens reals slowly', () => {
    const line = new DesignSpace([real('x', 0, 1), real('y', 0, 1)]);
    const agent = agentOn('tree-search', 1, { space: line });
    search(agent, ({ x }) => evaluation([Number(x)]), 100);
    const { root } = agent.state() as unknown as { root: { children: unknown[] } };
    assert.ok(root.children.length >= 9 && root.children.length <= 11, `${root.children.length} children`);
  });

  it('follows the largest mean plus exploration', () => {
    const child = (visits: number, reward: number) => ({ ...newNode(), visits, reward });
    const node = { ...newNode(), visits: 30, children: [child(10, 9), child(10, 5), child(10, 1)] };
    assert.equal(mostPromising(node, 0.1), 0);
    (node.children[0] as { closed: boolean }).closed = true;
    assert.equal(mostPromising(node, 0.1), 1, 'a closed branch is left alone');
    const rare = { ...newNode(), visits: 101, children: [child(100, 90), child(1, 0.1)] };
    assert.equal(mostPromising(rare, 1), 1);
  });

  it('draws below the tree by the mean reward of values, or uniformly when asked to', () => {
    const deep = new DesignSpace(Array.from({ length: 8 }, (_, i) => ordinal(`o${i}`, [1, 2, 3, 4])));
    const best = (rollout: string): number => {
      const agent = agentOn('tree-search', 1, { space: deep, hyperparameters: { rollout } });
      const sum = ({ o5, o6, o7 }: Design) => evaluation([Number(o5) + Number(o6) + Number(o7)]);
      const late = search(agent, sum, 300).slice(100);
      return late.filter(({ design }) => design['o7'] === 1).length;
    };
    // The tree decides the first parameters only: of 200 uniform draws of the last one 50 are best.
    assert.ok(Math.abs(best('random') - 50) < 20, `${best('random')}`);
    assert.ok(best('mast') > 150, `${best('mast')}`);
  });
});
