import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  Adam,
  Constant,
  getWeights,
  Lstm,
  type LstmFlow,
  type LstmStep,
  liveTensors,
  loadBackend,
  losses,
  Mlp,
  type Network,
  orthogonal,
  trainStep,
  weightCount,
} from '../../src/nn/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { assertGradient } from './finite-differences.js';

const normals = (length: number, seed = 1): Float32Array => {
  const random = RandomStream.from(seed, 'test');
  return Float32Array.from({ length }, () => random.normal());
};

before(async () => {
  await loadBackend();
});

describe('Mlp', () => {
  for (const activation of ['tanh', 'relu'] as const) {
    for (const members of [1, 3]) {
      it(`has the gradients of finite differences (${activation}, ${members} member(s))`, () => {
        const network = new Mlp({ inputs: 3, hidden: [5, 4], outputs: 2, activation, members }, RandomStream.from(2));
        const rows = 4;
        const inputs = normals(members * rows * 3);
        const weightsOfOutputs = normals(members * rows * 2, 5);
        // A sum of squares of the outputs with weights: its slope depends on the outputs themselves.
        const loss = (): number =>
          network.forward(inputs, rows).reduce((sum, y, k) => sum + (weightsOfOutputs[k] as number) * y * y, 0);
        const gradients = network.gradients(
          inputs,
          rows,
          (outputs) => outputs.map((y, k) => 2 * (weightsOfOutputs[k] as number) * y),
          { inputs: true },
        );
        const { inputs: slopes, parameters } = network.gradients(
          inputs,
          rows,
          (outputs) => outputs.map((y, k) => 2 * (weightsOfOutputs[k] as number) * y),
          { inputs: true, parameters: false },
        );
        assert.deepEqual([slopes, parameters], [gradients.inputs, []]);
        const options = { width: 3e-3, tolerance: 2e-2, changed: () => network.setWeights(getWeights(network)) };
        network.parameters.forEach((values, k) => {
          assertGradient(loss, values, gradients.parameters[k] as Float32Array, options);
        });
        assertGradient(loss, inputs, gradients.inputs as Float32Array, options);
      });
    }
  }

  it('evaluates its members as if each stood alone', () => {
    const rows = 6;
    const all = new Mlp({ inputs: 2, hidden: [8], outputs: 3, members: 2 }, RandomStream.from(3));
    const inputs = normals(2 * rows * 2);
    const together = all.forward(inputs, rows);
    for (const m of [0, 1]) {
      const one = new Mlp({ inputs: 2, hidden: [8], outputs: 3 }, RandomStream.from(4));
      one.setWeights(
        all.parameters.map((values) => values.slice((m * values.length) / 2, ((m + 1) * values.length) / 2)),
      );
      const alone = one.forward(inputs.slice(m * rows * 2, (m + 1) * rows * 2), rows);
      const part = together.slice(m * rows * 3, (m + 1) * rows * 3);
      alone.forEach((value, k) => {
        assert.ok(Math.abs(value - (part[k] as number)) < 1e-5);
      });
    }
    assert.equal(weightCount(all), 2 * 8 + 8 + 8 * 3 + 3);
  });

  it('learns a function that is not linear', () => {
    const network = new Mlp({ inputs: 2, hidden: [16], outputs: 1 }, RandomStream.from(5));
    const adam = new Adam(network.parameters, { learningRate: 0.02 });
    const batch = {
      inputs: Float32Array.of(-1, -1, -1, 1, 1, -1, 1, 1),
      targets: Float32Array.of(-1, 1, 1, -1),
      rows: 4,
    };
    let loss = 0;
    for (let i = 0; i < 300; i++) loss = trainStep(network, adam, 'squaredError', batch);
    assert.ok(loss < 1e-3, `loss ${loss}`);
  });

  it('gives the same weights for the same seed, others for another', () => {
    const trained = (seed: number): Float32Array[] => {
      const network = new Mlp({ inputs: 4, hidden: [8, 8], outputs: 2 }, RandomStream.from(seed));
      const adam = new Adam(network.parameters, { learningRate: 1e-2 });
      const batch = { inputs: normals(40), targets: normals(20, 2), rows: 10 };
      for (let i = 0; i < 20; i++) trainStep(network, adam, 'huber', batch);
      return getWeights(network);
    };
    assert.deepEqual(trained(1), trained(1));
    assert.notDeepEqual(trained(1), trained(2));
  });

  it('refuses batches and weights of another shape', () => {
    const network = new Mlp({ inputs: 2, hidden: [3], outputs: 1 }, RandomStream.from(1));
    assert.throws(() => network.forward(new Float32Array(5), 3), { code: 'badRequest', message: /1 x 3 x 2/ });
    assert.throws(() => network.setWeights([new Float32Array(6)]), { code: 'badRequest', message: /6, 3, 3, 1 fit/ });
    assert.throws(() => new Mlp({ inputs: 0, hidden: [], outputs: 1 }, RandomStream.from(1)), { code: 'badRequest' });
  });
});

it('leaves no tensor behind over 100 updates', () => {
  const network = new Mlp({ inputs: 4, hidden: [8, 8], outputs: 2, members: 2 }, RandomStream.from(1));
  const lstm = new Lstm(3, 4, RandomStream.from(1));
  const adam = new Adam(network.parameters, { learningRate: 1e-2 });
  const batch = { inputs: normals(2 * 5 * 4), targets: normals(2 * 5 * 2, 2), rows: 5 };
  const update = (): void => {
    trainStep(network, adam, 'squaredError', batch);
    network.forward(batch.inputs, 5);
    const step = lstm.step(normals(6), 2);
    lstm.back(
      step,
      { hidden: normals(8), cell: normals(8) },
      lstm.parameters.map((p) => new Float32Array(p.length)),
    );
  };
  update();
  const live = liveTensors();
  for (let i = 0; i < 100; i++) update();
  assert.equal(liveTensors(), live);
  network.dispose();
  // Two members of three layers: weights, their transposes and biases.
  assert.equal(liveTensors(), live - 2 * 3 * 3);
});

describe('Constant', () => {
  it('gives its vector for every row and sums the gradients over the rows', () => {
    const network: Network = new Constant(2, 2);
    network.setWeights([[1, 2, 3, 4]]);
    assert.deepEqual([...network.forward(new Float32Array(6), 3)], [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
    const { parameters } = network.gradients(new Float32Array(4), 2, () => Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    assert.deepEqual([...(parameters[0] as Float32Array)], [4, 6, 12, 14]);
  });
});

describe('Lstm', () => {
  it('has the gradients of finite differences over three steps', () => {
    const lstm = new Lstm(2, 3, RandomStream.from(4));
    const rows = 2;
    const inputs = [normals(4, 1), normals(4, 2), normals(4, 3)];
    const weights = [normals(6, 4), normals(6, 5), normals(6, 6)];
    const run = (): LstmStep[] => {
      const steps: LstmStep[] = [];
      for (const x of inputs) steps.push(lstm.step(x, rows, steps.at(-1)));
      return steps;
    };
    const loss = (): number =>
      run().reduce((sum, { hidden }, t) => sum + hidden.reduce((s, h, k) => s + h * (weights[t]?.[k] as number), 0), 0);
    const gradients = lstm.parameters.map((values) => new Float32Array(values.length));
    const steps = run();
    let flow: LstmFlow = { hidden: new Float32Array(6), cell: new Float32Array(6) };
    const ofInputs: Float32Array[] = [];
    for (let t = 2; t >= 0; t--) {
      const hidden = flow.hidden.map((value, k) => value + (weights[t]?.[k] as number));
      const back = lstm.back(steps[t] as LstmStep, { hidden, cell: flow.cell }, gradients);
      ofInputs[t] = back.inputs;
      flow = back;
    }
    lstm.parameters.forEach((values, k) => {
      assertGradient(loss, values, gradients[k] as Float32Array);
    });
    inputs.forEach((values, t) => {
      assertGradient(loss, values, ofInputs[t] as Float32Array);
    });
  });
});

describe('losses', () => {
  for (const [name, loss] of Object.entries(losses)) {
    it(`${name} has the gradient of finite differences`, () => {
      const outputs = normals(12).map((value, k) => (k === 0 ? 20 : value));
      const targets =
        name === 'crossEntropy' ? Float32Array.from([0.5, 0.5, 0, 1, 0, 0, 0, 0, 1, 0.2, 0.3, 0.5]) : normals(12, 2);
      const { gradient } = loss(outputs, targets, 3);
      assertGradient(() => loss(outputs, targets, 3).loss, outputs, gradient);
    });
  }

  it('names the losses that there are', () => {
    const network = new Constant(1);
    const adam = new Adam(network.parameters, { learningRate: 1 });
    const batch = { inputs: new Float32Array(1), targets: [0], rows: 1 };
    assert.throws(() => trainStep(network, adam, 'mse', batch), { code: 'badRequest', message: /squaredError, huber/ });
  });
});

describe('Adam', () => {
  it('takes the steps of the paper', () => {
    const adam = new Adam([new Float32Array(1)], { learningRate: 0.1 });
    // By hand, gradients 1 then 3: m = 0.1, 0.39; v = 0.001, 0.009999; corrected by 1 - beta^t.
    const [first] = adam.stepped([Float32Array.of(0)], [Float32Array.of(1)]) as [Float32Array];
    assert.ok(Math.abs((first[0] as number) + 0.1) < 1e-6);
    const [second] = adam.stepped([first], [Float32Array.of(3)]) as [Float32Array];
    const expected = -0.1 - (0.1 * (0.39 / 0.19)) / Math.sqrt(0.009999 / 0.001999);
    assert.ok(Math.abs((second[0] as number) - expected) < 1e-6);
  });

  it('goes on bit for bit from its state', () => {
    const step = (adam: Adam, seed: number, from: Float32Array): Float32Array =>
      adam.stepped([from], [normals(4, seed)])[0] as Float32Array;
    const whole = new Adam([new Float32Array(4)], { learningRate: 0.1 });
    const halfway = step(whole, 1, new Float32Array(4));
    const { steps, first, second } = whole.getState();
    const plain = { steps, first: first.map((x) => Array.from(x)), second: second.map((x) => Array.from(x)) };
    const restored = new Adam([new Float32Array(4)], { learningRate: 0.1 });
    restored.setState(JSON.parse(JSON.stringify(plain)));
    assert.deepEqual(step(restored, 2, halfway), step(whole, 2, halfway));
  });
});

it('starts from orthonormal columns or rows', () => {
  for (const [inputs, outputs] of [
    [6, 3],
    [3, 6],
  ] as const) {
    const matrix = orthogonal(2)(RandomStream.from(8), inputs, outputs);
    const few = Math.min(inputs, outputs);
    const entry = (vector: number, k: number): number =>
      matrix[inputs < outputs ? vector * outputs + k : k * outputs + vector] as number;
    for (let a = 0; a < few; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let k = 0; k < Math.max(inputs, outputs); k++) product += entry(a, k) * entry(b, k);
        assert.ok(Math.abs(product - (a === b ? 4 : 0)) < 1e-5);
      }
    }
  }
});
