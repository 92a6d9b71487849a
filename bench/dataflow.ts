/**
 * Speed of the dataflow model, one thread, template expansion included, nothing kept from one layer to the next:
 * `npm run bench -- dataflow [--maestro PATH] [--smoke]`. Goal: 50,000 layers a second.
 *
 * The layers are those of the reference table where COGYM_REFERENCE names it, else a built-in set. With the path of a
 * MAESTRO binary the same layers go through it in the same run, and the ratio is printed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Bench } from 'tinybench';
import { loadTemplate } from '../hwtemplates/index.js';
import { assign, directivesOf, evaluateLayer, type Layer, type LayerRequest } from '../simulators/dataflow/index.js';
import { RandomStream } from '../src/stats/random.js';
import { verdict } from './shared/verdict.js';

const goal = 50_000;
const costs = loadTemplate('dataflow/costs', 'maestro-2021');

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const { requests, from } = referenceRequests() ?? builtInRequests();
  console.log(`${requests.length} layers ${from}`);
  const bench = new Bench(smoke ? { iterations: 2, time: 0, warmup: false } : { time: 4000, warmupTime: 1500 });
  const modes = ['maestro', 'corrected'] as const;
  for (const mode of modes) {
    const layers = requests.map((request) => ({ ...request, mode }));
    bench.add(mode, () => {
      for (const layer of layers) evaluateLayer(layer);
    });
  }
  const before = process.cpuUsage();
  await bench.run();
  const { user, system } = process.cpuUsage(before);
  const rates = bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${name} ended ${result.state}`);
    const rate = (1000 * requests.length) / result.latency.p50;
    console.log(
      `${verdict(rate >= goal, args)} mode ${name}: ${Math.round(rate)} layers/s, median of ${result.latency.samplesCount} passes`,
    );
    return rate;
  });
  console.log(`CPU ${((user + system) / 1e6).toFixed(2)} s`);
  assignmentSpeed(smoke);
  const binary = args[args.indexOf('--maestro') + 1];
  if (args.includes('--maestro')) compare(resolve(binary ?? ''), requests, rates[0] as number);
}

/** Every row of the reference table as a request, or undefined when the table is not at hand. */
function referenceRequests(): { requests: LayerRequest[]; from: string } | undefined {
  const path = join(process.env.COGYM_REFERENCE ?? '../shared/reference', 'maestro', 'cost.csv');
  if (!existsSync(path)) return undefined;
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = header.split(',');
  const requests = lines.map((line): LayerRequest => {
    const fields = line.split(',');
    const text = (name: string) => fields[names.indexOf(name)] ?? '';
    const n = (name: string) => Number(text(name));
    const window = {
      c: n('C'),
      r: n('R'),
      s: n('S'),
      y: n('Y'),
      x: n('X'),
      strideY: n('stride_y'),
      strideX: n('stride_x'),
    };
    const layers: Readonly<Record<string, Layer>> = {
      CONV: { op: 'conv2d', k: n('K'), ...window },
      DSCONV: { op: 'depthwiseConv2d', ...window },
      GEMM: { op: 'gemm', m: n('Y'), n: n('K'), k: n('C') },
    };
    return {
      layer: layers[text('type')] as Layer,
      template: loadTemplate('dataflow', text('dataflow').split('_')[0] as string),
      pes: n('pes'),
      nocBandwidth: n('noc_bw'),
      offchipBandwidth: n('offchip_bw'),
      costs,
    };
  });
  return { requests, from: 'of the reference table' };
}

/** Layers of the kinds found in ResNet-50, MobileNetV2 and ViT-B/16, on three arrays. */
function builtInRequests(): { requests: LayerRequest[]; from: string } {
  const conv = (k: number, c: number, kernel: number, size: number, stride: number): Layer => {
    const padded = size + kernel - (kernel % 2);
    return { op: 'conv2d', k, c, r: kernel, s: kernel, y: padded, x: padded, strideY: stride, strideX: stride };
  };
  const depthwise = (c: number, size: number, stride: number): Layer => ({
    op: 'depthwiseConv2d',
    c,
    r: 3,
    s: 3,
    y: size + 2,
    x: size + 2,
    strideY: stride,
    strideX: stride,
  });
  const layers: Layer[] = [
    conv(64, 3, 7, 224, 2),
    conv(64, 64, 1, 56, 1),
    conv(64, 64, 3, 56, 1),
    conv(256, 128, 1, 28, 2),
    conv(128, 128, 3, 28, 1),
    conv(512, 512, 3, 7, 1),
    depthwise(96, 112, 2),
    depthwise(384, 14, 1),
    { op: 'gemm', m: 1, n: 1000, k: 2048 },
    { op: 'gemm', m: 197, n: 768, k: 768 },
  ];
  const requests = layers.flatMap((layer) =>
    ['shi', 'dla', 'rs'].flatMap((name) =>
      [64, 256, 1024].map((pes) => ({
        layer,
        template: loadTemplate('dataflow', name),
        pes,
        nocBandwidth: pes / 16,
        offchipBandwidth: 64,
        costs,
      })),
    ),
  );
  return { requests, from: '(built in; COGYM_REFERENCE names no reference table)' };
}

/** Time of one assignment of two chains of 20 layers to two machines under a tight limit. */
function assignmentSpeed(smoke: boolean): void {
  const count = smoke ? 10 : 500;
  const random = RandomStream.from(0, 'assignment');
  const draw = () => Float64Array.from({ length: 80 }, () => 1 + random.integer(100_000));
  const instances = Array.from({ length: count }, () => ({
    chains: [20, 20],
    machines: 2,
    times: draw(),
    energies: draw(),
  }));
  const limits = instances.map((instance) => 0.9 * assign(instance, Number.POSITIVE_INFINITY).makespan);
  instances.forEach((instance, i) => {
    assign(instance, limits[i] as number);
  });
  const before = process.cpuUsage();
  instances.forEach((instance, i) => {
    assign(instance, limits[i] as number);
  });
  const { user, system } = process.cpuUsage(before);
  console.log(`assignment of 2 x 20 layers to 2 machines: ${((user + system) / 1000 / count).toFixed(3)} ms CPU`);
}

/** Runs the layers through MAESTRO, one process for each array and bandwidth, and prints both speeds. */
function compare(binary: string, requests: readonly LayerRequest[], ownRate: number): void {
  if (!existsSync(binary)) throw new Error(`no MAESTRO binary at ${binary}`);
  const arrays = new Map<string, LayerRequest[]>();
  for (const request of requests) {
    const key = [request.pes, request.nocBandwidth, request.offchipBandwidth].join(' ');
    arrays.set(key, [...(arrays.get(key) ?? []), request]);
  }
  const folder = mkdtempSync(join(tmpdir(), 'cogym-maestro-'));
  let seconds = 0;
  try {
    for (const [key, layers] of arrays) {
      const [pes, noc, offchip] = key.split(' ');
      const limits = ['num_pes', 'l1_size_cstr', 'l2_size_cstr', 'noc_bw_cstr', 'offchip_bw_cstr'];
      const sizes = [pes, 2 ** 30, 2 ** 30, noc, offchip];
      writeFileSync(join(folder, 'hardware.m'), limits.map((name, i) => `${name}: ${sizes[i]}\n`).join(''));
      writeFileSync(join(folder, 'mapping.m'), `Network bench {\n${layers.map(layerText).join('')}}\n`);
      const options = ['--HW_file=hardware.m', '--Mapping_file=mapping.m', '--noc_hops=1', '--noc_hop_latency=1'];
      const quiet = ['--print_res=false', '--print_res_csv_file=true', '--print_log_file=false', '--msg_print_lv=0'];
      const started = process.hrtime.bigint();
      const { status, error, stderr } = spawnSync(binary, [...options, ...quiet], { cwd: folder, encoding: 'utf8' });
      seconds += Number(process.hrtime.bigint() - started) / 1e9;
      if (error !== undefined || status !== 0) throw error ?? new Error(`MAESTRO ended with ${status}: ${stderr}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const rate = requests.length / seconds;
  console.log(`MAESTRO: ${Math.round(rate)} layers/s (${arrays.size} processes, start-up included)`);
  console.log(`ratio ${(ownRate / rate).toFixed(1)}`);
}

/** A layer and its mapping in MAESTRO's language. */
function layerText(request: LayerRequest, index: number): string {
  const { layer, template } = request;
  const product = layer.op === 'gemm' && template?.mappings.gemm !== undefined;
  const maps = directivesOf({ ...request, mode: 'maestro' }).map((directive) => {
    if ('cluster' in directive) return `Cluster(${directive.cluster}, P);`;
    const kind = directive.map === 'spatial' ? 'SpatialMap' : 'TemporalMap';
    return `${kind}(${directive.size},${directive.offset}) ${directive.dimension};`;
  });
  const { type, stride, dimensions } = product ? productText(layer) : convolutionText(layer);
  const body = [`Type: ${type}`, ...stride, `Dimensions { ${dimensions} }`, `Dataflow {`, ...maps, '}'];
  return `Layer L${index} {\n${body.join('\n')}\n}\n`;
}

function productText(layer: Layer) {
  if (layer.op !== 'gemm') throw new Error(`${layer.op} is no matrix product`);
  return { type: 'GEMM', stride: [], dimensions: `K: ${layer.k}, M: ${layer.m}, N: ${layer.n}` };
}

function convolutionText(layer: Layer) {
  if (layer.op === 'gemm') {
    return { type: 'CONV', stride: [], dimensions: `K: ${layer.n}, C: ${layer.k}, R: 1, S: 1, Y: ${layer.m}, X: 1` };
  }
  const { c, r, s, y, x, strideY = 1, strideX = 1 } = layer;
  const k = layer.op === 'conv2d' ? layer.k : 1;
  return {
    type: layer.op === 'conv2d' ? 'CONV' : 'DSCONV',
    stride: [`Stride { X: ${strideX}, Y: ${strideY} }`],
    dimensions: `K: ${k}, C: ${c}, R: ${r}, S: ${s}, Y: ${y}, X: ${x}`,
  };
}
