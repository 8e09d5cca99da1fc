using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpyStreamWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WritesRowsOneByOne()
    {
        using (var writer = new NpyStreamWriter(folder["x.npy"], ElementType.Float32, 2, 3))
        {
            writer.RowBytes.ShouldBe(12);
            writer.WriteRow<float>([1, 2, 3]);
            writer.WriteRowBytes(NdArray.From([4f, 5f, 6f], 3).Bytes.Span);
            File.Exists(folder["x.npy"]).ShouldBeFalse();
            writer.Complete();
        }

        var array = NpyReader.Read(folder["x.npy"]);
        array.Shape.ShouldBe([2L, 3L]);
        array.As<float>().ToArray().ShouldBe([1f, 2f, 3f, 4f, 5f, 6f]);
    }

    [Fact]
    public void WithoutCompletionNothingIsLeft()
    {
        using (var writer = new NpyStreamWriter(folder["x.npy"], ElementType.Int64, 2))
        {
            writer.WriteRow<long>([1]);
            Should.Throw<InvalidOperationException>(writer.Complete).Message
                .ShouldBe($"{folder["x.npy"]} was promised 2 rows, but 1 were written.");
        }

        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void RefusesWrongRows()
    {
        using var writer = new NpyStreamWriter(folder["x.npy"], ElementType.Bool, 1, 2);

        Should.Throw<ArgumentException>(() => writer.WriteRowBytes([1])).Message.ShouldStartWith("A row has 2 bytes, not 1.");
        Should.Throw<ArgumentException>(() => writer.WriteRowBytes([1, 2])).Message.ShouldStartWith("A bool is neither 0 nor 1.");
        Should.Throw<InvalidOperationException>(() => writer.WriteRow<float>([1f])).Message.ShouldContain("holds Bool");
        writer.WriteRow<bool>([true, false]);
        Should.Throw<InvalidOperationException>(() => writer.WriteRowBytes([1, 1])).Message.ShouldStartWith("All 1 rows of ");
    }

    [Fact]
    public void RefusesImpossibleShapes()
    {
        Should.Throw<ArgumentException>(() => new NpyStreamWriter(folder["x.npy"], ElementType.Int8, -1, 2));
        Should.Throw<ArgumentException>(() => new NpyStreamWriter(folder["x.npy"], ElementType.Int8, long.MaxValue, 2));
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void IsClosedAfterCompletion()
    {
        var writer = new NpyStreamWriter(folder["x.npy"], ElementType.Int8, 0, 2);
        writer.Complete();

        Should.Throw<ObjectDisposedException>(() => writer.WriteRowBytes([1, 1]));
        writer.Dispose();
        NpyReader.Read(folder["x.npy"]).Shape.ShouldBe([0L, 2L]);
    }
}
