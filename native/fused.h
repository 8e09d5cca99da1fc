// What the fused kernels share: loops compiled for several widths, sums that do not depend on them, and random bits without a state.
#pragma once
#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "widths.h"

#define WEFT_INLINE inline __attribute__((always_inline))

// Elements kept with probability 1 - p, decided by a hash of seed, row and column: nothing is stored, and the backward pass asks again.
struct Dropout {
  uint64_t seed;
  uint32_t limit;
  double scale;

  Dropout(double p, int64_t seed) : seed(static_cast<uint64_t>(seed)), limit(static_cast<uint32_t>(p * 4294967296.0)), scale(1 / (1 - p)) {
    TORCH_CHECK(p >= 0 && p < 1, "a dropout probability is at least 0 and below 1, not ", p);
  }

  uint64_t row(uint64_t index) const {
    uint64_t x = seed + (index + 1) * 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }
};

WEFT_INLINE uint32_t random_bits(uint64_t row, uint32_t column) {
  uint32_t x = column * 0x9E3779B1u + static_cast<uint32_t>(row);
  x = (x ^ (x >> 16)) * 0x7FEB352Du;
  x ^= static_cast<uint32_t>(row >> 32);
  x = (x ^ (x >> 15)) * 0x846CA68Bu;
  return x ^ (x >> 16);
}

// Sums in lanes of 64 bytes, whatever the processor's width is: the same bits everywhere.
template <typename T>
struct Lanes {
  typedef T type __attribute__((vector_size(64)));
  static constexpr int64_t count = 64 / sizeof(T);
};

template <typename T>
WEFT_INLINE T dot(const T* x, const T* y, int64_t n) {
  typename Lanes<T>::type total = {}, a, b;
  constexpr int64_t width = Lanes<T>::count;
  int64_t i = 0;
  for (; i + width <= n; i += width) {
    std::memcpy(&a, x + i, sizeof a);
    std::memcpy(&b, y + i, sizeof b);
    total += a * b;
  }
  T sum = 0;
  for (int64_t l = 0; l < width; ++l) sum += total[l];
  for (; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

template <typename T>
WEFT_INLINE T sum(const T* x, int64_t n) {
  typename Lanes<T>::type total = {}, a;
  constexpr int64_t width = Lanes<T>::count;
  int64_t i = 0;
  for (; i + width <= n; i += width) {
    std::memcpy(&a, x + i, sizeof a);
    total += a;
  }
  T sum = 0;
  for (int64_t l = 0; l < width; ++l) sum += total[l];
  for (; i < n; ++i) sum += x[i];
  return sum;
}

template <typename T>
WEFT_INLINE T largest(const T* x, int64_t n) {
  constexpr int64_t width = Lanes<T>::count;
  T best = x[0];
  int64_t i = 0;
  if (n >= width) {
    typename Lanes<T>::type top, a;
    std::memcpy(&top, x, sizeof top);
    for (i = width; i + width <= n; i += width) {
      std::memcpy(&a, x + i, sizeof a);
      top = a > top ? a : top;
    }
    for (int64_t l = 0; l < width; ++l) best = top[l] > best ? top[l] : best;
  }
  for (; i < n; ++i) best = x[i] > best ? x[i] : best;
  return best;
}

// exp of what is below 88, to 2 units in the last place; below -87 it stays at 1.6e-38. A loop over it is vectorised, over expf not.
WEFT_INLINE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  const float whole = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  const float r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const int32_t bits = (static_cast<int32_t>(whole) + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return p * power;
}

WEFT_INLINE double exponential(double x) { return std::exp(x); }

// libtorch's own optional: autograd functions take an absent tensor as this alone.
using OptionalTensor = std::decay_t<decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>())>;

inline OptionalTensor optional(const at::Tensor& tensor) { return tensor.defined() ? OptionalTensor(tensor) : OptionalTensor(); }

inline bool wants_gradient(std::initializer_list<at::Tensor> tensors) {
  if (!at::GradMode::is_enabled()) return false;
  for (const auto& tensor : tensors) {
    if (tensor.defined() && tensor.requires_grad()) return true;
  }
  return false;
}

inline void check_plain(const at::Tensor& tensor, at::ScalarType type, const char* name) {
  TORCH_CHECK(tensor.device().is_cpu() && tensor.layout() == at::kStrided, name, " must be a dense tensor of the CPU");
  TORCH_CHECK(tensor.scalar_type() == type && (type == at::kFloat || type == at::kDouble), name, " must be Float32 or Float64, as the rest");
}
