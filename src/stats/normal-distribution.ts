/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z > x) of a standard normal Z, to about 1e-15 of its value in the tail. */
export function normalUpperTail(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 1 - normalUpperTail(-x);
  return x < 3 ? 0.5 - normalDensity(x) * oddSeries(x) : normalDensity(x) / millsDenominator(x);
}

/** P(Z <= x) of a standard normal Z. */
export function normalCdf(x: number): number {
  return normalUpperTail(-x);
}

/** x + x^3/3 + x^5/15 + ... (Marsaglia 2004, "Evaluating the normal distribution", J. Stat. Software 11(4)). */
function oddSeries(x: number): number {
  let [sum, term] = [0, x];
  for (let k = 3; sum + term !== sum; k += 2) {
    sum += term;
    term *= (x * x) / k;
  }
  return sum;
}

/** x + 1/(x + 2/(x + 3/(x + ...))) (Laplace), from the inside; for x >= 3 a third more levels than doubles can tell. */
function millsDenominator(x: number): number {
  let denominator = x;
  for (let k = Math.ceil(12 + 500 / (x * x)); k >= 1; k--) denominator = x + k / denominator;
  return denominator;
}
