// Error function: erf(x), which JavaScript lacks, exact to the last digits.

export const ERF_SLOPE_AT_0 = 2 / Math.sqrt(Math.PI);
const SERIES_UNTIL = 1.5; // beyond it the continued fraction needs few terms
const ONE_FROM = 6; // 1 - erf(6) is 2e-17, less than half of the last digit

/** Return 2 / √π times the integral of exp(-t²) from 0 to x. */
export function erf(x) {
  const size = Math.abs(x);
  if (size < SERIES_UNTIL) return ERF_SLOPE_AT_0 * series(x);
  return Math.sign(x) * (size >= ONE_FROM ? 1 : 1 - tail(size));
}

/** Return x - x³/3 + x⁵/(2! 5) - …, summed until nothing is added (Abramowitz & Stegun 1964, 7.1.5). */
function series(x) {
  let [sum, power] = [x, x];
  for (let k = 1; ; k++) {
    power *= (-x * x) / k;
    const next = sum + power / (2 * k + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/** Return 1 - erf(x), as a continued fraction from its end (Abramowitz & Stegun 1964, 7.1.14). */
function tail(x) {
  let fraction = 0;
  for (let k = 100; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
