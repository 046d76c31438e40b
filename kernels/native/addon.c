/*
 * The door from JavaScript: `open(bytes)` gives the functions on that memory, under the names and with the arguments of
 * `kernels/index.ts`, or null where the processor has no registers of 512 bits.
 */
#include <node_api.h>
#include <stdint.h>
#include <sys/mman.h>
#include "dense.h"
#include "recurrent.h"

enum { MOST = 18 };

/** Reads the arguments, whole numbers all of them, and gives the memory's beginning. */
static char *arguments(napi_env env, napi_callback_info info, int *to) {
  napi_value given[MOST];
  size_t count = MOST;
  void *memory = NULL;
  napi_get_cb_info(env, info, &count, given, NULL, &memory);
  for (size_t i = 0; i < count && i < MOST; i++) napi_get_value_int32(env, given[i], to + i);
  return memory;
}

#define AT(i) ((float *)(memory + (unsigned)a[i]))

static napi_value forward(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const Forward f = {a[0], a[1], a[2], a[3], a[4], a[5], a[6] / 4, AT(7), AT(8), a[9] ? AT(9) : NULL, a[10] / 4, AT(11), AT(12), AT(13), AT(14), AT(15), AT(16), a[17]};
  recurrentForward(&f);
  return NULL;
}

static napi_value backward(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const Backward b = {a[0], a[1], a[2], a[3], a[4], AT(5), a[6], AT(7), AT(8), AT(9), AT(10), AT(11), AT(12), AT(13), AT(14)};
  recurrentBackward(&b);
  return NULL;
}

static napi_value gradient(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const Gradient d = {a[0], a[1], a[2], a[3], a[4], a[5], a[6], AT(7), AT(8), AT(9), a[10]};
  recurrentGradient(&d);
  return NULL;
}

static napi_value rowsGradient(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const RowsGradient d = {a[0], a[1], a[2], a[3], a[4], a[5], a[6], AT(7), AT(8), AT(9)};
  recurrentRowsGradient(&d);
  return NULL;
}

static napi_value denseForward(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const ConvolveForward f = {a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], AT(8), a[9] / 4, AT(10), AT(11), a[12] / 4, AT(13), a[14] / 4};
  convolveForward(&f);
  return NULL;
}

static napi_value denseBackward(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const ConvolveBackward b = {a[0], a[1], a[2], a[3], a[4], a[5], a[6], AT(7), a[8] / 4, AT(9), AT(10), a[11] / 4};
  convolveBackward(&b);
  return NULL;
}

static napi_value denseGradient(napi_env env, napi_callback_info info) {
  int a[MOST] = {0};
  char *memory = arguments(env, info, a);
  const ConvolveGradient d = {a[0], a[1], a[2], a[3], a[4], a[5], a[6], AT(7), a[8] / 4, AT(9), a[10] / 4, AT(11)};
  convolveGradient(&d);
  return NULL;
}

static napi_value openOn(napi_env env, napi_callback_info info) {
  napi_value bytes, functions, one;
  size_t count = 1, length = 0;
  void *memory = NULL;
  napi_get_cb_info(env, info, &count, &bytes, NULL, NULL);
  if (count < 1 || napi_get_typedarray_info(env, bytes, NULL, &length, &memory, NULL, NULL) != napi_ok) {
    napi_throw_type_error(env, NULL, "bytes: a Uint8Array on the kernel's memory is needed");
    return NULL;
  }
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")) {
    napi_get_null(env, &functions);
    return functions;
  }
  const struct { const char *name; napi_callback call; } all[] = {
    {"recurrentForward", forward},
    {"recurrentBackward", backward},
    {"recurrentGradient", gradient},
    {"recurrentRowsGradient", rowsGradient},
    {"convolveForward", denseForward},
    {"convolveBackward", denseBackward},
    {"convolveGradient", denseGradient},
  };
  // Networks take tens of megabytes and are walked in long strides: larger pages are found faster. Advice only.
  const uintptr_t begin = (uintptr_t)memory & ~(uintptr_t)4095;
  madvise((void *)begin, length, MADV_HUGEPAGE);
  napi_create_object(env, &functions);
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    napi_create_function(env, all[i].name, NAPI_AUTO_LENGTH, all[i].call, memory, &one);
    napi_set_named_property(env, functions, all[i].name, one);
  }
  return functions;
}

NAPI_MODULE_INIT() {
  napi_value door;
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, openOn, NULL, &door);
  napi_set_named_property(env, exports, "open", door);
  return exports;
}
