using Weft.Encoders;
using Weft.Torch;

namespace Weft.Tests.Encoders;

/// <summary>The numbers of golden/bmnas/backbones.npz: each follows from a tensor's name and the number's place, so that none are stored.</summary>
internal static class HashFill
{
    /// <summary>An input by its name.</summary>
    internal static Tensor Input(string name, params long[] shape) => Fill(name, shape, 0, 1);

    /// <summary>Fills an encoder; its names and shapes must be those of state_dict_keys.json, or nothing is loaded.</summary>
    internal static void Load(Encoder encoder, string network)
    {
        using var scope = new TensorScope();
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in GoldenJson.Read("bmnas", "state_dict_keys.json", network).EnumerateArray())
        {
            var name = entry[0].GetString()!;
            state[name] = State(name, [.. entry[1].EnumerateArray().Select(s => s.GetInt64())]);
        }

        encoder.LoadState(state);
    }

    private static Tensor State(string name, long[] shape) => (shape.Length, name.Split('.')[^1]) switch
    {
        (0, _) => Tensor.Zeros([], DType.Int64),
        ( >= 2, _) => Fill(name, shape, 0, Math.Sqrt(6.0 / shape[1..].Aggregate(1L, (a, b) => a * b))),
        (_, "running_var") => Fill(name, shape, 1, 0.5),
        (_, "running_mean" or "bias") => Fill(name, shape, 0, 0.1),
        _ => Fill(name, shape, 0.5, 0.1),
    };

    private static Tensor Fill(string name, long[] shape, double offset, double scale)
    {
        var seed = Crc32(name);
        var tensor = Tensor.Empty(shape);
        var values = tensor.AsSpan<float>();
        for (var k = 0; k < values.Length; k++)
        {
            var x = unchecked(((uint)k * 2654435761u) + seed);
            x ^= x >> 16;
            x = unchecked(x * 2246822519u);
            x ^= x >> 13;
            x = unchecked(x * 3266489917u);
            x ^= x >> 16;
            values[k] = (float)(offset + (scale * ((x / 4294967296.0 * 2) - 1)));
        }

        return tensor;
    }

    private static uint Crc32(string text)
    {
        var crc = uint.MaxValue;
        foreach (var part in System.Text.Encoding.UTF8.GetBytes(text))
        {
            crc ^= part;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }
        }

        return ~crc;
    }
}
