using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests;

/// <summary>The arrays of a golden npz file as tensors of the current scope.</summary>
public sealed class GoldenFile : IDisposable
{
    private readonly NpzReader reader;

    public GoldenFile(string system, string file) => reader = new NpzReader(TestPaths.Golden(system, file));

    public IEnumerable<string> Names => reader.Names;

    public Tensor this[string name] => reader.Read(name).ToTensor();

    public bool Has(string name) => reader.Names.Contains(name);

    public Dictionary<string, Tensor> Below(string prefix) => reader.Names
        .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(n => n[prefix.Length..], n => this[n], StringComparer.Ordinal);

    public void Dispose() => reader.Dispose();
}
