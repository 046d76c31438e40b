/*
 * One recurrent layer, LSTM or GRU, on registers of 512 bits: what `kernels/recurrent.ts` computes, bit for bit, on the
 * same memory. Sizes and strides are in floats here. Rows are taken in pairs, eight units of each side by side.
 */
#include "recurrent.h"
#include "activations.h"

/** Rows whose gates are finished before the next are begun, while they are in the nearest cache. */
enum { STRIP = 16 };

static inline f16 times(f16 a, f16 b) { return _mm512_mul_ps(a, b); }
static inline f16 minus(f16 a, f16 b) { return _mm512_sub_ps(a, b); }
static inline f16 plus(f16 a, f16 b) { return _mm512_add_ps(a, b); }
/** The first, and the last, eight floats of two rows. */
static inline f16 lows(f16 a, f16 b) { return _mm512_shuffle_f32x4(a, b, 0x44); }
static inline f16 highs(f16 a, f16 b) { return _mm512_shuffle_f32x4(a, b, 0xee); }

static inline f16 pair(const float *a, const float *b) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(a)), _mm256_loadu_ps(b), 1);
}

static inline void part(float *a, float *b, f16 value) {
  _mm256_storeu_ps(a, _mm512_castps512_ps256(value));
  _mm256_storeu_ps(b, _mm512_extractf32x8_ps(value, 1));
}

/** The four groups of eight gates of two rows. */
typedef struct {
  f16 first, second, third, fourth;
} Gates;

static inline Gates gates(const float *a, const float *b) {
  const f16 a0 = _mm512_loadu_ps(a), a1 = _mm512_loadu_ps(a + 16), b0 = _mm512_loadu_ps(b), b1 = _mm512_loadu_ps(b + 16);
  return (Gates){lows(a0, b0), highs(a0, b0), lows(a1, b1), highs(a1, b1)};
}

static inline void keep(float *a, float *b, Gates g) {
  _mm512_storeu_ps(a, lows(g.first, g.second));
  _mm512_storeu_ps(b, highs(g.first, g.second));
  _mm512_storeu_ps(a + 16, lows(g.third, g.fourth));
  _mm512_storeu_ps(b + 16, highs(g.third, g.fourth));
}

/** A row without a partner is its own. */
#define EACH_PAIR(rows) for (int r = 0, q = rows > 1; r < rows; r += 2, q = r + 1 < rows ? r + 1 : r)

void recurrentForward(const Forward *f) {
  const int inputs = f->hidden, K = f->K;
  for (int block = 0; block < f->H >> 3; block++) {
    const float *W = f->W + (step)block * K * 32;
    for (int begin = 0; begin < f->rows; begin += STRIP) {
      const int rows = f->rows - begin < STRIP ? f->rows - begin : STRIP;
      const step row = f->first + begin, at = (step)block * f->B + row;
      float *g = f->G + at * 32;
      multiply(rows, 1, f->fresh ? inputs : K, 0, f->Z + row * K, K, (Columns){W, W + 16, 32}, g, g + 16, 32);
      if (f->fresh) {
        const float *bias = W + (step)(K - 1) * 32;
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < 32; c += 16) _mm512_storeu_ps(g + r * 32 + c, plus(_mm512_loadu_ps(g + r * 32 + c), _mm512_loadu_ps(bias + c)));
        }
      }
      const float *s = f->S + at * 8, *mask = f->mask + at * 8;
      float *sn = f->Sn + at * 8, *tc = f->Tc + at * 8;
      float *h = f->Zn + row * K + inputs + block * 8;
      float *up = f->up ? f->up + row * f->upRow + block * 8 : 0;
      EACH_PAIR(rows) {
        Gates p = gates(g + r * 32, g + q * 32);
        const f16 before = pair(s + r * 8, s + q * 8);
        p.first = logistic(p.first);
        p.second = logistic(p.second);
        f16 out, state, kept;
        if (f->gru) {
          kept = hyperbolic(multiplyAdd(p.first, p.fourth, p.third));
          out = state = multiplyAdd(p.second, minus(before, kept), kept);
        } else {
          p.third = hyperbolic(p.third);
          p.fourth = logistic(p.fourth);
          state = multiplyAdd(p.second, before, times(p.first, p.third));
          kept = hyperbolic(state);
          out = times(p.fourth, kept);
        }
        keep(g + r * 32, g + q * 32, p);
        part(sn + r * 8, sn + q * 8, state);
        part(tc + r * 8, tc + q * 8, kept);
        part(h + r * K, h + q * K, out);
        if (up) part(up + r * f->upRow, up + q * f->upRow, times(out, pair(mask + r * 8, mask + q * 8)));
      }
    }
  }
}

/** Gates to their gradients in place: see `cellBackward` and `gruBackward` of `kernels/cells.ts`. */
static void cellsBackward(const Backward *b, int block) {
  const f16 one = all(1);
  const step row = (step)block * b->B + b->first;
  const step at = (step)(block >> 1) * b->B * 16 + (block & 1) * 8 + (step)b->first * 16;
  float *g = b->G + row * 32, *ds = b->dS + row * 8;
  const float *s = b->S + row * 8, *tc = b->Tc + row * 8, *mask = b->mask + row * 8;
  const float *dh = b->dH + at, *dx = b->dX + at;
  EACH_PAIR(b->rows) {
    Gates p = gates(g + r * 32, g + q * 32);
    const f16 before = pair(s + r * 8, s + q * 8), t = pair(tc + r * 8, tc + q * 8), later = pair(ds + r * 8, ds + q * 8);
    const f16 above = times(pair(dx + r * 16, dx + q * 16), pair(mask + r * 8, mask + q * 8)), next = pair(dh + r * 16, dh + q * 16);
    const f16 left = minus(one, p.first), right = minus(one, p.second);
    f16 on;
    if (b->gru) {
      const f16 d = plus(plus(next, later), above);
      const f16 dn = times(times(d, right), minus(one, times(t, t)));
      on = times(d, p.second);
      const f16 dz = times(times(d, minus(before, t)), times(p.second, right));
      p = (Gates){times(times(dn, p.fourth), times(p.first, left)), dz, dn, times(dn, p.first)};
    } else {
      const f16 d = plus(next, above);
      const f16 e = plus(later, times(times(d, p.fourth), minus(one, times(t, t))));
      on = times(e, p.second);
      const f16 di = times(times(e, p.third), times(p.first, left));
      const f16 df = times(times(e, before), times(p.second, right));
      const f16 dg = times(times(e, p.first), minus(one, times(p.third, p.third)));
      p = (Gates){di, df, dg, times(times(d, t), times(p.fourth, minus(one, p.fourth)))};
    }
    keep(g + r * 32, g + q * 32, p);
    part(ds + r * 8, ds + q * 8, on);
  }
}

void recurrentBackward(const Backward *b) {
  const int blocks = b->H >> 3;
  for (int block = 0; block < blocks; block++) cellsBackward(b, block);
  const step length = (step)b->H * 4 * 16, panel = (step)b->B * 16;
  const float *G = b->G + (step)b->first * 32;
  for (int p = 0; p < b->panels; p += 2) {
    const float *WT = b->WT + p * length;
    float *dZ = b->dZ + p * panel + (step)b->first * 16;
    // A panel without a partner is its own.
    const int other = p + 1 < b->panels;
    multiply(b->rows, blocks, 32, (step)b->B * 32, G, 32, (Columns){WT, WT + other * length, 16}, dZ, dZ + other * panel, 16);
  }
}

void recurrentGradient(const Gradient *d) {
  const Walk rows = {d->rows, d->K, 32};
  Walk steps = {d->to - d->from, (step)d->B * d->K, (step)d->B * d->H * 4};
  const float *Z = d->Z + d->from * steps.a, *G = d->G + d->from * steps.b + (step)d->block * d->B * 32;
  float *dW = d->dW + (step)d->block * d->K * 32;
  if (d->from == 0) __builtin_memset(dW, 0, (step)d->K * 128);
  if (d->from == 0 && d->inputs > 0 && steps.count > 0) {
    const Walk once = {1, 0, 0};
    accumulate(d->inputs, once, rows, Z, G, dW);
    accumulate(1, once, rows, Z + d->K - 1, G, dW + (step)(d->K - 1) * 32);
    steps.count--;
    Z += steps.a;
    G += steps.b;
  }
  accumulate(d->K, steps, rows, Z, G, dW);
}

void recurrentRowsGradient(const RowsGradient *d) {
  const Walk rows = {d->rows, d->K, 32}, steps = {d->T, (step)d->B * d->K, (step)d->B * d->H * 4};
  __builtin_memset(d->out, 0, (step)d->K * 128);
  accumulate(d->K, rows, steps, d->Z + (step)d->first * d->K, d->G + ((step)d->block * d->B + d->first) * 32, d->out);
}
