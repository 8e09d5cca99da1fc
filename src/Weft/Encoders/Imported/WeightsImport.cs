using System.Collections.Immutable;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Torch.Files.Checkpoints;

namespace Weft.Encoders.Imported;

/// <summary>What an import did.</summary>
/// <param name="Tensors">How many tensors were written.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Section">The entry of the file that held the weights; null where they were not in one.</param>
/// <param name="LeftOut">What else the file holds, each as its name and what it is.</param>
/// <param name="Mapping">How names were mapped; null without an encoder.</param>
public sealed record ImportReport(int Tensors, long Bytes, string? Section, ImmutableArray<string> LeftOut, NameMapping? Mapping);

/// <summary>Turns a checkpoint of PyTorch into a .safetensors file, tensor by tensor.</summary>
public static class WeightsImport
{
    private const int Named = 5;

    /// <summary>Imports a file.</summary>
    /// <param name="source">The checkpoint; it is never changed.</param>
    /// <param name="target">The .safetensors file to make or replace.</param>
    /// <param name="encoder">The encoder whose names and shapes are checked; null to convert what is there.</param>
    /// <param name="wanted">What that encoder consists of; null for <see cref="EncoderLayouts.Of"/>.</param>
    /// <param name="progress">Told how many bytes are written, of how many.</param>
    /// <param name="cancellation">Ends the import between two tensors; nothing is left then.</param>
    /// <returns>What was taken and what was not.</returns>
    /// <exception cref="InvalidFileException">The checkpoint is damaged, hostile, or does not fit the encoder.</exception>
    /// <exception cref="UsageException">There is no such encoder, or the target is the source.</exception>
    public static ImportReport Run(
        string source,
        string target,
        string? encoder,
        IReadOnlyCollection<WantedTensor>? wanted = null,
        Action<long, long>? progress = null,
        CancellationToken cancellation = default)
    {
        if (encoder is not null && !EncoderLayouts.Names.Contains(encoder))
        {
            throw new UsageException($"--encoder: there is no encoder '{encoder}'; there are {string.Join(", ", EncoderLayouts.Names)}.");
        }

        if (SameFile.Is(source, target))
        {
            throw new UsageException($"--out: {target} is the file that is imported; choose another name.");
        }

        using var checkpoint = TorchCheckpoint.Open(source);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = "weights",
            ["source"] = Checksum.OfFile(source),
        };
        NameMapping? mapping = null;
        if (encoder is not null)
        {
            mapping = Map(checkpoint, source, encoder, wanted ?? EncoderLayouts.Of(encoder));
            metadata["encoder"] = encoder;
            metadata["head"] = mapping.HasHead ? "present" : "missing";
        }

        long total = 0;
        long done = 0;
        SafeTensorsPart Part(string name, ElementType type, ImmutableArray<long> shape, Action<Stream> write)
        {
            SafeTensorsPart? part = null;
            part = new SafeTensorsPart(name, type, shape, stream =>
            {
                cancellation.ThrowIfCancellationRequested();
                write(stream);
                done += part!.ByteCount;
                progress?.Invoke(done, total);
            });
            total += part.ByteCount;
            return part;
        }

        List<SafeTensorsPart> parts = mapping is null
            ? [.. checkpoint.Tensors.Select(t => Part(t.Name, t.Type, t.Shape, stream => checkpoint.CopyTo(t.Name, stream)))]
            : [.. mapping.Assignments.Select(a =>
                Part(a.Wanted.Name, a.Wanted.Type, a.Wanted.Shape, stream => Write(a, checkpoint, stream)))];
        SafeTensorsFile.Write(target, parts, metadata);
        return new ImportReport(parts.Count, total, checkpoint.Section, checkpoint.LeftOut, mapping);
    }

    private static NameMapping Map(TorchCheckpoint checkpoint, string source, string encoder, IReadOnlyCollection<WantedTensor> wanted)
    {
        var mapping = PublishedNames.Map(encoder, wanted, [.. checkpoint.Tensors.Select(t => new WantedTensor(t.Name, t.Type, t.Shape))]);
        if (mapping.Fits)
        {
            return mapping;
        }

        string[] problems =
        [
            .. Some(mapping.Missing, "missing", name => $"'{name}'"),
            .. Some(mapping.WrongShape, "of another type or shape", text => text),
            .. Some(mapping.Unexpected, "unexpected", name => $"'{name}'"),
        ];
        throw new InvalidFileException(
            source,
            $"these weights do not fit the encoder {encoder}: {string.Join("; ", problems)}; "
            + "see docs/how-to/import-weights.md for which file belongs where");
    }

    private static IEnumerable<string> Some(ImmutableArray<string> items, string what, Func<string, string> show)
    {
        if (!items.IsEmpty)
        {
            var more = items.Length > Named ? $" and {items.Length - Named} more" : string.Empty;
            yield return $"{items.Length} {what}: {string.Join(", ", items.Take(Named).Select(show))}{more}";
        }
    }

    private static void Write(Assignment assignment, TorchCheckpoint checkpoint, Stream stream)
    {
        switch (assignment.Step)
        {
            case ImportStep.Copy:
                checkpoint.CopyTo(assignment.Source!, stream);
                break;
            case ImportStep.Inflate:
                Inflation.Write(checkpoint.Read(assignment.Source!), assignment.Wanted.Shape[2], stream);
                break;
            case ImportStep.Repeat:
                Inflation.WriteRepeated(checkpoint.Read(assignment.Source!), assignment.Wanted.Shape[2], stream);
                break;
            default:
                stream.Write(new byte[sizeof(long)]); // A counter is one 64-bit number.
                break;
        }
    }
}
