namespace Weft.Diagnostics;

/// <summary>The machine and operating system, as far as <c>weft doctor</c> looks at them.</summary>
public interface IMachine
{
    /// <summary>The .NET runtime's name and version.</summary>
    string Runtime { get; }

    /// <summary>The processors this process may use.</summary>
    int Processors { get; }

    /// <summary>Bytes of memory that programs can have now and in all, or null where the system does not tell.</summary>
    (long Available, long Total)? Memory { get; }

    /// <summary>Bytes free where the command is run, or null where the system does not tell.</summary>
    long? FreeDisk { get; }

    /// <summary>A program's path, or null where it is not installed.</summary>
    string? FindProgram(string name);

    /// <summary>Whether a shared library is installed.</summary>
    /// <param name="name">The file's name, as the system's loader knows it.</param>
    bool HasLibrary(string name);

    /// <summary>The files mapped into this process, such as the libraries it loaded.</summary>
    IReadOnlyCollection<string> MappedFiles();
}
