// One source, several widths, chosen when the program starts. CMake forbids fused multiply-adds in the files that use it, so that all of
// them round alike: a run resumed on another machine goes on with the same bits. For plain functions: target_clones knows no templates.
#pragma once
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WEFT_WIDTHS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WEFT_WIDTHS
#endif
