/* What the addon asks of a layer; names are those of `kernels/recurrent.ts`, sizes and strides in floats. */
#pragma once

typedef struct {
  int gru, rows, first, B, H, K, hidden;
  const float *Z;
  float *Zn, *up;
  int upRow;
  const float *mask, *W;
  float *G;
  const float *S;
  float *Sn, *Tc;
  int fresh;
} Forward;

typedef struct {
  int gru, rows, first, B, H;
  const float *WT;
  int panels;
  float *G;
  const float *S, *Tc, *dH, *dX, *mask;
  float *dS, *dZ;
} Backward;

typedef struct {
  int rows, block, B, from, to, H, K;
  const float *Z, *G;
  float *dW;
  int inputs;
} Gradient;

typedef struct {
  int rows, first, block, B, T, H, K;
  const float *Z, *G;
  float *out;
} RowsGradient;

void recurrentForward(const Forward *f);
void recurrentBackward(const Backward *b);
void recurrentGradient(const Gradient *d);
void recurrentRowsGradient(const RowsGradient *d);
