// Threads, devices and versions.
#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <string>

#include "guard.h"
#include "weft.h"

namespace {

// Every step of a training frees all that it allocated. The C library gives such memory back to the system at once, and the next
// step pays for fresh pages: a fifth of a BM-NAS step. So what was freed is kept, up to these limits.
void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMapped = 1 << 25;   // tensors from here on have pages of their own; the most that every glibc accepts
  constexpr int kKept = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, kMapped);
  mallopt(M_TRIM_THRESHOLD, kKept);
#endif
}

const bool memory_is_kept = (keep_freed_memory(), true);

}  // namespace

extern "C" {

const char* weft_error(void) { return weft_last_error().c_str(); }

int weft_threads_set(int32_t threads) {
  return weft_guard([&] {
    TORCH_CHECK(threads > 0, "the number of threads must be at least 1, not ", threads);
    at::set_num_threads(threads);
  });
}

int32_t weft_threads_get(void) { return at::get_num_threads(); }

int32_t weft_cuda_count(void) { return static_cast<int32_t>(at::getNumGPUs()); }

int weft_cuda_synchronize(int32_t index) {
  // A device-to-host copy waits for all work queued before it; no CUDA header is needed for that.
  return weft_guard([&] { at::zeros({1}, at::TensorOptions().device(c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index)))).cpu(); });
}

const char* weft_torch_version(void) { return TORCH_VERSION; }

const char* weft_torch_configuration(void) {
  // Read anew at each call: the thread settings in it change.
  static thread_local std::string text;
  text = at::show_config() + "\n" + at::get_parallel_info();
  return text.c_str();
}

int32_t weft_abi_version(void) { return 2; }

}  // extern "C"
