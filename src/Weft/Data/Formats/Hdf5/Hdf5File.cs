using Weft.Torch;

namespace Weft.Data.Formats.Hdf5;

/// <summary>An HDF5 file, opened for reading. Safe for several threads, of which one at a time reads.</summary>
internal sealed class Hdf5File : IDisposable
{
    private readonly List<Hdf5Dataset> datasets = [];
    private long id;

    private Hdf5File(string path, long id) => (Path, this.id) = (path, id);

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidFileException">It is absent, no HDF5 file, truncated or damaged.</exception>
    /// <exception cref="WeftException">The library is missing.</exception>
    internal static Hdf5File Open(string path)
    {
        // Absent files, folders and those that may not be read have their own sentences.
        BoundedRead.Open(path).Dispose();
        Hdf5Library.Require();
        lock (Hdf5Library.Gate)
        {
            if (Hdf5Native.IsHdf5(path) <= 0)
            {
                throw new InvalidFileException(path, "is no HDF5 file; give the data set's .hdf5 file, or get it again");
            }

            var opened = Hdf5Native.FileOpen(path, flags: 0, access: 0);
            return opened >= 0
                ? new Hdf5File(path, opened)
                : throw new InvalidFileException(path, $"is truncated or damaged (HDF5: {Hdf5Library.LastProblem()}); get it again");
        }
    }

    /// <summary>A dataset at the file's top.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidFileException">There is none, or its data lie outside of the file.</exception>
    internal Hdf5Dataset Dataset(string name)
    {
        lock (Hdf5Library.Gate)
        {
            ObjectDisposedException.ThrowIf(id < 0, this);
            var there = Hdf5Native.LinkExists(id, name, access: 0);
            if (there <= 0)
            {
                throw Problem(there == 0
                    ? $"has no dataset '{name}'; give the data set's file as it was published"
                    : $"is damaged (HDF5: {Hdf5Library.LastProblem()}); get it again");
            }

            var dataset = Hdf5Native.DatasetOpen(id, name, access: 0);
            if (dataset < 0)
            {
                throw Problem($"its '{name}' cannot be opened as a dataset (HDF5: {Hdf5Library.LastProblem()}); get the file again");
            }

            datasets.Add(new Hdf5Dataset(this, name, dataset));
            return datasets[^1];
        }
    }

    /// <summary>The error for something in this file.</summary>
    internal InvalidFileException Problem(string problem) => new(Path, problem);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Hdf5Library.Gate)
        {
            if (id < 0)
            {
                return;
            }

            datasets.ForEach(d => d.Close());
            _ = Hdf5Native.FileClose(id);
            id = -1;
        }
    }
}
