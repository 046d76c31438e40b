/* What the addon asks of a layer without a state; names are those of `kernels/dense.ts`, sizes and strides in floats. */
#pragma once

typedef struct {
  int rows, first, B, T, C, N, taps, dilation;
  const float *x;
  int xRow;
  const float *W;
  float *y;
  int yRow;
  const float *mask;
  int maskStep;
} ConvolveForward;

typedef struct {
  int rows, first, T, C, N, taps, dilation;
  const float *dy;
  int dyRow;
  const float *WT;
  float *dx;
  int dxRow;
} ConvolveBackward;

typedef struct {
  int rows, panel, T, C, N, taps, dilation;
  const float *x;
  int xRow;
  const float *dy;
  int dyRow;
  float *dW;
} ConvolveGradient;

void convolveForward(const ConvolveForward *f);
void convolveBackward(const ConvolveBackward *b);
void convolveGradient(const ConvolveGradient *d);
