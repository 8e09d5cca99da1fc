namespace Weft.Torch;

/// <summary>
/// Something that a person can mend: the message says what is wrong, where, and what to do.
/// The command line prints the message alone and exits with <see cref="ExitCode"/>.
/// </summary>
public class WeftException : Exception
{
    /// <summary>Creates the error with its sentence.</summary>
    /// <param name="message">What is wrong, where (file, field), and what to do about it.</param>
    public WeftException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its sentence and what caused it.</summary>
    /// <param name="message">What is wrong, where (file, field), and what to do about it.</param>
    /// <param name="innerException">The cause, for logs.</param>
    public WeftException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The exit code of the command line: 1 for a failure.</summary>
    public virtual int ExitCode => 1;
}
