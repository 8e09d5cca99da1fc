using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>
/// A random number generator with a state that can be saved and restored. There is no hidden global one: whatever draws takes a
/// generator as an argument.
/// </summary>
public sealed class Generator : IDisposable
{
    private nint handle;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">
    /// The seed; the same seed gives the same numbers. The CPU's generator takes in its lower 32 bits only: derive seeds that
    /// differ in them.
    /// </param>
    /// <param name="device">Where it draws; the CPU by default.</param>
    /// <exception cref="TorchException">There is no such device.</exception>
    public Generator(ulong seed, Device? device = null)
    {
        Device = device ?? Device.Cpu;
        NativeMethods.Check(NativeMethods.GeneratorNew(Device.Type, Device.Index, seed, out handle), "generator");
    }

    /// <summary>Where the generator draws.</summary>
    public Device Device { get; }

    internal nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

    /// <summary>Starts again from a seed, as a new generator with that seed would.</summary>
    public void Seed(ulong seed) => NativeMethods.Check(NativeMethods.GeneratorSeed(Handle, seed), "generator seed");

    /// <summary>64 random bits: the seed of a kernel that makes its own random numbers.</summary>
    public long NextSeed()
    {
        using var scope = new TensorScope();
        var bits = Tensor.Empty([1], DType.Int64, Device);
        bits.FillBits(this);
        return bits.To(Device.Cpu).ToArray<long>()[0];
    }

    /// <summary>The whole state as bytes, for a checkpoint.</summary>
    public byte[] GetState()
    {
        NativeMethods.Check(NativeMethods.GeneratorStateGet(Handle, out var state), "generator state");
        using var tensor = Tensor.AdoptUnscoped(state);
        return tensor.ToArray<byte>();
    }

    /// <summary>Goes back to a state that <see cref="GetState"/> gave.</summary>
    /// <exception cref="TorchException">The bytes are no state of such a generator.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        using var scope = new TensorScope();
        NativeMethods.Check(NativeMethods.GeneratorStateSet(Handle, Tensor.From(state, state.Length).Handle), "generator state");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMethods.GeneratorFree(handle);
        handle = 0;
    }
}
