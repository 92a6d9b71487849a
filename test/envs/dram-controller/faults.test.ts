/**
 * Faults of ArchGym (srivatsankrishnan/oss-arch-gym 53f745af) and DRAMSys 5.1, and that `DramController-v0` does not have
 * them: one test a fault, in the order of docs/dram-controller.md. The fault of ArchGym's ants is tested with the agents.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { agentNames, makeAgent, prepareSearcher } from '../../../agents/index.js';
import { make, makeProblem, problemDefinition } from '../../../envs/index.js';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { type DramGenerator, dramModes, generateTrace, simulateDram } from '../../../simulators/dram/index.js';
import {
  type Design,
  type DesignEnv,
  type Evaluation,
  Evaluator,
  fillOptions,
  makeReward,
  type Problem,
  toParallel,
} from '../../../src/design/index.js';
import { workerModule } from '../../../src/gym/worker-module.js';
import { RandomStream } from '../../../src/stats/random.js';

const id = 'DramController-v0';
const short = { requests: 300 };
const presets = ['extended', 'archgym-rl', 'archgym-27m'];
const problemOf = (options: Readonly<Record<string, unknown>> = {}, preset?: string) =>
  makeProblem(id, { ...short, ...options }, preset);

function simulated(device: string, rule: DramGenerator, rest: Partial<Parameters<typeof simulateDram>[0]> = {}) {
  const { rbc } = loadTemplate('dram/address-maps', device.split('_')[0] as string).maps;
  return simulateDram({
    device: loadTemplate('dram', device),
    addressMap: rbc as NonNullable<typeof rbc>,
    trace: generateTrace(rule),
    ...rest,
  });
}

/** A design of `problem` from numbers in [0, 1). */
const designs = ({ space }: Problem) =>
  fc
    .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: space.dimension,
      maxLength: space.dimension,
    })
    .map((unit) => space.fromUnit(unit));

test('the unit of a latency was dropped: times are clocks times tCK, and metrics name their unit', () => {
  const controllers = fc.record({
    pagePolicy: fc.constantFrom('Open', 'Closed', 'OpenAdaptive', 'ClosedAdaptive'),
    requestBufferSize: fc.constantFrom(1, 3, 8, 64),
    arbiter: fc.constantFrom('Simple', 'Fifo', 'Reorder'),
  });
  fc.assert(
    fc.property(
      fc.constantFrom('ddr3_1600', 'ddr4_2400', 'lpddr4_3200', 'hbm2_2000'),
      fc.constantFrom(...dramModes),
      controllers,
      fc.nat({ max: 1000 }),
      (device, mode, controller, seed) => {
        const run = simulated(device, { generator: 'mediumLoad', requests: 60, seed }, { mode, controller } as never);
        assert.equal(run.totalTimeNs, (run.totalCycles * loadTemplate('dram', device).tCK_ps) / 1000);
      },
    ),
    { seed: 1, numRuns: 40 },
  );
  const { metrics } = problemOf({ workloads: ['random-mixed'] });
  const endings: Readonly<Record<string, RegExp>> = {
    s: /S$/,
    J: /J$/,
    W: /W$/,
    'J s': /JS$/,
    'bytes/s': /BytesPerS$/,
    '': /Rate$/,
  };
  for (const { name, unit } of metrics) assert.match(name, endings[unit] as RegExp);
});

test('the reward had a pole at the target and punished beating it: bounded is monotone and in (0, 1]', () => {
  const objectives = ['minimize energyJ', 'minimize totalTimeS', 'maximize bandwidthBytesPerS'];
  const problem = problemOf({ objectives });
  const { score } = makeReward(problem);
  const start = problem.evaluate(problem.space.defaultDesign());
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  const names = ['energyJ', 'totalTimeS', 'bandwidthBytesPerS'];
  const scaled = (factors: readonly number[]): Evaluation => ({
    ...start,
    metrics: {
      ...start.metrics,
      ...Object.fromEntries(names.map((name, i) => [name, (start.metrics[name] as number) * (factors[i] as number)])),
    },
  });
  fc.assert(
    fc.property(fc.tuple(factor, factor, factor), fc.nat({ max: 2 }), factor, (factors, which, other) => {
      const reward = score(scaled(factors));
      assert.ok(reward > 0 && reward <= 1, `${reward}`);
      const changed = score(scaled(factors.map((value, i) => (i === which ? other : value))));
      const isBetter = which === 2 ? other >= (factors[which] as number) : other <= (factors[which] as number);
      assert.ok(isBetter ? changed >= reward : changed <= reward);
    }),
    { seed: 2 },
  );
});

test('the legacy formula gives 4.97 to the best row on random and 259.7 to a slower one', () => {
  const problem = problemOf({}, 'archgym-rl');
  const { score } = makeReward(problem, 'archgymLatency');
  const evaluation = problem.evaluate(problem.space.defaultDesign());
  const of = (totalTimeS: number) => score({ ...evaluation, metrics: { ...evaluation.metrics, totalTimeS } });
  assert.equal(of(79.88125e-6).toFixed(2), '4.97');
  assert.equal(of(99.615e-6).toFixed(1), '259.7');
  const bounded = makeReward(problem).score;
  assert.ok(
    bounded({ ...evaluation, metrics: { ...evaluation.metrics, totalTimeS: 79.88125e-6 } }) >=
      bounded({ ...evaluation, metrics: { ...evaluation.metrics, totalTimeS: 99.615e-6 } }),
  );
});

test('the decoder reached 5.9 % of the designs: every value of every parameter comes back from every codec', () => {
  for (const preset of presets) {
    const { space } = problemOf({}, preset);
    const base = space.defaultDesign();
    const slices = { even: [] as string[], odd: [] as string[] };
    space.names.forEach((name, i) => {
      slices[i % 2 === 0 ? 'even' : 'odd'].push(name);
    });
    space.names.forEach((name, i) => {
      for (let k = 0; k < space.cardinality(i); k++) {
        const design = { ...base, [name]: space.valueAt(i, k) };
        const back: Readonly<Record<string, Design>> = {
          indices: space.fromIndices(space.toIndices(design)),
          unit: space.fromUnit(space.toUnit(design)),
          box: space.fromBox(space.toBox(design)),
          oneHot: space.fromOneHot(space.toOneHot(design)),
          dict: space.fromDict(space.toDict(design)),
          tuple: space.fromTuple(space.toTuple(design, slices), slices),
        };
        for (const [codec, decoded] of Object.entries(back)) assert.deepEqual(decoded, design, `${preset} ${codec}`);
      }
    });
    fc.assert(
      fc.property(designs(problemOf({}, preset)), (design) => {
        assert.deepEqual(space.fromBox(space.toBox(design)), design);
        assert.deepEqual(space.fromIndices(space.toIndices(design)), design);
      }),
      { seed: 3 },
    );
  }
});

test('the space differed by agent: one schema, and no agent can leave it', async () => {
  assert.equal(problemOf({}, 'archgym-27m').space.size(), 28_311_552n);
  assert.equal(problemOf({}, 'archgym-rl').space.size(), 442_368n);
  assert.equal(problemOf().space.size(), 11_059_200n);
  const { space, objectives } = problemOf({}, 'archgym-rl');
  const stranger = { ...space.defaultDesign(), requestBufferSize: 3 };
  assert.throws(() => new Evaluator(problemOf({}, 'archgym-rl')).evaluate(stranger), { code: 'badRequest' });
  for (const name of agentNames()) {
    await prepareSearcher(name);
    const agent = makeAgent(name, { space, objectives: objectives.length, budget: 20, seed: 1 });
    for (const design of agent.ask(10)) assert.deepEqual(space.validate(design), design, name);
  }
});

test('a flag inverted the reward: a better design has the higher reward through every interface', () => {
  const preset = 'archgym-rl';
  const options = { ...short, preset, workloads: ['random'] };
  const { space } = problemOf({}, preset);
  const better = space.defaultDesign();
  const worse = { ...better, requestBufferSize: 1, schedulerBuffer: 'Shared' };
  const rewards = (mode: string, play: (env: DesignEnv, design: Design) => number) =>
    [better, worse].map((design) => {
      const env = make(id, { ...options, mode }).unwrapped as DesignEnv;
      env.reset({ seed: 1, ...(mode === 'refine' ? { options: { design: worse } } : {}) });
      return play(env, design);
    }) as [number, number];
  const bandit = rewards('bandit', (env, design) => env.step(Int32Array.from(space.toIndices(design))).reward);
  const sequential = rewards('sequential', (env, design) =>
    Array.from(space.toIndices(design), (index) => env.step(index).reward).reduce((sum, reward) => sum + reward, 0),
  );
  const parallel = rewards('bandit', (env, design) => {
    const game = toParallel(env, 'per-parameter');
    game.reset({ seed: 1 });
    const actions = Object.fromEntries(Array.from(space.toIndices(design), (k, i) => [space.names[i] as string, k]));
    return game.step(actions).rewards['arbiter'] as number;
  });
  for (const [high, low] of [bandit, sequential, parallel]) assert.ok(high > low, `${high} > ${low}`);
  assert.deepEqual(bandit, sequential);
  assert.deepEqual(bandit, parallel);
  const [good, bad] = [better, worse].map((design) => problemOf({ workloads: ['random'] }, preset).evaluate(design));
  assert.ok(
    (good as Evaluation).objectives.every((value, i) => value < (bad?.objectives[i] as number)),
    'minimised',
  );
});

test('power alone rewards being slow: it is not the default, and whoever chooses it is warned', () => {
  const problem = problemOf();
  assert.deepEqual(
    problem.objectives.map(({ name }) => name),
    ['energyJ', 'totalTimeS'],
  );
  const { info } = make(id, { ...short, objectives: ['minimize averagePowerW'] }).reset({ seed: 1 });
  assert.match((info['warnings'] as string[])[0] as string, /the least power is the slowest design/);
});

test('the workload named only a log folder: it changes the metrics, the version and the record', () => {
  const made = ['stream', 'random', 'cloud-1', 'cloud-2'].map((name) => problemOf({ workloads: [name] }));
  const times = made.map(({ evaluate, space }) => evaluate(space.defaultDesign()).metrics['totalTimeS']);
  assert.equal(new Set(times).size, 4);
  assert.equal(new Set(made.map(({ version }) => version)).size, 4);
  assert.deepEqual(made[0]?.workload, 'stream on ddr3_1600, dramsys-5.1');
  const [one, other] = [{ device: 'ddr3_1600' }, { device: 'ddr4_2400' }].map((options) =>
    problemOf({ workloads: ['random'], ...options }).evaluate(made[0]?.space.defaultDesign() as Design),
  );
  assert.notDeepEqual(one?.metrics, other?.metrics, 'nor is a run remembered for another device');
});

test('one configuration file for all: 8 workers in parallel give the same results as one', async () => {
  const options = fillOptions(problemDefinition(id).options, {
    requests: 400,
    workloads: ['cloud-1', 'medium-load'],
  });
  const problem = makeProblem(id, options);
  const random = RandomStream.from(8, 'workers');
  const all = Array.from({ length: 48 }, () => problem.space.sample(random));
  const expected = all.map((design) => problem.evaluate(design));
  const shares = Array.from({ length: 8 }, (_, k) => all.filter((_, i) => i % 8 === k));
  const found = await Promise.all(shares.map((share) => evaluatedByWorker({ options, designs: share })));
  assert.deepEqual(
    all.map((_, i) => found[i % 8]?.[Math.floor(i / 8)]),
    expected,
  );
});

function evaluatedByWorker(workerData: unknown): Promise<Evaluation[]> {
  return new Promise((resolve, reject) => {
    const { filename, execArgv } = workerModule('evaluate-worker', import.meta.url);
    const worker = new Worker(new URL(filename), { execArgv, workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

test('any text on stderr ended the process: a design that fails is a result, a wrong option is an error', () => {
  const problem = problemOf();
  const failing: Problem = {
    ...problem,
    evaluate() {
      throw new Error('Fatal: DRAMSys');
    },
  };
  const { feasible, violations } = new Evaluator(failing).evaluate(problem.space.defaultDesign());
  assert.equal(feasible, false);
  assert.deepEqual(
    violations.map(({ name }) => name),
    ['simulatorError'],
  );
  assert.throws(() => problemOf({ simulatorMode: 'fast' }), { code: 'badRequest', path: '/options/simulatorMode' });
});

test('the proxy was trained on mixed units: every metric of a data set says its unit', () => {
  for (const { name, unit, source } of problemOf({ workloads: ['random-mixed'] }, 'archgym-rl').metrics) {
    assert.ok(unit !== '' || name === 'rowHitRate', name);
    assert.deepEqual([source.simulator, source.mode], ['dram', 'archgym']);
  }
});

test('DRAMSys 5.1 never finishes some runs with Staggered: here they finish', () => {
  for (const device of ['lpddr4_3200', 'hbm2_2000']) {
    for (const workload of ['pointer-chase', 'low-load', 'stream', 'medium-load']) {
      const problem = makeProblem(id, { device, workloads: [workload], requests: 1000 });
      for (const pagePolicy of ['Open', 'Closed']) {
        const design = { ...problem.space.defaultDesign(), pagePolicy, powerDownPolicy: 'Staggered' };
        const { feasible, metrics } = problem.evaluate(design);
        assert.ok(feasible && (metrics['totalTimeS'] as number) < 10e-3, `${device} ${workload} ${pagePolicy}`);
      }
    }
  }
});

test('DRAMSys 5.1 looks at the wrong buffer: the mode corrected differs for Bankwise and ReadWrite, not for Shared', () => {
  const times = (schedulerBuffer: string, workload: string, requestBufferSize: number) =>
    ['dramsys-5.1', 'corrected'].map((simulatorMode) => {
      const problem = makeProblem(id, { simulatorMode, workloads: [workload], requests: 2000 });
      const design = { ...problem.space.defaultDesign(), schedulerBuffer, requestBufferSize };
      return problem.evaluate(design).metrics['totalTimeS'] as number;
    }) as [number, number];
  for (const [buffer, workload] of [
    ['Bankwise', 'random'],
    ['ReadWrite', 'stream-copy'],
  ] as const) {
    const [asDramsys, corrected] = times(buffer, workload, buffer === 'Bankwise' ? 2 : 8);
    assert.ok(corrected < asDramsys, `${buffer}: ${corrected} < ${asDramsys}`);
  }
  const [asDramsys, corrected] = times('Shared', 'random', 8);
  assert.equal(corrected, asDramsys);
  assert.equal(problemOf({ simulatorMode: 'corrected' }).metrics[0]?.source.validated, false);
});

test('DRAMSys 5.1 ignores the limit on outstanding reads: a pointer chase never has two', () => {
  for (const device of ['ddr3_1600', 'hbm2_2000']) {
    const { requestCycles = [] } = simulated(
      device,
      { generator: 'pointerChase', requests: 500, seed: 1 },
      { include: ['requests'] },
    );
    assert.equal(requestCycles.length, 500);
    for (let i = 1; i < requestCycles.length; i++) {
      const [sent] = requestCycles[i] as readonly [number, number, number];
      const [, , answered] = requestCycles[i - 1] as readonly [number, number, number];
      assert.ok(sent >= answered, `${device}: request ${i} is sent at ${sent}, before ${answered}`);
    }
  }
});
