// Row by row in one pass over the memory: residual, dropout and norm; bias, relu and dropout.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "fused.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr int64_t kSums = 3;

// The rows [begin, end) of one call; what is not needed is null.
template <typename T>
struct Rows {
  int64_t begin, end, width;
  const Dropout* dropout;
  const T *x, *f, *bias, *gain, *shift, *gradient;
  T *out, *normal, *stats, *dx, *df, *sums;
  double eps;
};

template <typename T>
WEFT_INLINE void norm_forward(const Rows<T>& r) {
  const auto n = r.width;
  const auto keep = static_cast<T>(r.dropout->scale);
  const auto limit = r.dropout->limit;
  for (auto row = r.begin; row < r.end; ++row) {
    const auto key = r.dropout->row(row);
    const T *__restrict x = r.x + row * n, *__restrict f = r.f + row * n;
    // Not __restrict: without statistics both are the same row.
    T *out = r.out + row * n, *c = r.normal ? r.normal + row * n : out;
    if (r.bias) {
      for (int64_t j = 0; j < n; ++j) c[j] = x[j] + (random_bits(key, j) >= limit ? (f[j] + r.bias[j]) * keep : T(0));
    } else {
      for (int64_t j = 0; j < n; ++j) c[j] = x[j] + (random_bits(key, j) >= limit ? f[j] * keep : T(0));
    }
    const T mean = sum(c, n) / n;
    for (int64_t j = 0; j < n; ++j) c[j] -= mean;
    const T deviation = std::sqrt(dot(c, c, n) / (n - 1));
    const T scale = 1 / (deviation + static_cast<T>(r.eps));
    if (r.stats) {
      r.stats[2 * row] = deviation;
      r.stats[2 * row + 1] = scale;
      for (int64_t j = 0; j < n; ++j) c[j] *= scale;
      for (int64_t j = 0; j < n; ++j) out[j] = r.gain[j] * c[j] + r.shift[j];
    } else {
      for (int64_t j = 0; j < n; ++j) out[j] = r.gain[j] * (out[j] * scale) + r.shift[j];
    }
  }
}

template <typename T>
WEFT_INLINE void norm_backward(const Rows<T>& r) {
  const auto n = r.width;
  const auto keep = static_cast<T>(r.dropout->scale);
  const auto limit = r.dropout->limit;
  T *__restrict gains = r.sums, *__restrict shifts = r.sums + n, *__restrict biases = r.sums + 2 * n;
  for (auto row = r.begin; row < r.end; ++row) {
    const auto key = r.dropout->row(row);
    const T *__restrict g = r.gradient + row * n, *__restrict normal = r.x + row * n;
    T *__restrict dx = r.dx + row * n, *__restrict df = r.df + row * n;
    for (int64_t j = 0; j < n; ++j) {
      dx[j] = g[j] * r.gain[j];
      gains[j] += g[j] * normal[j];
      shifts[j] += g[j];
    }
    const T deviation = r.stats[2 * row], scale = r.stats[2 * row + 1];
    const T mean = sum(dx, n) / n;
    const T slope = deviation == 0 ? T(0) : dot(dx, normal, n) / (deviation * (n - 1));
    for (int64_t j = 0; j < n; ++j) {
      dx[j] = scale * (dx[j] - mean) - normal[j] * slope;
      df[j] = random_bits(key, j) >= limit ? dx[j] * keep : T(0);
      biases[j] += df[j];
    }
  }
}

template <typename T>
WEFT_INLINE void relu_forward(const Rows<T>& r) {
  const auto n = r.width;
  const auto keep = static_cast<T>(r.dropout->scale);
  const auto limit = r.dropout->limit;
  for (auto row = r.begin; row < r.end; ++row) {
    const auto key = r.dropout->row(row);
    T* __restrict out = r.out + row * n;
    for (int64_t j = 0; j < n; ++j) {
      const T value = r.bias ? out[j] + r.bias[j] : out[j];
      out[j] = (value <= 0) | (random_bits(key, j) < limit) ? T(0) : value * keep;  // what is not a number stays so
    }
  }
}

template <typename T>
WEFT_INLINE void relu_backward(const Rows<T>& r) {
  const auto n = r.width;
  const auto keep = static_cast<T>(r.dropout->scale);
  T* __restrict biases = r.sums;
  for (auto row = r.begin; row < r.end; ++row) {
    const T *__restrict g = r.gradient + row * n, *__restrict y = r.x + row * n;
    T* __restrict dx = r.dx + row * n;
    for (int64_t j = 0; j < n; ++j) {
      dx[j] = y[j] == 0 ? T(0) : g[j] * keep;
      biases[j] += dx[j];
    }
  }
}

WEFT_WIDTHS void run_norm_forward(const Rows<float>& r) { norm_forward(r); }
WEFT_WIDTHS void run_norm_forward(const Rows<double>& r) { norm_forward(r); }
WEFT_WIDTHS void run_norm_backward(const Rows<float>& r) { norm_backward(r); }
WEFT_WIDTHS void run_norm_backward(const Rows<double>& r) { norm_backward(r); }
WEFT_WIDTHS void run_relu_forward(const Rows<float>& r) { relu_forward(r); }
WEFT_WIDTHS void run_relu_forward(const Rows<double>& r) { relu_forward(r); }
WEFT_WIDTHS void run_relu_backward(const Rows<float>& r) { relu_backward(r); }
WEFT_WIDTHS void run_relu_backward(const Rows<double>& r) { relu_backward(r); }

// Blocks of rows whose bounds do not depend on the number of threads, and so neither do the sums that they give.
template <typename T, typename Body>
Tensor by_blocks(Rows<T> rows, int64_t count, const Tensor& like, bool sums, Body body) {
  const int64_t block = std::max<int64_t>(32, (count + 63) / 64), blocks = (count + block - 1) / block;
  auto partial = sums ? at::zeros({blocks, kSums, rows.width}, like.options()) : Tensor();
  at::parallel_for(0, blocks, 1, [&](int64_t first, int64_t last) {
    for (auto i = first; i < last; ++i) {
      auto part = rows;
      part.begin = i * block;
      part.end = std::min(count, part.begin + block);
      part.sums = sums ? partial.template data_ptr<T>() + i * kSums * rows.width : nullptr;
      body(part);
    }
  });
  return sums ? partial.sum(0) : partial;
}

template <typename T>
T* pointer(const Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<T>() : nullptr;
}

// A row vector of the right width, or nothing.
Tensor vector(const Tensor& tensor, const Tensor& x, const char* name) {
  if (!tensor.defined()) return tensor;
  check_plain(tensor, x.scalar_type(), name);
  TORCH_CHECK(tensor.dim() == 1 && tensor.size(0) == x.size(-1), name, " must have ", x.size(-1), " elements");
  return tensor.contiguous();
}

int64_t row_count(const Tensor& x) { return x.size(-1) == 0 ? 0 : x.numel() / x.size(-1); }

Tensor normalise(const Tensor& x, const Tensor& f, const Tensor& bias, const Tensor& gain, const Tensor& shift, double eps,
                 const Dropout& dropout, Tensor* normal, Tensor* stats) {
  auto out = at::empty_like(x);
  if (normal) *normal = at::empty_like(x), *stats = at::empty({row_count(x), 2}, x.options());
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "residual_norm", [&] {
    Rows<scalar_t> r{};
    r.width = x.size(-1), r.dropout = &dropout, r.eps = eps;
    r.x = pointer<scalar_t>(x), r.f = pointer<scalar_t>(f), r.bias = pointer<scalar_t>(bias);
    r.gain = pointer<scalar_t>(gain), r.shift = pointer<scalar_t>(shift), r.out = pointer<scalar_t>(out);
    if (normal) r.normal = pointer<scalar_t>(*normal), r.stats = pointer<scalar_t>(*stats);
    by_blocks(r, row_count(x), x, false, [](const auto& part) { run_norm_forward(part); });
  });
  return out;
}

struct ResidualNorm : torch::autograd::Function<ResidualNorm> {
  static Variable forward(AutogradContext* ctx, const Variable& x, const Variable& f, const OptionalTensor& given, const Variable& gain,
                          const Variable& shift, double eps, double p, int64_t seed) {
    Tensor normal, stats;
    const auto bias = given.has_value() ? *given : Tensor();
    auto out = normalise(x, f, bias, gain, shift, eps, Dropout(p, seed), &normal, &stats);
    ctx->save_for_backward({normal, stats, gain});
    ctx->saved_data["p"] = p;
    ctx->saved_data["seed"] = seed;
    ctx->saved_data["bias"] = bias.defined();
    return out;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto &normal = saved[0], &stats = saved[1], &gain = saved[2];
    const auto gradient = gradients[0].contiguous();
    const Dropout dropout(ctx->saved_data["p"].toDouble(), ctx->saved_data["seed"].toInt());
    auto dx = at::empty_like(normal), df = at::empty_like(normal);
    Tensor sums;
    AT_DISPATCH_FLOATING_TYPES(normal.scalar_type(), "residual_norm_backward", [&] {
      Rows<scalar_t> r{};
      r.width = normal.size(-1), r.dropout = &dropout;
      r.x = pointer<scalar_t>(normal), r.stats = pointer<scalar_t>(stats), r.gain = pointer<scalar_t>(gain);
      r.gradient = pointer<scalar_t>(gradient), r.dx = pointer<scalar_t>(dx), r.df = pointer<scalar_t>(df);
      sums = by_blocks(r, row_count(normal), normal, true, [](const auto& part) { run_norm_backward(part); });
    });
    return {dx, df, ctx->saved_data["bias"].toBool() ? sums[2] : Tensor(), sums[0], sums[1], Tensor(), Tensor(), Tensor()};
  }
};

Tensor residual_norm(const Tensor& x, const Tensor& f, const OptionalTensor& bias, const Tensor& gain, const Tensor& shift, double eps,
                     double p, int64_t seed) {
  check_plain(x, x.scalar_type(), "x");
  check_plain(f, x.scalar_type(), "f");
  TORCH_CHECK(x.dim() > 0 && f.sizes() == x.sizes(), "f must have the shape of x, ", x.sizes(), ", not ", f.sizes());
  auto extra = vector(bias.has_value() ? *bias : Tensor(), x, "bias");
  auto a = vector(gain, x, "gain"), b = vector(shift, x, "shift");
  if (!wants_gradient({x, f, extra, a, b})) {
    return normalise(x.contiguous(), f.contiguous(), extra, a, b, eps, Dropout(p, seed), nullptr, nullptr);
  }
  return ResidualNorm::apply(x.contiguous(), f.contiguous(), optional(extra), a, b, eps, p, seed);
}

struct ReluDropout : torch::autograd::Function<ReluDropout> {
  static Variable forward(AutogradContext* ctx, const Variable& x, const OptionalTensor& given, double p, int64_t seed) {
    const Dropout dropout(p, seed);
    const auto bias = given.has_value() ? *given : Tensor();
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "relu_dropout", [&] {
      Rows<scalar_t> r{};
      r.width = x.size(-1), r.dropout = &dropout, r.bias = pointer<scalar_t>(bias), r.out = pointer<scalar_t>(x);
      by_blocks(r, row_count(x), x, false, [](const auto& part) { run_relu_forward(part); });
    });
    ctx->mark_dirty({x});
    ctx->save_for_backward({x});
    ctx->saved_data["p"] = p;
    ctx->saved_data["bias"] = bias.defined();
    return x;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    const auto y = ctx->get_saved_variables()[0];
    const auto gradient = gradients[0].contiguous();
    const Dropout dropout(ctx->saved_data["p"].toDouble(), 0);
    auto dx = at::empty_like(y);
    Tensor sums;
    AT_DISPATCH_FLOATING_TYPES(y.scalar_type(), "relu_dropout_backward", [&] {
      Rows<scalar_t> r{};
      r.width = y.size(-1), r.dropout = &dropout, r.x = pointer<scalar_t>(y);
      r.gradient = pointer<scalar_t>(gradient), r.dx = pointer<scalar_t>(dx);
      sums = by_blocks(r, row_count(y), y, true, [](const auto& part) { run_relu_backward(part); });
    });
    return {dx, ctx->saved_data["bias"].toBool() ? sums[0] : Tensor(), Tensor(), Tensor()};
  }
};

Tensor relu_dropout(const Tensor& x, const OptionalTensor& bias, double p, int64_t seed) {
  check_plain(x, x.scalar_type(), "x");
  TORCH_CHECK(x.dim() > 0 && x.is_contiguous(), "x must be contiguous, for it is changed in place");
  return ReluDropout::apply(x, optional(vector(bias.has_value() ? *bias : Tensor(), x, "bias")), p, seed);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(weft, m) {
  m.def("residual_norm(Tensor x, Tensor f, Tensor? bias, Tensor gain, Tensor shift, float eps, float p, int seed) -> Tensor", residual_norm);
  m.def("relu_dropout_(Tensor(a!) x, Tensor? bias, float p, int seed) -> Tensor(a!)", relu_dropout);
}
