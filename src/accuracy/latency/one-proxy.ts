/**
 * Predictor `one-proxy` (Lu et al., "One Proxy Device Is Enough for Hardware-Aware NAS", SIGMETRICS 2022): the linear
 * model w_p of a well-measured device is adapted to another one by few measurements, w = alpha w_p + b with
 * alpha = sum f y / sum f^2, f = x.w_p, and b by ridge on the residual. Its control is the same ridge around the
 * samples' mean: what those few measurements tell without any proxy.
 */
import { badRequest } from '../../errors.js';
import { fitRidge, type Regressor, type Ridge, type Rows } from '../../models/index.js';
import { spearman } from '../../stats/rank-correlation.js';

/** Penalties to choose from, by Spearman on the validation samples; the first of equally good ones. */
export const proxyPenalties = [1e-3, 1e-2, 0.1, 0.3, 1, 3, 10, 100] as const;

/** Measurements on the target beyond the fitted ones, by which the penalty is chosen. */
export const VALIDATION_SAMPLES = 10;

export interface Samples {
  readonly rows: Rows;
  /** ms */
  readonly targets: readonly number[];
}

/** The proxy's linear model: all its measurements, hardly penalised (one-hot columns depend on each other). */
export function proxyModel(rows: Rows, latencies: ArrayLike<number>): Ridge {
  return fitRidge(rows, latencies, { lambda: 1e-3 });
}

/** `proxy` adapted to the target's samples; without `proxy` the control. */
export function adapt(proxy: Regressor | undefined, train: Samples, validation: Samples): Regressor {
  if (train.rows.length < 2) throw badRequest('/samples', 'a fit needs at least two samples');
  const base = proxy === undefined ? constant(train) : scaled(proxy, train);
  const residuals = train.rows.map((row, i) => (train.targets[i] as number) - base(row));
  let best: { readonly score: number; readonly model: Regressor } | undefined;
  for (const lambda of proxyPenalties) {
    const correction = fitRidge(train.rows, residuals, { lambda });
    const model: Regressor = {
      columns: correction.columns,
      predict: (row) => base(row) + correction.predict(row),
      toJson: () => ({ type: 'one-proxy', lambda }),
    };
    const score = spearman(
      validation.rows.map((row) => model.predict(row)),
      validation.targets,
    );
    if (best === undefined || score > best.score) best = { score, model };
  }
  return (best as { readonly model: Regressor }).model;
}

function constant({ targets }: Samples): (row: ArrayLike<number>) => number {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return () => mean;
}

function scaled(proxy: Regressor, { rows, targets }: Samples): (row: ArrayLike<number>) => number {
  let [product, square] = [0, 0];
  for (const [i, row] of rows.entries()) {
    const f = proxy.predict(row);
    product += f * (targets[i] as number);
    square += f * f;
  }
  const alpha = product / square;
  return (row) => alpha * proxy.predict(row);
}
