using Xunit;

// libtorch's thread settings and the count of live tensors belong to the whole process: tests take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
