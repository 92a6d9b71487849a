/** The house's import rules: who may import whom, no cycles. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';

const rooms = [
  'simulators',
  'hwtemplates',
  'envs',
  'agents',
  'src/spaces',
  'src/gym',
  'src/design',
  'src/networks',
  'src/accuracy',
  'src/nn',
  'src/models',
  'src/stats',
  'src/experiments',
  'src/cli',
] as const;
type Room = (typeof rooms)[number];

/** Room -> rooms it may import. `src/errors.ts` is a leaf without imports that all may use. */
const allowed: Readonly<Record<Room, readonly Room[]>> = {
  'src/cli': rooms,
  'src/experiments': ['envs', 'agents', 'src/design', 'src/gym', 'src/spaces', 'src/models', 'src/nn', 'src/stats'],
  envs: [
    'simulators',
    'hwtemplates',
    'src/networks',
    'src/accuracy',
    'src/design',
    'src/gym',
    'src/spaces',
    'src/stats',
  ],
  agents: ['src/design', 'src/gym', 'src/spaces', 'src/models', 'src/nn', 'src/stats'],
  'src/accuracy': ['src/networks', 'hwtemplates', 'src/design', 'src/models', 'src/nn', 'src/stats'],
  'src/networks': ['src/design', 'src/stats'],
  simulators: ['src/stats'],
  hwtemplates: [],
  'src/design': ['src/gym', 'src/spaces', 'src/stats'],
  'src/gym': ['src/spaces', 'src/stats'],
  'src/spaces': ['src/stats'],
  'src/models': ['src/stats'],
  'src/nn': ['src/stats'],
  'src/stats': [],
};
/** Arrows allowed for `import type` alone. */
const typesOnly: Readonly<Partial<Record<Room, readonly Room[]>>> = { simulators: ['src/networks', 'hwtemplates'] };

/** Simulators composed of others: folder -> folders. Each other simulator stands alone. */
const composed: Readonly<Record<string, readonly string[]>> = {
  'npu-cim': ['npu', 'cim'],
  dataflow: [],
  dram: ['dataflow'],
};

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = ['src', 'simulators', 'hwtemplates', 'envs', 'agents']
  .flatMap((top) => readdirSync(top, { recursive: true }).map((name) => join(top, String(name))))
  .filter((name) => name.endsWith('.ts'));

const arrows = files.flatMap(importsOf);

function importsOf(file: string): Arrow[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: Arrow[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    if (!specifier.startsWith('.')) return;
    // Kernels (AssemblyScript) leave the ending out.
    found.push({ from: file, to: normalize(join(dirname(file), specifier)).replace(/(\.js)?$/, '.ts'), typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.isTypeOnly ?? false);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node.argument.literal.text, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) add(argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const roomOf = (file: string): Room | undefined => rooms.find((room) => file.startsWith(`${room}/`));

describe('the house', () => {
  it('has files, and imports among them, to check', () => {
    assert.ok(files.length > 50, `${files.length} files`);
    assert.ok(arrows.length > 100, `${arrows.length} imports`);
  });

  it('puts every file into a room', () => {
    const outside = files.filter((file) => roomOf(file) === undefined);
    assert.deepEqual(outside.sort(), ['src/errors.ts', 'src/index.ts']);
  });

  it('imports only what exists', () => {
    const known = new Set(files);
    assert.deepEqual(
      arrows.filter(({ to }) => to.endsWith('.ts') && !known.has(to)),
      [],
    );
  });

  it('has no forbidden arrow', () => {
    const forbidden = arrows.filter(({ from, to, typeOnly }) => {
      const [source, target] = [roomOf(from), roomOf(to)];
      if (to === 'src/errors.ts' || source === undefined || source === target) return false;
      if (target === undefined) return true;
      return !(allowed[source].includes(target) || (typeOnly && typesOnly[source]?.includes(target)));
    });
    assert.deepEqual(forbidden, []);
  });

  it('lets the leaf import nothing', () => {
    assert.deepEqual(
      arrows.filter(({ from }) => from === 'src/errors.ts'),
      [],
    );
  });

  it('keeps simulators apart, but for those they are composed of', () => {
    const folder = (file: string) => /^simulators\/([^/]+)\//.exec(file)?.[1];
    const crossing = arrows.filter(({ from, to }) => {
      const [source, target] = [folder(from), folder(to)];
      return source !== undefined && target !== undefined && source !== target && !composed[source]?.includes(target);
    });
    assert.deepEqual(crossing, []);
  });

  it('has no cycle of imports that exist at run time', () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, typeOnly } of arrows) if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
    const done = new Set<string>();
    const walk = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), `cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) walk(next, [...trail, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
  });

  it('keeps names of environments out of the agents', () => {
    const names = /AsicCodesign|accelerator-sizing|nasbench201-cifar10|CartPole-v1|Pendulum-v1/;
    const code = (file: string) => readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    assert.deepEqual(
      files.filter((file) => file.startsWith('agents/') && names.test(code(file))),
      [],
    );
  });

  it('draws no randomness but from seeded streams, and reads no clock where it decides', () => {
    const pure = files.filter((file) => !/^src\/(cli|experiments)\//.test(file));
    assert.deepEqual(
      files.filter((file) => /Math\.random\(/.test(readFileSync(file, 'utf8'))),
      [],
    );
    assert.deepEqual(
      pure.filter((file) => /Date\.now\(|new Date\(/.test(readFileSync(file, 'utf8'))),
      [],
    );
  });
});
