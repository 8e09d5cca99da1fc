// Channels of a clip's frames moved by one frame, both ways, in one pass over the memory; its gradient is the same with the ways exchanged.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cstring>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// The first `fold` channels of a frame come from `step` frames further on, the next `fold` from as many before; zeros beyond the ends.
Tensor shifted(const Tensor& given, int64_t segments, int64_t fold, int64_t step) {
  const auto x = given.contiguous();
  auto out = at::empty_like(x);
  const int64_t frames = x.size(0), bytes = frames == 0 ? 0 : static_cast<int64_t>(x.nbytes()) / frames;
  const int64_t part = x.size(1) == 0 ? 0 : bytes / x.size(1) * fold;
  const auto* from = static_cast<const char*>(x.data_ptr());
  auto* to = static_cast<char*>(out.data_ptr());
  at::parallel_for(0, frames, 1, [&](int64_t first, int64_t last) {
    for (auto frame = first; frame < last; ++frame) {
      const auto place = frame % segments;
      for (int64_t way = 0; way < 2; ++way) {
        const auto distance = way == 0 ? step : -step;
        auto* target = to + frame * bytes + way * part;
        if (place + distance < 0 || place + distance >= segments) {
          std::memset(target, 0, part);
        } else {
          std::memcpy(target, from + (frame + distance) * bytes + way * part, part);
        }
      }
      std::memcpy(to + frame * bytes + 2 * part, from + frame * bytes + 2 * part, bytes - 2 * part);
    }
  });
  return out;
}

struct TemporalShift : torch::autograd::Function<TemporalShift> {
  static Variable forward(AutogradContext* ctx, const Variable& x, int64_t segments, int64_t fold) {
    ctx->saved_data["segments"] = segments;
    ctx->saved_data["fold"] = fold;
    return shifted(x, segments, fold, 1);
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    return {shifted(gradients[0], ctx->saved_data["segments"].toInt(), ctx->saved_data["fold"].toInt(), -1), Tensor(), Tensor()};
  }
};

Tensor temporal_shift(const Tensor& x, int64_t segments, int64_t fold) {
  TORCH_CHECK(x.device().is_cpu() && x.layout() == at::kStrided, "x must be a dense tensor on the CPU");
  TORCH_CHECK(x.dim() >= 2 && segments > 0 && x.size(0) % segments == 0, "x must be whole clips of ", segments, " frames, not ", x.sizes());
  TORCH_CHECK(fold >= 0 && 2 * fold <= x.size(1), "of ", x.size(1), " channels no two parts of ", fold, " can be shifted");
  return TemporalShift::apply(x, segments, fold);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(weft, m) {
  m.def("temporal_shift(Tensor x, int segments, int fold) -> Tensor", temporal_shift);
}
