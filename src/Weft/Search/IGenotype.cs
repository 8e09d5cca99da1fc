using System.Security.Cryptography;
using System.Text;

namespace Weft.Search;

/// <summary>One choice of a space: an immutable value with equality, one canonical JSON text and a hash of it.</summary>
public interface IGenotype
{
    /// <summary>The space it belongs to, such as <c>bmnas</c>.</summary>
    string Space { get; }

    /// <summary>The canonical JSON: the same choice always gives the same bytes.</summary>
    string ToJson();

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the canonical JSON.</summary>
    string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())))[..16];
}
