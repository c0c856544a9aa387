// Exponential, logarithm and the normal quantile in + - * / and square roots, which every engine
// rounds alike; the engines' own functions may differ in a last bit. Good to about 1e-9, which is
// far below a microsecond; not meant for anything else.

const ln2 = 0.6931471805599453

/** e^x for |x| up to 700. */
export function exp(x: number): number {
  const doublings = Math.floor(x / ln2 + 0.5)
  const rest = x - doublings * ln2
  let term = 1
  let sum = 1
  for (let n = 1; n <= 18; n++) {
    term *= rest / n
    sum += term
  }
  const step = doublings < 0 ? 0.5 : 2
  for (let n = Math.abs(doublings); n > 0; n--) sum *= step
  return sum
}

/** Natural logarithm of a positive, finite x. */
export function ln(x: number): number {
  let doublings = 0
  let rest = x
  for (; rest > 1.5; rest /= 2) doublings += 1
  for (; rest < 0.75; rest *= 2) doublings -= 1
  // ln x = 2 artanh((x - 1) / (x + 1)), and |s| <= 0.2 here.
  const s = (rest - 1) / (rest + 1)
  const square = s * s
  let term = s
  let sum = s
  for (let n = 3; n <= 25; n += 2) {
    term *= square
    sum += term / n
  }
  return 2 * sum + doublings * ln2
}

const centre = {
  a: [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ],
  b: [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
    -13.28068155288572, 1,
  ],
}
const tail = {
  c: [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783,
  ],
  d: [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
}

/**
 * z with a share `p` of the standard normal distribution below it; relative error under 1.2e-9.
 * @param p 0 < p < 1; 0 and 1 give -40 and 40, beyond anything that is drawn
 * @source Acklam, An algorithm for computing the inverse normal cumulative distribution, 2003
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return -40
  if (p >= 1) return 40
  if (p < 0.02425) return tailQuantile(p)
  if (p > 1 - 0.02425) return -tailQuantile(1 - p)
  const q = p - 0.5
  const r = q * q
  return (polynomial(centre.a, r) * q) / polynomial(centre.b, r)
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * ln(p))
  return polynomial(tail.c, q) / polynomial(tail.d, q)
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}
