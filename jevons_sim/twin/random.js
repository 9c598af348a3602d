// @ts-check
/* Counter-based random numbers, called by population.js and step.js.
   The twin of jevons_sim/engine/random.py.

   A draw is a function of (seed, stream, firm, step) and nothing else. Threefry-2x32 with 20 rounds
   (Salmon et al. 2011, doi:10.1145/2063384.2063405) needs only 32-bit additions, rotations and
   exclusive-ors, so JavaScript and Python draw the very same bits. */

/** One stream for each thing that chance decides. */
export const STREAM = {
  SIZE: 0,
  KEENNESS: 1,
  ELASTICITY: 2,
  CEILING: 3,
  PEERS: 4,
  ADOPTION: 5,
  ABANDONMENT: 6,
};

const PARITY = 0x1bd11bda;
const UNIT = Math.pow(2, -52);
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const TWO_TO_53 = 9007199254740992;

/**
 * A uniform whole number in [0, 2^53): the two 32-bit words of Threefry, high word first.
 * @param {number} seed
 * @param {number} stream
 * @param {number} firm
 * @param {number} step
 */
export function bits53(seed, stream, firm, step) {
  const k0 = seed | 0;
  const k1 = stream | 0;
  const k2 = PARITY ^ k0 ^ k1;
  let x0 = (firm + k0) | 0;
  let x1 = (step + k1) | 0;
  for (let group = 0; group < 5; group++) {
    const first = (group & 1) << 2;
    for (let round = first; round < first + 4; round++) {
      const bits = ROTATIONS[round];
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << bits) | (x1 >>> (32 - bits))) ^ x0;
    }
    // Keys take turns: after group 0 come k1 and k2, then k2 and k0, then k0 and k1, ...
    const turn = (group + 1) % 3;
    x0 = (x0 + (turn === 0 ? k0 : turn === 1 ? k1 : k2)) | 0;
    x1 = (x1 + (turn === 0 ? k1 : turn === 1 ? k2 : k0) + group + 1) | 0;
  }
  return (x0 >>> 0) * 2097152 + (x1 >>> 11);
}

/**
 * A uniform number in the open interval (0, 1).
 * @param {number} seed
 * @param {number} stream
 * @param {number} firm
 * @param {number} step
 */
export function uniform(seed, stream, firm, step) {
  return (Math.floor(bits53(seed, stream, firm, step) / 2) + 0.5) * UNIT;
}

/**
 * The whole number below which bits53 falls with a probability in [0, 1].
 * @param {number} probability
 */
export function threshold53(probability) {
  return Math.floor(probability * TWO_TO_53);
}

// Standard normal quantile: Wichura (1988), algorithm AS 241, routine PPND16.
const CENTRE = [
  [
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
    4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
    1.3314166789178437745e2, 3.387132872796366608,
  ],
  [
    5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4,
    2.1213794301586595867e4, 5.3941960214247511077e3, 6.871870074920579083e2,
    4.2313330701600911252e1, 1.0,
  ],
];
const MIDDLE = [
  [
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
    1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
    1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494,
    2.05319162663775882187, 1.0,
  ],
];
const FAR = [
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
    2.6532189526576123093e-2, 2.9656057182850489123e-1, 1.7848265399172913358,
    5.4637849111641143699, 6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
    7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1,
    5.9983220655588793769e-1, 1.0,
  ],
];

/**
 * A polynomial, highest power first.
 * @param {number[]} coefficients
 * @param {number} r
 */
function polynomial(coefficients, r) {
  let value = coefficients[0];
  for (let k = 1; k < coefficients.length; k++) value = value * r + coefficients[k];
  return value;
}

/**
 * A ratio of two polynomials.
 * @param {number[][]} pair
 * @param {number} r
 */
function ratio(pair, r) {
  return polynomial(pair[0], r) / polynomial(pair[1], r);
}

/**
 * The standard normal quantile of a share in (0, 1).
 * @param {number} share
 */
export function standardNormal(share) {
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? share : 1 - share));
  const tail = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -tail : tail;
}
