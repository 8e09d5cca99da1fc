using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>How digits are spoken by espeak-ng where no recordings are at hand.</summary>
public sealed record EspeakSettings
{
    /// <summary>The program; found on the search path unless it is a path. Default `espeak-ng`.</summary>
    public string Program { get; init; } = "espeak-ng";

    /// <summary>Takes of each digit by each English base voice (about eight voices). Default 50, as FSDD has.</summary>
    public int Takes { get; init; } = 50;

    /// <summary>The slowest speech, in words per minute. Default 120.</summary>
    public int SlowestRate { get; init; } = 120;

    /// <summary>The fastest speech, in words per minute. Default 220.</summary>
    public int FastestRate { get; init; } = 220;

    /// <summary>The lowest pitch on espeak's scale of 0 to 99. Default 20.</summary>
    public int LowestPitch { get; init; } = 20;

    /// <summary>The highest pitch on espeak's scale of 0 to 99. Default 80.</summary>
    public int HighestPitch { get; init; } = 80;

    /// <summary>The seed of variant, rate and pitch of each take. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public void Check()
    {
        Require(!string.IsNullOrWhiteSpace(Program), "program is empty, but espeak-ng or its path is needed");
        Require(Takes is >= 3 and <= 10_000, $"takes is {Takes}, but 3 to 10000 are possible (each split needs takes of its own)");
        Require(
            SlowestRate >= 80 && SlowestRate <= FastestRate && FastestRate <= 450,
            $"rates are {SlowestRate} to {FastestRate} words per minute, but they rise within 80 to 450");
        Require(
            LowestPitch >= 0 && LowestPitch <= HighestPitch && HighestPitch <= 99,
            $"pitches are {LowestPitch} to {HighestPitch}, but they rise within 0 to 99");
    }

    private static void Require(bool met, string otherwise)
    {
        if (!met)
        {
            throw new UsageException($"Espeak's {otherwise}.");
        }
    }
}
