/** A proxy: models that predict a problem's metrics, with what they were trained on and how well they did. */
import { createHash } from 'node:crypto';
import type { Design, Parameter } from '../../design/parameter.js';
import { badRequest, CogymError } from '../../errors.js';
import { readJson } from '../read-json.js';
import { DesignFeatures } from './features.js';
import { MetricModel } from './metric-model.js';
import { type ModelName, modelNames, type Recipe } from './model-kinds.js';
import type { TestReport } from './protocol.js';

/** What the training rows are of. */
export interface ProxyProblem {
  readonly id: string;
  readonly version: string;
  readonly workload: string | null;
  readonly preset: string | null;
  readonly options: Readonly<Record<string, unknown>>;
  /** Limits on metrics that decided which rows were feasible. */
  readonly constraints: readonly string[];
}

export interface ProxyMetric {
  readonly name: string;
  /** `''` for a pure number. */
  readonly unit: string;
}

/** All of a proxy but its models. */
export interface ProxyFacts extends Recipe {
  /** Of the parameters, and of all metrics of the problem with their units. */
  readonly schemaHash: string;
  readonly problem: ProxyProblem;
  readonly parameters: readonly Parameter[];
  readonly metrics: readonly ProxyMetric[];
  readonly training: {
    /** Rows of the data set, and different designs among them. */
    readonly rows: number;
    readonly designs: number;
    readonly feasible: number;
    /** Agent -> different designs. */
    readonly agents: Readonly<Record<string, number>>;
    /** Designs that the models were fitted on: those of the first split. */
    readonly fitted: number;
  };
  readonly report: TestReport;
}

interface ProxyJson extends ProxyFacts {
  readonly format: 1;
  readonly type: 'proxy';
  readonly models: Readonly<Record<string, unknown>>;
  readonly feasibility: unknown;
}

export class ProxyModel {
  readonly facts: ProxyFacts;
  /** SHA-256 of the proxy's JSON. */
  readonly hash: string;
  readonly #models: readonly MetricModel[];
  readonly #feasibility: MetricModel | null;
  readonly #features: DesignFeatures;

  /** @param models by metric @param feasibility predicts the probability that a design is feasible; null: all are */
  constructor(facts: ProxyFacts, models: Readonly<Record<string, MetricModel>>, feasibility: MetricModel | null) {
    this.facts = facts;
    this.#features = new DesignFeatures(facts.parameters);
    this.#models = facts.metrics.map(({ name }) => models[name] as MetricModel);
    this.#feasibility = feasibility;
    this.hash = createHash('sha256').update(JSON.stringify(this.toJson())).digest('hex');
  }

  /** Whether it tells feasible from infeasible designs. */
  get knowsFeasibility(): boolean {
    return this.#feasibility !== null;
  }

  /** The metrics of a canonical design, and the probability that it is feasible. */
  predict(design: Design): { metrics: Record<string, number>; feasible: number } {
    const row = this.#features.matrix([design]);
    const metrics: Record<string, number> = {};
    this.facts.metrics.forEach(({ name }, m) => {
      metrics[name] = (this.#models[m] as MetricModel).predict(row);
    });
    return { metrics, feasible: this.#feasibility?.predict(row) ?? 1 };
  }

  /** The metrics of many canonical designs at once: name -> one number a design; the same figures as `predict`. */
  predictAll(designs: readonly Design[]): Record<string, Float64Array> {
    const matrix = this.#features.matrix(designs);
    const columns = this.facts.metrics.map(({ name }, m) => [
      name,
      (this.#models[m] as MetricModel).predictMatrix(matrix),
    ]);
    return Object.fromEntries(columns);
  }

  toJson(): ProxyJson {
    const models = this.facts.metrics.map(({ name }, m) => [name, (this.#models[m] as MetricModel).toJson()]);
    return {
      format: 1,
      type: 'proxy',
      ...this.facts,
      models: Object.fromEntries(models),
      feasibility: this.#feasibility?.toJson() ?? null,
    };
  }

  /** The proxy that wrote `json`; a damaged one is a `badRequest`. */
  static fromJson(json: unknown, path = ''): ProxyModel {
    const given = (json ?? {}) as Partial<ProxyJson>;
    if (given.type !== 'proxy' || given.format !== 1) {
      throw badRequest(path, 'this is no proxy of format 1, as `cogym proxy train` writes them');
    }
    const { format: _, type: _type, models = {}, feasibility, ...facts } = given as ProxyJson;
    if (!modelNames.includes(facts.model)) {
      throw badRequest(
        `${path}/model`,
        `'model' is one of ${modelNames.join(', ')}, not ${JSON.stringify(facts.model)}`,
      );
    }
    if (!Array.isArray(facts.metrics) || !Array.isArray(facts.parameters)) {
      throw badRequest(path, 'a proxy has parameters and metrics: the file is damaged or cut short');
    }
    const { columns } = new DesignFeatures(facts.parameters);
    const load = (model: ModelName, value: unknown, at: string): MetricModel => {
      const loaded = MetricModel.fromJson(model, value, at);
      if (loaded.regressor.columns === columns) return loaded;
      throw badRequest(at, `the model takes ${loaded.regressor.columns} features, the parameters give ${columns}`);
    };
    const loaded = facts.metrics.map(({ name }) => [name, load(facts.model, models[name], `${path}/models/${name}`)]);
    return new ProxyModel(
      facts,
      Object.fromEntries(loaded),
      feasibility === null ? null : load(facts.model, feasibility, `${path}/feasibility`),
    );
  }
}

/** Reads a proxy's file. @throws CogymError `specUnreadable` naming the file, `badRequest` for a damaged one */
export function readProxy(file: string): ProxyModel {
  try {
    return ProxyModel.fromJson(readJson(file, 'proxy'));
  } catch (error) {
    if (!(error instanceof CogymError) || error.code !== 'badRequest') throw error;
    throw new CogymError(error.code, `${file}: ${error.message}`, error.path);
  }
}
