/*
 * Matrix products on tiles of up to eight rows × 32 columns in sixteen registers of 512 bits. As in the builds for
 * WebAssembly, every element is one running sum in the order of the contraction, so the bits are the same.
 */
#pragma once
#include <immintrin.h>

typedef __m512 f16;
typedef long step;

/** Rows of a tile: sixteen sums are enough to hide how long a fused operation takes. */
enum { TALLEST = 8 };

static inline f16 multiplyAdd(f16 a, f16 b, f16 c) {
#ifdef FUSED
  return _mm512_fmadd_ps(a, b, c);
#else
  return _mm512_add_ps(c, _mm512_mul_ps(a, b));
#endif
}

/** Two groups of sixteen columns of a matrix whose rows are `next` floats apart. */
typedef struct {
  const float *left, *right;
  step next;
} Columns;

#define TILE static inline __attribute__((always_inline))
#define EACH_VECTOR _Pragma("GCC unroll 2") for (int v = 0; v < vectors; v++)
#define EACH_ROW _Pragma("GCC unroll 8") for (int r = 0; r < height; r++)

/**
 * C = A·B on one tile. The contraction runs over `segments` stretches of `length` floats of a row of A, whose
 * beginnings are `apart` floats apart.
 */
TILE void multiplyTile(const int height, int segments, int length, step apart, const float *a, step aRow, Columns b, float *left, float *right, step cRow) {
  f16 c[TALLEST][2];
  EACH_ROW c[r][0] = c[r][1] = _mm512_setzero_ps();
  for (int s = 0; s < segments; s++) {
#pragma GCC unroll 1
    for (int k = 0; k < length; k++) {
      const f16 b0 = _mm512_loadu_ps(b.left), b1 = _mm512_loadu_ps(b.right);
      EACH_ROW {
        const f16 x = _mm512_set1_ps(a[r * aRow + k]);
        c[r][0] = multiplyAdd(x, b0, c[r][0]);
        c[r][1] = multiplyAdd(x, b1, c[r][1]);
      }
      b.left += b.next;
      b.right += b.next;
    }
    a += apart;
  }
  EACH_ROW {
    _mm512_storeu_ps(left + r * cRow, c[r][0]);
    _mm512_storeu_ps(right + r * cRow, c[r][1]);
  }
}

/** How far to go in A and in B from one term of a sum to the next. */
typedef struct {
  int count;
  step a, b;
} Walk;

/**
 * C += Aᵀ·B on one tile of C, `vectors`·16 floats wide as C itself; a row of C belongs to one float of A's rows. `outer`
 * goes around `inner`.
 */
TILE void accumulateTile(const int height, const int vectors, Walk outer, Walk inner, const float *a, const float *b, float *to) {
  f16 c[TALLEST][2];
  EACH_ROW EACH_VECTOR c[r][v] = _mm512_loadu_ps(to + (r * vectors + v) * 16);
  for (int o = 0; o < outer.count; o++) {
    const float *x = a + o * outer.a, *y = b + o * outer.b;
#pragma GCC unroll 1
    for (int i = 0; i < inner.count; i++) {
      f16 column[2];
      EACH_VECTOR column[v] = _mm512_loadu_ps(y + v * 16);
      EACH_ROW {
        const f16 factor = _mm512_set1_ps(x[r]);
        EACH_VECTOR c[r][v] = multiplyAdd(factor, column[v], c[r][v]);
      }
      x += inner.a;
      y += inner.b;
    }
  }
  EACH_ROW EACH_VECTOR _mm512_storeu_ps(to + (r * vectors + v) * 16, c[r][v]);
}

/** Runs `call` with the height as a constant, so that a tile stays in registers. */
#define BY_HEIGHT(height, call) \
  switch (height) { \
    case 8: call(8); break; \
    case 7: call(7); break; \
    case 6: call(6); break; \
    case 5: call(5); break; \
    case 4: call(4); break; \
    case 3: call(3); break; \
    case 2: call(2); break; \
    default: call(1); \
  }

/** Rows of the next tile of those left: few rows keep the processor waiting, so the last two share. */
static inline int heightOf(int left) {
  if (left > TALLEST && left < TALLEST + 4) return left - 4 > 4 ? left - 4 : 4;
  return left < TALLEST ? left : TALLEST;
}

static inline void multiply(int rows, int segments, int length, step apart, const float *a, step aRow, Columns b, float *left, float *right, step cRow) {
  for (int row = 0; row < rows;) {
    const int height = heightOf(rows - row);
#define CALL(n) multiplyTile(n, segments, length, apart, a + row * aRow, aRow, b, left + row * cRow, right + row * cRow, cRow)
    BY_HEIGHT(height, CALL)
#undef CALL
    row += height;
  }
}

TILE void accumulateWide(const int vectors, int rows, Walk outer, Walk inner, const float *a, const float *b, float *to) {
  for (int row = 0; row < rows;) {
    const int height = heightOf(rows - row);
#define CALL(n) accumulateTile(n, vectors, outer, inner, a + row, b, to + row * vectors * 16)
    BY_HEIGHT(height, CALL)
#undef CALL
    row += height;
  }
}

/** C += Aᵀ·B with rows of 32 floats. */
static inline void accumulate(int rows, Walk outer, Walk inner, const float *a, const float *b, float *to) {
  accumulateWide(2, rows, outer, inner, a, b, to);
}

/** The same with rows of 16 floats. */
static inline void accumulateHalf(int rows, Walk outer, Walk inner, const float *a, const float *b, float *to) {
  accumulateWide(1, rows, outer, inner, a, b, to);
}
