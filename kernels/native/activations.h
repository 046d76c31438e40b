/* tanh and the logistic function on sixteen floats: `kernels/activations.ts`, operation by operation. */
#pragma once
#include "products.h"

/** The limit of x, then the coefficients of p and of q from the highest down. */
typedef struct {
  float high, p[7], q[4];
} Rational;

static const Rational TANH = {
  7.90531110763549805f,
  {-2.76076847742355e-16f, 2.00018790482477e-13f, -8.60467152213735e-11f, 5.12229709037114e-8f, 1.48572235717979e-5f, 6.37261928875436e-4f, 4.89352455891786e-3f},
  {1.19825839466702e-6f, 1.18534705686654e-4f, 2.26843463243900e-3f, 4.89352518554385e-3f},
};

static const Rational LOGISTIC = {
  15.8106222152709961f,
  {-2.76076847742355e-16 / 16384, 2.00018790482477e-13 / 4096, -8.60467152213735e-11 / 1024, 5.12229709037114e-8 / 256, 1.48572235717979e-5 / 64, 6.37261928875436e-4 / 16, 4.89352455891786e-3 / 4},
  {1.19825839466702e-6 / 64, 1.18534705686654e-4 / 16, 2.26843463243900e-3 / 4, 4.89352518554385e-3},
};

static inline f16 all(float value) { return _mm512_set1_ps(value); }

/** x·p(x²)/q(x²) with x held within the limits; so ordered, NaN stays NaN. */
static inline f16 rational(f16 value, const Rational *of) {
  const f16 x = _mm512_max_ps(all(-of->high), _mm512_min_ps(all(of->high), value));
  const f16 x2 = _mm512_mul_ps(x, x);
  const f16 x4 = _mm512_mul_ps(x2, x2);
  const f16 pa = multiplyAdd(x2, all(of->p[5]), all(of->p[6]));
  const f16 pb = multiplyAdd(x2, all(of->p[3]), all(of->p[4]));
  const f16 pc = multiplyAdd(x4, all(of->p[0]), multiplyAdd(x2, all(of->p[1]), all(of->p[2])));
  const f16 qa = multiplyAdd(x2, all(of->q[2]), all(of->q[3]));
  const f16 qb = multiplyAdd(x2, all(of->q[0]), all(of->q[1]));
  const f16 top = _mm512_mul_ps(multiplyAdd(x4, multiplyAdd(x4, pc, pb), pa), x);
  return _mm512_div_ps(top, multiplyAdd(x4, qb, qa));
}

static inline f16 hyperbolic(f16 x) { return rational(x, &TANH); }

static inline f16 logistic(f16 x) { return _mm512_add_ps(rational(x, &LOGISTIC), all(0.5f)); }
