using Weft.EndToEnd;

// The tests measure time, send signals and share two cores with what they start.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(PreparedData))]
