// Adam in one pass over the memory. The list operators take eight, and a call for every tensor in each of them.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "guard.h"
#include "handles.h"
#include "widths.h"

namespace {

constexpr int64_t kChunk = 32768;

struct Chunk {
  void* parameter;
  const void* gradient;
  void* first;
  void* second;
  int64_t count;
};

// The numbers of a step in the elements' own type.
template <typename T>
struct Factors {
  T beta1, rest1, beta2, rest2, decay, shrink, root, eps, rate;
};

#define WEFT_ADAM_LOOP(T)                                                                   \
  auto* __restrict p = static_cast<T*>(c.parameter);                                        \
  const auto* __restrict g = static_cast<const T*>(c.gradient);                             \
  auto* __restrict m = static_cast<T*>(c.first);                                            \
  auto* __restrict v = static_cast<T*>(c.second);                                           \
  for (int64_t i = 0; i < c.count; ++i) {                                                   \
    const T gradient = g[i] + f.decay * p[i];                                               \
    m[i] = m[i] * f.beta1 + f.rest1 * gradient;                                             \
    v[i] = v[i] * f.beta2 + f.rest2 * gradient * gradient;                                  \
    p[i] = p[i] * f.shrink + f.rate * m[i] / (std::sqrt(v[i]) / f.root + f.eps);            \
  }

// Not templates: target_clones knows plain functions only.
WEFT_WIDTHS void update_floats(const Chunk& c, const Factors<float>& f) { WEFT_ADAM_LOOP(float) }
WEFT_WIDTHS void update_doubles(const Chunk& c, const Factors<double>& f) { WEFT_ADAM_LOOP(double) }

template <typename T>
Factors<T> factors_of(const weft_adam_settings& s) {
  const double correction1 = 1 - std::pow(s.beta1, static_cast<double>(s.step));
  const double correction2 = 1 - std::pow(s.beta2, static_cast<double>(s.step));
  return {static_cast<T>(s.beta1),
          static_cast<T>(1 - s.beta1),
          static_cast<T>(s.beta2),
          static_cast<T>(1 - s.beta2),
          static_cast<T>(s.decoupled ? 0 : s.weight_decay),
          static_cast<T>(s.decoupled ? 1 - s.rate * s.weight_decay : 1),
          static_cast<T>(std::sqrt(correction2)),
          static_cast<T>(s.eps),
          static_cast<T>(-s.rate / correction1)};
}

bool is_plain(const at::Tensor& tensor, at::ScalarType type, int64_t count) {
  return tensor.device().is_cpu() && tensor.layout() == at::kStrided && tensor.scalar_type() == type && tensor.numel() == count;
}

}  // namespace

extern "C" int weft_adam(const weft_adam_settings* settings, const weft_tensor* parameters, const weft_tensor* gradients,
                         const weft_tensor* first, const weft_tensor* second, int32_t count, int32_t* done) {
  return weft_guard([&] {
    *done = 0;
    std::vector<at::Tensor> held;  // contiguous copies of gradients that are not
    std::vector<Chunk> chunks;
    const auto type = count > 0 ? weft_borrow(parameters[0]).scalar_type() : at::kFloat;
    if (type != at::kFloat && type != at::kDouble) return;
    const int64_t width = type == at::kFloat ? sizeof(float) : sizeof(double);
    for (int32_t i = 0; i < count; ++i) {
      const auto p = weft_borrow(parameters[i]), m = weft_borrow(first[i]), v = weft_borrow(second[i]);
      auto g = weft_borrow(gradients[i]);
      const auto size = p.numel();
      if (!is_plain(p, type, size) || !is_plain(g, type, size) || !is_plain(m, type, size) || !is_plain(v, type, size)) return;
      if (!p.is_contiguous() || !m.is_contiguous() || !v.is_contiguous()) return;
      if (!g.is_contiguous()) {
        g = g.contiguous();
        held.push_back(g);
      }
      auto at_byte = [](const at::Tensor& tensor, int64_t offset) { return static_cast<char*>(tensor.data_ptr()) + offset; };
      for (int64_t begin = 0; begin < size; begin += kChunk) {
        const auto offset = begin * width;
        chunks.push_back({at_byte(p, offset), at_byte(g, offset), at_byte(m, offset), at_byte(v, offset), std::min(kChunk, size - begin)});
      }
    }

    const auto floats = factors_of<float>(*settings);
    const auto doubles = factors_of<double>(*settings);
    const auto total = static_cast<int64_t>(chunks.size());
    // The number of threads is named: a libtorch that brings its own OpenMP sets it there and not here.
    const int threads = static_cast<int>(std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads(), total)));
#pragma omp parallel for num_threads(threads) if (threads > 1)
    for (int64_t i = 0; i < total; ++i) {
      if (type == at::kFloat) {
        update_floats(chunks[i], floats);
      } else {
        update_doubles(chunks[i], doubles);
      }
    }

    // A graph that still needs the old values must hear that they are gone.
    for (int32_t i = 0; i < count; ++i) weft_borrow(parameters[i]).unsafeGetTensorImpl()->bump_version();
    *done = 1;
  });
}
