// Attention of many heads over samples of any lengths, without copies of heads and without keeping the maps; and the bias of relations.
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

constexpr double kSmallest = 1e-6;      // what a relation is at least, before its logarithm
constexpr int64_t kPairs = 2048;        // pairs of boxes at a time: their hidden layer stays in the cache

// One row of a map; its scores become weights, and in the backward pass `other` its gradient.
template <typename T>
struct MapRow {
  T *scores, *other, *bias_gradient;
  const T* bias;
  int64_t count;
  uint64_t key;
  uint32_t limit;
  T keep, scale, total;  // `total` is the logarithm of the sum of exponentials
};

template <typename T>
WEFT_INLINE void softmax_forward(MapRow<T>& r) {
  const auto n = r.count;
  T* __restrict s = r.scores;
  if (r.bias) {
    for (int64_t j = 0; j < n; ++j) s[j] = s[j] * r.scale + r.bias[j];
  } else {
    for (int64_t j = 0; j < n; ++j) s[j] *= r.scale;
  }
  const T top = largest(s, n);
  for (int64_t j = 0; j < n; ++j) s[j] = exponential(s[j] - top);
  const T all = sum(s, n), factor = r.keep / all;
  for (int64_t j = 0; j < n; ++j) s[j] = random_bits(r.key, j) >= r.limit ? s[j] * factor : T(0);
  r.total = top + std::log(all);
}

template <typename T>
WEFT_INLINE void softmax_backward(MapRow<T>& r) {
  const auto n = r.count;
  T *__restrict s = r.scores, *__restrict d = r.other;
  for (int64_t j = 0; j < n; ++j) s[j] = exponential(s[j] * r.scale + (r.bias ? r.bias[j] : T(0)) - r.total);
  for (int64_t j = 0; j < n; ++j) d[j] = random_bits(r.key, j) >= r.limit ? d[j] * r.keep : T(0);
  const T mean = dot(s, d, n);
  for (int64_t j = 0; j < n; ++j) d[j] = s[j] * (d[j] - mean);
  if (r.bias_gradient) std::copy(d, d + n, r.bias_gradient);
  for (int64_t j = 0; j < n; ++j) {
    d[j] *= r.scale;
    s[j] = random_bits(r.key, j) >= r.limit ? s[j] * r.keep : T(0);
  }
}

// d/dr log(max(r, smallest)), of the logarithm itself.
template <typename T>
WEFT_INLINE void relation_slope(const T* out, const T* gradient, T* result, int64_t n) {
  const T floor = std::log(static_cast<T>(kSmallest)) + static_cast<T>(1e-6);
  for (int64_t j = 0; j < n; ++j) result[j] = out[j] > floor ? gradient[j] * exponential(-out[j]) : T(0);
}

WEFT_WIDTHS void run_forward(MapRow<float>& r) { softmax_forward(r); }
WEFT_WIDTHS void run_forward(MapRow<double>& r) { softmax_forward(r); }
WEFT_WIDTHS void run_backward(MapRow<float>& r) { softmax_backward(r); }
WEFT_WIDTHS void run_backward(MapRow<double>& r) { softmax_backward(r); }
WEFT_WIDTHS void run_slope(const float* o, const float* g, float* r, int64_t n) { relation_slope(o, g, r, n); }
WEFT_WIDTHS void run_slope(const double* o, const double* g, double* r, int64_t n) { relation_slope(o, g, r, n); }

// Where a sample's queries and keys lie. Without a single valid key all `total` count alike, as behind a mask of -1e9.
struct Span {
  int64_t query, queries, key, keys, total, map;
};

// The rows of queries, keys and values, each with heads side by side; keys and values are the rest of `q`'s columns where `kv` is absent.
struct Attention {
  Tensor q, k, v, bias;
  std::vector<Span> spans;
  int64_t heads, width, most = 0, pairs = 0, asked = 0, keyed = 0;
  double scale, p;
  int64_t seed;

  Attention(const Tensor& queries, const Tensor& kv, const Tensor& bias, const Tensor& where, int64_t heads, double scale, double p, int64_t seed)
      : bias(bias), heads(heads), scale(scale), p(p), seed(seed) {
    const bool own = !kv.defined();
    const auto& rest = own ? queries : kv;
    const auto inner = own ? queries.size(1) / 3 : queries.size(1);
    TORCH_CHECK(heads > 0 && inner % heads == 0 && rest.size(1) == (own ? 3 : 2) * inner, "columns ", queries.size(1), " and ",
                rest.size(1), " do not make queries, keys and values of ", heads, " heads");
    width = inner / heads;
    q = queries.narrow(1, 0, inner);
    k = rest.narrow(1, own ? inner : 0, inner);
    v = rest.narrow(1, own ? 2 * inner : inner, inner);
    TORCH_CHECK(where.device().is_cpu() && where.scalar_type() == at::kLong && where.dim() == 2 && where.size(1) == 5,
                "spans must be [samples, 5] Int64 on the CPU");
    const auto table = where.contiguous();
    const auto* row = table.data_ptr<int64_t>();
    int64_t query_end = 0, key_end = 0;
    for (int64_t i = 0; i < table.size(0); ++i, row += 5) {
      const Span s{row[0], row[1], row[2], row[3], row[4], heads * pairs};
      TORCH_CHECK(s.query >= query_end && s.queries >= 0 && s.queries <= q.size(0) - s.query && s.key >= key_end && s.keys >= 0 &&
                      s.keys <= s.total && s.total <= k.size(0) - s.key,
                  "spans of sample ", i, " are out of order or out of range");
      query_end = s.query + s.queries, key_end = s.key + s.total;
      most = std::max(most, s.queries * s.total);
      pairs += s.queries * s.total, asked += s.total > 0 ? s.queries : 0, keyed += s.total;
      spans.push_back(s);
    }
    if (bias.defined()) TORCH_CHECK(bias.numel() == heads * pairs, "bias must have ", heads * pairs, " elements, not ", bias.numel());
  }

  // Of a sample's rows, [heads, rows, width]; transposed, [heads, width, rows].
  Tensor view(const Tensor& rows, int64_t start, int64_t count, bool transposed = false) const {
    const auto stride = rows.stride(0), offset = rows.storage_offset() + start * stride;
    return transposed ? rows.as_strided({heads, width, count}, {width, 1, stride}, offset)
                      : rows.as_strided({heads, count, width}, {width, stride, 1}, offset);
  }

  // Calls `body(span, key count, scratch)` for every sample that has queries and keys; the scratch holds `maps` maps of it.
  template <typename Body>
  void each(int64_t maps, Body body) const {
    at::parallel_for(0, static_cast<int64_t>(spans.size()), 1, [&](int64_t first, int64_t last) {
      at::AutoDispatchBelowAutograd guard;
      const auto scratch = at::empty({maps, heads * most}, q.options());
      for (auto i = first; i < last; ++i) {
        const auto& s = spans[i];
        const auto count = s.keys > 0 ? s.keys : s.total;
        if (s.queries > 0 && count > 0) body(s, count, scratch.narrow(1, 0, heads * s.queries * count).view({maps, heads, s.queries, count}));
      }
    });
  }

  // Calls `body(row, number among all rows)` for every row of a sample's maps; without a valid key the scores are zero.
  template <typename T, typename Body>
  void rows(const Span& s, int64_t count, const Tensor& map, const Tensor& other, const Tensor& bias_gradient, Body body) const {
    const Dropout dropout(p, seed);
    const bool blind = s.keys == 0;
    if (blind) map.zero_();
    MapRow<T> row{};
    row.count = count, row.limit = dropout.limit, row.keep = static_cast<T>(dropout.scale), row.scale = static_cast<T>(scale);
    for (int64_t i = 0; i < heads * s.queries; ++i) {
      const auto line = (i / s.queries) * q.size(0) + s.query + i % s.queries;
      row.scores = map.data_ptr<T>() + i * count;
      row.other = other.defined() ? other.data_ptr<T>() + i * count : nullptr;
      row.bias = bias.defined() && !blind ? bias.data_ptr<T>() + s.map + i * s.total : nullptr;
      row.bias_gradient = bias_gradient.defined() && !blind ? bias_gradient.data_ptr<T>() + s.map + i * s.total : nullptr;
      row.key = dropout.row(line);
      body(row, line);
    }
  }

  Tensor forward(Tensor* totals) const {
    auto out = asked == q.size(0) ? at::empty({q.size(0), heads * width}, q.options()) : at::zeros({q.size(0), heads * width}, q.options());
    if (totals) *totals = at::empty({heads * q.size(0)}, q.options());
    AT_DISPATCH_FLOATING_TYPES(q.scalar_type(), "attention", [&] {
      auto* kept = totals ? totals->data_ptr<scalar_t>() : nullptr;
      each(1, [&](const Span& s, int64_t count, const Tensor& scratch) {
        auto map = scratch[0], result = view(out, s.query, s.queries);
        at::bmm_out(map, view(q, s.query, s.queries), view(k, s.key, count, true));
        rows<scalar_t>(s, count, map, Tensor(), Tensor(), [&](MapRow<scalar_t>& row, int64_t line) {
          run_forward(row);
          if (kept) kept[line] = row.total;
        });
        at::bmm_out(result, map, view(v, s.key, count));
      });
    });
    return out;
  }

  // The gradients of the queries, keys and values are written where the views of `dq`, `dk` and `dv` lie.
  void backward(const Tensor& gradient, const Tensor& totals, const Tensor& dq, const Tensor& dk, const Tensor& dv, const Tensor& dbias) const {
    AT_DISPATCH_FLOATING_TYPES(q.scalar_type(), "attention_backward", [&] {
      const auto* kept = totals.data_ptr<scalar_t>();
      each(2, [&](const Span& s, int64_t count, const Tensor& scratch) {
        auto map = scratch[0], other = scratch[1];
        const auto above = view(gradient, s.query, s.queries);
        auto to_q = view(dq, s.query, s.queries), to_k = view(dk, s.key, count), to_v = view(dv, s.key, count);
        at::bmm_out(map, view(q, s.query, s.queries), view(k, s.key, count, true));
        at::bmm_out(other, above, view(v, s.key, count, true));
        rows<scalar_t>(s, count, map, other, dbias, [&](MapRow<scalar_t>& row, int64_t line) {
          row.total = kept[line];
          run_backward(row);
        });
        if (s.keys == 0) other.zero_();
        at::bmm_out(to_v, map.transpose(1, 2), above);
        at::bmm_out(to_q, other, view(k, s.key, count));
        at::bmm_out(to_k, other.transpose(1, 2), view(q, s.query, s.queries));
      });
    });
  }
};

struct AttentionFunction : torch::autograd::Function<AttentionFunction> {
  static Variable forward(AutogradContext* ctx, const Variable& q, const OptionalTensor& given, const OptionalTensor& extra, const Tensor& spans,
                          int64_t heads, double scale, double p, int64_t seed) {
    Tensor totals;
    const auto kv = given.has_value() ? *given : Tensor(), bias = extra.has_value() ? *extra : Tensor();
    auto out = Attention(q, kv, bias, spans, heads, scale, p, seed).forward(&totals);
    ctx->save_for_backward({q, kv, bias, totals, spans});
    ctx->saved_data["heads"] = heads;
    ctx->saved_data["scale"] = scale;
    ctx->saved_data["p"] = p;
    ctx->saved_data["seed"] = seed;
    return out;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto &q = saved[0], &kv = saved[1], &bias = saved[2];
    const Attention all(q.detach(), kv.defined() ? kv.detach() : kv, bias.defined() ? bias.detach() : bias, saved[4],
                        ctx->saved_data["heads"].toInt(), ctx->saved_data["scale"].toDouble(), ctx->saved_data["p"].toDouble(),
                        ctx->saved_data["seed"].toInt());
    // Rows that no sample has, and keys that none looks at, get zeros; where there are none, zeros need not be written.
    const bool whole = std::all_of(all.spans.begin(), all.spans.end(), [](const Span& s) { return s.keys == s.total && s.keys > 0 && s.queries > 0; });
    auto fresh = [&](const Tensor& like, bool covered) { return covered ? at::empty_like(like) : at::zeros_like(like); };
    const bool own = !kv.defined(), queries = whole && all.asked == all.q.size(0), keys = whole && all.keyed == all.k.size(0);
    auto dq = fresh(q, own ? queries && keys : queries);
    auto dkv = own ? Tensor() : fresh(kv, keys);
    const auto dbias = bias.defined() ? fresh(bias, whole) : Tensor();
    const auto inner = all.heads * all.width;
    const auto& rest = own ? dq : dkv;
    all.backward(gradients[0].contiguous(), saved[3], dq.narrow(1, 0, inner), rest.narrow(1, own ? inner : 0, inner),
                 rest.narrow(1, own ? 2 * inner : inner, inner), dbias);
    return {dq, dkv, dbias, Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

Tensor attention(const Tensor& q, const OptionalTensor& kv, const OptionalTensor& bias, const Tensor& spans, int64_t heads, double scale, double p,
                 int64_t seed) {
  const auto rest = kv.has_value() ? *kv : Tensor(), extra = bias.has_value() ? *bias : Tensor();
  check_plain(q, q.scalar_type(), "q");
  if (rest.defined()) check_plain(rest, q.scalar_type(), "kv");
  if (extra.defined()) check_plain(extra, q.scalar_type(), "bias");
  TORCH_CHECK(q.dim() == 2 && (!rest.defined() || rest.dim() == 2), "rows of queries, keys and values must be a matrix");
  const auto a = q.contiguous(), b = rest.defined() ? rest.contiguous() : rest, c = extra.defined() ? extra.contiguous() : extra;
  if (!wants_gradient({a, b, c})) return Attention(a, b, c, spans, heads, scale, p, seed).forward(nullptr);
  return AttentionFunction::apply(a, optional(b), optional(c), spans, heads, scale, p, seed);
}

// Calls `body(sample, pairs of boxes as columns [4, n], heads' rows from this column on)` for chunks of every sample's pairs.
template <typename Body>
void each_pairs(const Tensor& geometry, const Tensor& counts, int64_t heads, Body body) {
  int64_t start = 0;
  for (int64_t b = 0; b < counts.size(0); ++b) {
    const auto n = counts.data_ptr<int64_t>()[b], all = n * n;
    const auto pairs = geometry[b].narrow(0, 0, n).narrow(1, 0, n).reshape({all, 4});
    for (int64_t column = 0; column < all; column += kPairs) {
      const auto size = std::min(kPairs, all - column);
      body(pairs.narrow(0, column, size), [=](const Tensor& flat) { return flat.as_strided({heads, size}, {all, 1}, flat.storage_offset() + start + column); });
    }
    start += heads * all;
  }
}

struct RelationBias : torch::autograd::Function<RelationBias> {
  static variable_list forward(AutogradContext* ctx, const Variable& geometry, const Tensor& counts, const Variable& weight,
                               const Variable& bias, const Variable& head_weight, const Variable& head_bias, int64_t blocks) {
    const auto heads = head_weight.size(0) / blocks;
    const auto pairs = counts.mul(counts).sum().item<int64_t>();
    variable_list outputs;
    for (int64_t i = 0; i < blocks; ++i) outputs.push_back(at::empty({heads * pairs}, geometry.options()));
    const auto column = bias.unsqueeze(1), head_column = head_bias.unsqueeze(1);
    each_pairs(geometry, counts, heads, [&](const Tensor& g, auto place) {
      const auto hidden = at::addmm(column, weight, g.t()).relu_();
      const auto r = at::addmm(head_column, head_weight, hidden).clamp_min_(kSmallest).log_();
      for (int64_t i = 0; i < blocks; ++i) place(outputs[i]).copy_(r.narrow(0, i * heads, heads));
    });
    variable_list saved{geometry, weight, bias, head_weight, counts};
    saved.insert(saved.end(), outputs.begin(), outputs.end());
    ctx->save_for_backward(saved);
    return outputs;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto &weight = saved[1], &bias = saved[2], &head_weight = saved[3];
    const auto blocks = static_cast<int64_t>(gradients.size());
    const auto heads = head_weight.size(0) / blocks;
    auto d_weight = at::zeros_like(weight), d_bias = at::zeros_like(bias), d_head_weight = at::zeros_like(head_weight);
    auto d_head_bias = at::zeros({head_weight.size(0)}, head_weight.options());
    variable_list slopes;
    for (int64_t i = 0; i < blocks; ++i) {
      const auto& out = saved[5 + i];
      if (!gradients[i].defined()) {
        slopes.push_back(at::zeros_like(out));
        continue;
      }
      const auto gradient = gradients[i].contiguous();
      auto slope = at::empty_like(out);
      AT_DISPATCH_FLOATING_TYPES(out.scalar_type(), "relation_bias_backward", [&] {
        const auto *o = out.data_ptr<scalar_t>(), *g = gradient.data_ptr<scalar_t>();
        auto* r = slope.data_ptr<scalar_t>();
        at::parallel_for(0, out.numel(), 65536, [&](int64_t begin, int64_t end) { run_slope(o + begin, g + begin, r + begin, end - begin); });
      });
      slopes.push_back(slope);
    }
    const auto column = bias.unsqueeze(1);
    each_pairs(saved[0], saved[4], heads, [&](const Tensor& g, auto place) {
      const auto hidden = at::addmm(column, weight, g.t()).relu_();
      variable_list parts;
      for (const auto& slope : slopes) parts.push_back(place(slope));
      const auto above = at::cat(parts, 0);
      const auto below = at::mm(head_weight.t(), above).mul_(hidden.gt(0));
      d_head_weight.addmm_(above, hidden.t());
      d_head_bias.add_(above.sum(1));
      d_weight.addmm_(below, g);
      d_bias.add_(below.sum(1));
    });
    return {Tensor(), Tensor(), d_weight, d_bias, d_head_weight, d_head_bias, Tensor()};
  }
};

std::vector<Tensor> relation_bias(const Tensor& geometry, const Tensor& counts, const Tensor& weight, const Tensor& bias,
                                  const Tensor& head_weight, const Tensor& head_bias, int64_t blocks) {
  for (const auto* tensor : {&geometry, &weight, &bias, &head_weight, &head_bias}) check_plain(*tensor, geometry.scalar_type(), "a relation tensor");
  TORCH_CHECK(geometry.dim() == 4 && geometry.size(1) == geometry.size(2) && geometry.size(3) == 4, "geometry must be [samples, boxes, boxes, 4]");
  TORCH_CHECK(counts.device().is_cpu() && counts.scalar_type() == at::kLong && counts.dim() == 1 && counts.size(0) == geometry.size(0),
              "counts must be one Int64 for every sample, on the CPU");
  for (int64_t i = 0; i < counts.size(0); ++i) {
    const auto n = counts[i].item<int64_t>();
    TORCH_CHECK(n >= 0 && n <= geometry.size(1), "a sample cannot have ", n, " of ", geometry.size(1), " boxes");
  }
  TORCH_CHECK(blocks > 0 && head_weight.dim() == 2 && head_weight.size(0) % blocks == 0, "heads must be the same for all blocks");
  return RelationBias::apply(geometry, counts.contiguous(), weight, bias, head_weight, head_bias, blocks);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(weft, m) {
  m.def("attention(Tensor q, Tensor? kv, Tensor? bias, Tensor spans, int heads, float scale, float p, int seed) -> Tensor", attention);
  m.def("relation_bias(Tensor geometry, Tensor counts, Tensor weight, Tensor bias, Tensor head_weight, Tensor head_bias, int blocks) -> Tensor[]",
        relation_bias);
}
