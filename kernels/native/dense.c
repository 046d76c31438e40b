/*
 * Layers without a state on registers of 512 bits: what `kernels/dense.ts` computes, bit for bit, on the same memory.
 * Panels of sixteen outputs are taken in pairs; one without a partner is its own.
 */
#include "dense.h"
#include "products.h"

/** max(0, y + b)·mask on sixteen channels of T steps; so ordered, NaN stays NaN. */
static void rectify(int T, int N, float *y, const float *bias, const float *mask, step next, step half) {
  const f16 b = _mm512_loadu_ps(bias), zero = _mm512_setzero_ps();
  for (int t = 0; t < T; t++) {
    const f16 kept = _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(mask)), _mm256_loadu_ps(mask + half), 1);
    _mm512_storeu_ps(y, _mm512_mul_ps(_mm512_max_ps(zero, _mm512_add_ps(_mm512_loadu_ps(y), b)), kept));
    y += N;
    mask += next;
  }
}

void convolveForward(const ConvolveForward *f) {
  const step length = ((step)f->taps * f->C + 1) * 16, half = (step)f->B * 8;
  const int panels = f->N >> 4;
  for (int row = f->first; row < f->first + f->rows; row++) {
    const float *x = f->x + (step)row * f->xRow;
    for (int p = 0; p < panels; p += 2) {
      const int other = p + 1 < panels;
      const float *W = f->W + p * length;
      float *y = f->y + (step)row * f->yRow + p * 16;
      multiply(f->T, f->taps, f->C, (step)f->dilation * f->C, x, f->C, (Columns){W, W + other * length, 16}, y, y + other * 16, f->N);
      for (int q = 0; q <= other; q++) {
        const float *mask = f->mask + (p + q) * 2 * half + (step)row * 8;
        rectify(f->T, f->N, y + q * 16, W + (q + 1) * length - 16, mask, f->maskStep, half);
      }
    }
  }
}

void convolveBackward(const ConvolveBackward *b) {
  const step length = (step)b->taps * b->N * 16;
  const int panels = b->C >> 4;
  for (int row = b->first; row < b->first + b->rows; row++) {
    const float *dy = b->dy + (step)row * b->dyRow;
    for (int p = 0; p < panels; p += 2) {
      const int other = p + 1 < panels;
      const float *WT = b->WT + p * length;
      float *dx = b->dx + (step)row * b->dxRow + p * 16;
      multiply(b->T, b->taps, b->N, (step)b->dilation * b->N, dy, b->N, (Columns){WT, WT + other * length, 16}, dx, dx + other * 16, b->C);
    }
  }
}

void convolveGradient(const ConvolveGradient *d) {
  const Walk rows = {d->rows, d->xRow, d->dyRow}, steps = {d->T, d->C, d->N};
  const step length = (step)d->taps * d->C * 16;
  const float *dy = d->dy + d->panel * 16;
  float *dW = d->dW + d->panel * (length + 16);
  __builtin_memset(dW, 0, (length + 16) * sizeof *dW);
  for (int tap = 0; tap < d->taps; tap++) accumulateHalf(d->C, rows, steps, d->x + (step)tap * d->dilation * d->C, dy, dW + (step)tap * d->C * 16);
  f16 bias = _mm512_setzero_ps();
  for (int row = 0; row < d->rows; row++) {
    for (int t = 0; t < d->T; t++) bias = _mm512_add_ps(bias, _mm512_loadu_ps(dy + (step)row * d->dyRow + (step)t * d->N));
  }
  _mm512_storeu_ps(dW + length, bias);
}
