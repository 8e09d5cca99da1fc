// libtorch's thread count and Weft's count of live tensors are of the whole process.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
